"""How well readings match labels: one set of figures for training reports and for `cuifa evaluate`."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from model.calibration import Calibration, Probabilities, calibration_error
from model.data import Example
from model.labels import CHOICES, IDS

FEWEST = 5
"""A label with fewer examples than this counts in no macro average: its figure would be chance."""


@dataclass(frozen=True)
class LabelScore:
    """Precision, recall and F1 of one label over `support` examples."""

    label: str
    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True)
class SetScore:
    """The figures of one label set; for tactics `f1` is the micro average and `confusion` is empty.

    `coverage` is the share of messages whose reading is sure, `sure_precision` how many of those are right;
    `curve` pairs coverage with precision, from the most confident tenth to all; `reliability` pairs mean confidence
    with the share that was right, a pair for each filled tenth of the scale.
    """

    name: str
    f1: float
    labels: tuple[LabelScore, ...]
    confusion: tuple[tuple[int, ...], ...] = ()
    calibration_error: float | None = None
    coverage: float | None = None
    sure_precision: float | None = None
    curve: tuple[tuple[float, float], ...] = ()
    reliability: tuple[tuple[float, float, int], ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """The figures of all label sets over `messages` labelled messages."""

    messages: int
    sets: dict[str, SetScore]

    def to_json(self) -> dict[str, Any]:
        """Give the figures as JSON values."""
        return asdict(self)

    @property
    def summary(self) -> dict[str, float]:
        """The one figure of each label set: macro-F1, and micro-F1 for tactics."""
        return {name: round(score.f1, 4) for name, score in self.sets.items()}


def evaluate(found: Probabilities, calibration: Calibration, examples: Sequence[Example]) -> Evaluation:
    """Compare readings with labels."""
    sets = {name: _choice(name, found, calibration, examples) for name in CHOICES}
    truth = np.array([[tactic in e.tactics for tactic in IDS["tactics"]] for e in examples]).reshape(len(examples), -1)
    marked = found.marked(calibration)
    per_label = precision_recall_fscore_support(truth, marked, zero_division=0)
    *_, micro, _ = precision_recall_fscore_support(truth, marked, average="micro", zero_division=0)
    sets["tactics"] = SetScore("tactics", float(micro), _label_scores(IDS["tactics"], per_label))
    return Evaluation(len(examples), sets)


def _label_scores(labels: Sequence[str], per_label: Any) -> tuple[LabelScore, ...]:
    rows = zip(labels, *per_label, strict=True)
    return tuple(LabelScore(label, float(p), float(r), float(f), int(n)) for label, p, r, f, n in rows)


def choice_score(name: str, predicted: Sequence[str], truth: Sequence[str]) -> SetScore:
    """Score plain predictions of a choice; the macro average is over labels with at least `FEWEST` examples."""
    labels = IDS[name]
    scores = _label_scores(labels, precision_recall_fscore_support(truth, predicted, labels=labels, zero_division=0))
    counted = [score.f1 for score in scores if score.support >= FEWEST] or [
        score.f1 for score in scores if score.support
    ]
    confusion = confusion_matrix(truth, predicted, labels=labels)
    rows = tuple(tuple(int(n) for n in row) for row in confusion)
    return SetScore(name, float(np.mean(counted)) if counted else 0.0, scores, rows)


def _choice(name: str, found: Probabilities, calibration: Calibration, examples: Sequence[Example]) -> SetScore:
    truth = np.array([getattr(example, name) for example in examples])
    best, confidence = found.best(name), found.confidence(name)
    right = best == truth
    sure = confidence >= calibration.sure_at[name]
    order = np.argsort(-confidence)
    steps = [max(1, round(len(order) * tenth / 10)) for tenth in range(1, 11)]
    tenths = np.minimum((confidence * 10).astype(int), 9)
    filled = [tenths == tenth for tenth in range(10) if (tenths == tenth).any()]
    plain = choice_score(name, best.tolist(), truth.tolist())
    return SetScore(
        name,
        plain.f1,
        plain.labels,
        plain.confusion,
        calibration_error=calibration_error(confidence, right),
        coverage=float(sure.mean()),
        sure_precision=float(right[sure].mean()) if sure.any() else None,
        curve=tuple((step / len(order), float(right[order[:step]].mean())) for step in steps),
        reliability=tuple((float(confidence[t].mean()), float(right[t].mean()), int(t.sum())) for t in filled),
    )
