"""From a fitted model to the one that answers: report, manifest, gate, activation."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import joblib

from model import compiled, drafts
from model.compiled import Compiled
from model.data import Example, fingerprint
from model.errors import ModelMissing, ModelRefused
from model.heads import compile_pipeline
from model.labels import IDS
from model.registry import CLAUSES, DRAFTS, PIPELINE, REPORT, SCORER, Manifest, Registry, libraries, new_version, sha256
from model.report import render
from model.study import STAGES, Study, study
from model.training import FOLDS, Progress, Trained, train
from model.training import stages as training_stages

GATE_FALL = 0.01
"""By how much a label set's F1 may fall against the active model's before a candidate stays a candidate."""


@dataclass(frozen=True)
class Release:
    """What came of a training: the version kept, its F1 by label set, and what the gate objects to."""

    version: str
    summary: dict[str, float]
    objections: tuple[str, ...]


def stages(rounds: int = FOLDS) -> list[str]:
    """Name the stages that `release` goes through; a first start, which waits for one fold, studies nothing."""
    return [*training_stages(rounds), *(STAGES if rounds == FOLDS else ())]


def release(
    registry: Registry, examples: Sequence[Example], progress: Progress = lambda _: None, rounds: int = FOLDS
) -> Release:
    """Train, keep the candidate with its report, and activate it if the gate lets it pass.

    Raises:
        DataError: the examples do not make a model (see `training.train`), or a labelled draft will not do.
    """
    labelled = drafts.load()  # before the long work: what is wrong with them is told at once
    trained = train(examples, progress, rounds)
    studied = study(trained, examples, progress) if rounds == FOLDS else None
    objections = _objections(trained, len(examples), registry)
    version = _keep(trained, drafts.fit(labelled), studied, examples, registry)
    if not objections:
        registry.activate(version)
    return Release(version, trained.evaluation.summary, tuple(objections))


def _keep(
    trained: Trained,
    reply_check: tuple[Compiled, Compiled],
    studied: Study | None,
    examples: Sequence[Example],
    registry: Registry,
) -> str:
    data_hash = fingerprint(examples)
    version = new_version(data_hash)
    with tempfile.TemporaryDirectory() as aside:
        files = Path(aside)
        joblib.dump(trained.pipeline, files / PIPELINE, compress=3)
        compiled.save(compile_pipeline(trained.pipeline), files / SCORER)
        for name, model in zip((DRAFTS, CLAUSES), reply_check, strict=True):
            compiled.save(model, files / name)
        (files / REPORT).write_text(render(version, trained, studied, examples), encoding="utf-8")
        manifest = Manifest(
            version=version,
            trained_at=datetime.now(UTC).isoformat(timespec="seconds"),
            sha256={name: sha256(files / name) for name in (PIPELINE, SCORER, DRAFTS, CLAUSES)},
            libraries=libraries(),
            data={"sha256": data_hash, "messages": len(examples), "groups": len({e.group for e in examples})},
            labels={name: list(ids) for name, ids in IDS.items()},
            metrics=trained.evaluation.to_json(),
            calibration=trained.calibration,
        )
        registry.save(manifest, files)
    return version


def _objections(trained: Trained, messages: int, registry: Registry) -> list[str]:
    """Say which label sets read worse than the active model's by more than the gate allows.

    A model judged on one fold, as at a first start, is no measure for one judged on all, and the other way round.
    """
    active = registry.active()
    if active is None:
        return []
    try:
        manifest = registry.verify(active)
    except (ModelMissing, ModelRefused):
        return []  # a model that cannot answer is no bar to one that can
    judged_whole = manifest.metrics["messages"] == manifest.data["messages"]
    if judged_whole != (trained.evaluation.messages == messages):
        return []
    before = {name: score["f1"] for name, score in manifest.metrics["sets"].items()}
    return [
        f"{name} F1 falls from {before[name]:.3f} to {found:.3f}, by more than {GATE_FALL}"
        for name, found in trained.evaluation.summary.items()
        if name in before and found < before[name] - GATE_FALL
    ]
