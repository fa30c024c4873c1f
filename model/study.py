"""What a whole training tells beside its own figures: simpler readers on the same folds, and what more voices bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from model import baselines
from model.calibration import Floats, probabilities
from model.data import Example, counts
from model.evaluation import evaluate
from model.given import Rows
from model.heads import Tables, Weighing
from model.labels import BUILT_IN
from model.training import Progress, Trained, judge, split
from model.workers import job, results

STAGES = ("baselines", "learning curve")
_SHARES = (0.125, 0.25, 0.5)
_MOST = 20_000
"""Messages that the simpler readers learn from, and answer for, at most; fastText would take minutes for more."""


@dataclass(frozen=True)
class Point:
    """What a model of so many voices and messages reads right of the first fold: F1 by label set."""

    voices: int
    messages: int
    f1: dict[str, float]


@dataclass(frozen=True)
class Study:
    """The baselines' macro-F1 by name and label set on the folds of the training, and the learning curve.

    `learned` is how many messages the baselines learned from, at most.
    """

    baselines: dict[str, dict[str, float]]
    learned: int
    curve: tuple[Point, ...]


def study(trained: Trained, examples: Sequence[Example], progress: Progress = lambda _: None) -> Study:
    """Compare a training that judged every fold with simpler readers and with less data."""
    folds = split(trained.folds[: len(examples)])
    tables = trained.counted.tables
    progress(STAGES[0])
    learned = [_of_some_voices(examples, rest, _MOST / len(rest)) for rest, _ in folds]
    asked = [_of_some_voices(examples, out, _MOST / len(examples)) for _, out in folds]
    answered = results(
        job(_answers, tables, [examples[i] for i in rest], rest, [examples[i].text for i in out], out)
        for rest, out in zip(learned, asked, strict=True)
    )
    judged = [examples[i] for out in asked for i in out]
    pooled = {
        baseline: {name: [label for fold in answered for label in fold[baseline][name]] for name in sets}
        for baseline, sets in answered[0].items()
    }
    progress(STAGES[1])
    rest, out = folds[0]
    left_out = [examples[i] for i in out]
    parts = [_of_some_voices(examples, rest, share) for share in _SHARES]
    parts = [part for part in parts if _has_every_label([examples[i] for i in part])]
    own = _own_causes(trained, len(examples), out)
    weights = np.ones(len(trained.folds))
    scored = results(job(judge, tables, trained.given, weights, np.append(part, own), out) for part in parts)
    position = {row: at for at, row in enumerate(trained.judged)}
    whole = trained.out_of_fold[[position[row] for row in out]]
    curve = [
        _point([examples[i] for i in part], left_out, scores, trained)
        for part, scores in zip([*parts, rest], [*scored, whole], strict=True)
    ]
    return Study(baselines.figures(pooled, judged), max(map(len, learned)), tuple(curve))


def _answers(
    tables: Tables, known: Sequence[Example], rest: Rows, texts: Sequence[str], out: Rows
) -> baselines.Answers:
    weighing = Weighing.learn(tables, rest)
    return baselines.answers(known, texts, (weighing.features(tables, rest), weighing.features(tables, out)))


def _own_causes(trained: Trained, messages: int, out: Rows) -> Rows:
    """Find what teaches the owner's own causes: every part needs it, to be scored against the same labels."""
    taught = np.flatnonzero(trained.given.sets["cause"] >= len(BUILT_IN["cause"]))
    kept: Rows = taught[(taught >= messages) & (trained.folds[taught] != trained.folds[out[0]])]
    return kept


def _of_some_voices(examples: Sequence[Example], rows: Rows, share: float) -> Rows:
    if share >= 1:
        return rows
    voices = sorted({examples[i].group for i in rows})
    kept = set(Random(0).sample(voices, max(1, round(share * len(voices)))))  # noqa: S311, no secret
    return np.array([i for i in rows if examples[i].group in kept], dtype=np.intp)


def _has_every_label(examples: Sequence[Example]) -> bool:
    found = counts(examples)
    return all(label in found.get(name, ()) for name, ids in BUILT_IN.items() for label in ids)


def _point(known: Sequence[Example], left_out: Sequence[Example], scores: Floats, trained: Trained) -> Point:
    found = probabilities(scores, trained.layer, trained.calibration)
    f1 = evaluate(found, trained.calibration, left_out).summary
    return Point(len({example.group for example in known}), len(known), f1)
