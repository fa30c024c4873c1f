"""From labelled messages to the version that answers: training, gate, report, manifest, activation."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import joblib

from model import compiled, drafts, gate, labels
from model.causes import Cause, taught
from model.corrections import Correction
from model.data import Example, fingerprint
from model.errors import Cancelled, ModelMissing, ModelRefused
from model.gate import Verdict
from model.heads import compile_pipeline
from model.labels import BUILT_IN
from model.ledger import Ledger
from model.registry import (
    CLAUSES,
    DRAFTS,
    KEEP,
    LEDGER,
    PIPELINE,
    REPORT,
    SCORER,
    Manifest,
    Registry,
    libraries,
    new_version,
    sha256,
)
from model.report import render
from model.study import STAGES, Study, study
from model.training import FOLDS, Trained, train
from model.training import stages as training_stages

Progress = Callable[[str, int, int], None]
"""Called as each stage begins, with its name, how many are done, and how many there are."""


@dataclass(frozen=True)
class Release:
    """What came of a training: the version kept, its F1 by label set, the gate's verdict, and what was pruned."""

    version: str
    summary: dict[str, float]
    verdict: Verdict
    pruned: tuple[str, ...] = ()


def stages(rounds: int = FOLDS) -> list[str]:
    """Name the stages that `release` goes through; a first start, which waits for one fold, studies nothing."""
    return [*training_stages(rounds), *(STAGES if rounds == FOLDS else ()), "reply check", "report"]


def release(
    registry: Registry,
    examples: Sequence[Example],
    progress: Progress = lambda *_: None,
    rounds: int = FOLDS,
    *,
    corrections: Sequence[Correction] = (),
    causes: Sequence[Cause] = (),
    cancelled: Callable[[], bool] = lambda: False,
    keep: int = KEEP,
) -> Release:
    """Train, keep the candidate with its report, and activate it if the gate lets it pass.

    Nothing is kept before the last stage, and a version is kept whole or not at all: a run may be ended at any moment.

    Args:
        registry: where versions are kept.
        examples: labelled messages.
        progress: called as each stage begins.
        rounds: how many of the five folds are judged.
        corrections: those that the owner accepted, all of them, in any order.
        causes: the owner's own.
        cancelled: asked between two stages.
        keep: how many versions to keep.

    Raises:
        DataError: the examples do not make a model (see `training.train`), or a labelled draft will not do.
        Cancelled: `cancelled` said so.
    """
    names = stages(rounds)

    def enter(stage: str) -> None:
        if cancelled():
            raise Cancelled("the training was cancelled; the model that answered goes on")
        progress(stage, names.index(stage), len(names))

    labelled = drafts.load()  # before the long work: what is wrong with them is told at once
    labels.offer(causes)
    settled = [correction.settled() for correction in taught(causes, corrections)]
    trained = train(examples, enter, rounds, settled)
    studied = study(trained, examples, enter) if rounds == FOLDS else None
    enter("reply check")
    whole, clauses = drafts.fit(labelled)
    enter("report")
    ledger = Ledger.of(trained, examples)
    active, before, obstacle = _active(registry)
    comparison = gate.compare(ledger, before, active) if active and before else None
    verdict = gate.judge(comparison, trained.evaluation, trained.cases, obstacle)
    manifest = _manifest(trained, studied, examples, settled, causes, verdict)
    with tempfile.TemporaryDirectory() as aside:
        files = Path(aside)
        joblib.dump(trained.pipeline, files / PIPELINE, compress=3)
        for name, model in ((SCORER, compile_pipeline(trained.pipeline)), (DRAFTS, whole), (CLAUSES, clauses)):
            compiled.save(model, files / name)
        ledger.save(files / LEDGER)
        hashes = {path.name: sha256(path) for path in files.iterdir()}
        report = render(manifest.version, trained, studied, examples, verdict, comparison)
        (files / REPORT).write_text(report, encoding="utf-8")
        registry.save(replace(manifest, sha256=hashes), files)
    if verdict.passed:
        registry.activate(manifest.version, how="train")
    return Release(manifest.version, trained.evaluation.summary, verdict, tuple(registry.prune(keep)))


def _manifest(
    trained: Trained,
    studied: Study | None,
    examples: Sequence[Example],
    corrections: Sequence[Correction],
    causes: Sequence[Cause],
    verdict: Verdict,
) -> Manifest:
    """Write a version's card; the hashes of its files come when they are written."""
    data_hash = fingerprint([*examples, *corrections])
    return Manifest(
        version=new_version(data_hash),
        trained_at=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256={},
        libraries=libraries(),
        data={
            "sha256": data_hash,
            "messages": len(examples),
            "groups": len({example.group for example in examples}),
            "corrections": len(corrections) - sum(len(cause.examples) for cause in causes),
        },
        labels={name: list(ids) for name, ids in BUILT_IN.items()},
        causes={cause.id: cause.name for cause in causes},
        metrics=trained.evaluation.to_json() | {"curve": [asdict(point) for point in studied.curve] if studied else []},
        calibration=trained.calibration,
        gate=verdict.to_json(),
    )


def _active(registry: Registry) -> tuple[str | None, Ledger | None, str | None]:
    """Give the version that answers with its ledger, or why it has none to compare with.

    A version that cannot answer is no bar to one that can.
    """
    active = registry.active()
    if active is None:
        return None, None, None
    try:
        registry.verify(active)
    except (ModelMissing, ModelRefused):
        return None, None, None
    try:
        return active, registry.load_ledger(active), None
    except ModelRefused as error:
        return active, None, f"it cannot be compared with the active model: {error}"
