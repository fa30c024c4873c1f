"""The gate: whether a candidate may take the active model's place, and why not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from math import pi, sqrt
from typing import Any

from sklearn.metrics import precision_recall_fscore_support

from model.corrections import conflicts
from model.evaluation import FEWEST, Evaluation, SetScore
from model.given import Given, Rows
from model.labels import CHOICES, IDS
from model.ledger import Ledger
from model.regression import Case

MOST_FALL, MOST_CLASS_FALL = 0.01, 0.05
"""By how much the macro-F1 of a label set, and the F1 of one label, may fall against the active model's."""
FEWEST_OF_CLASS = 30
"""A label with fewer messages is not held to that: one message more or less would move it that far."""
MOST_CALIBRATION_ERROR = 0.03
"""How far confidences may be from the share that is right, on average, beyond twice what chance makes of so many."""
LEAST_SHARED = 0.5
"""Share of the messages judged for the active model that the candidate must share with it, to be compared at all."""
_NAMED = 5
"""Failing corrections that the verdict names."""


@dataclass(frozen=True)
class Change:
    """A figure of the active model and of the candidate, over `support` messages."""

    before: float
    now: float
    support: int

    @property
    def fall(self) -> float:
        """By how much it falls; below zero where it rises."""
        return self.before - self.now


@dataclass(frozen=True)
class Comparison:
    """Both models on the messages that both judged in the same fold, by the labels that the active one learned.

    By the old labels, because the new ones may be what is wrong. `rows` and `theirs` are these messages in the two
    ledgers; `sets` holds macro-F1, `labels` the F1 of each label.
    """

    against: str
    candidate: Ledger
    active: Ledger
    rows: Rows
    theirs: Rows
    sets: dict[str, Change]
    labels: dict[str, dict[str, Change]]

    @property
    def messages(self) -> int:
        """How many messages both judged."""
        return len(self.rows)


@dataclass(frozen=True)
class Finding:
    """What speaks against a candidate: its kind, the values that it is about, and both in one sentence.

    So that whoever shows it in another language needs not take the sentence apart.
    """

    kind: str
    values: dict[str, Any]
    text: str


@dataclass(frozen=True)
class Verdict:
    """Whether the candidate may go live, each reason why not, and all of it in one paragraph.

    `details` holds the same as values: `findings`, with their kinds; `beside`, macro-F1 of the active model and of the
    candidate by label set, or null; and `corrections`, how many were looked at.
    """

    passed: bool
    reasons: tuple[str, ...]
    paragraph: str
    details: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give the verdict as JSON values, for the manifest."""
        return {**asdict(self), "reasons": list(self.reasons)}


def compare(candidate: Ledger, active: Ledger, against: str) -> Comparison:
    """Compare a candidate with the active model on the same folds."""
    rows, theirs = candidate.shared(active)
    given, before, now = active.given.take(theirs), active.read.take(theirs), candidate.read.take(rows)
    labels = {name: _changes(name, given, before, now) for name in IDS}
    sets = {name: _average(changes.values()) for name, changes in labels.items()}
    return Comparison(against, candidate, active, rows, theirs, sets, labels)


def _changes(name: str, given: Given, before: Given, now: Given) -> dict[str, Change]:
    labels = range(len(IDS[name]))
    truth = given.sets[name]
    if not len(truth):
        return {label: Change(0.0, 0.0, 0) for label in IDS[name]}
    old, new = (
        precision_recall_fscore_support(truth, read.sets[name], labels=labels, zero_division=0)
        for read in (before, now)
    )
    rows = zip(IDS[name], old[2], new[2], old[3], strict=True)
    return {label: Change(float(a), float(b), int(support)) for label, a, b, support in rows}


def _average(changes: Iterable[Change]) -> Change:
    """Average over the labels that occur often enough to count."""
    counted = [change for change in changes if change.support >= FEWEST]
    many = max(len(counted), 1)
    before, now = sum(change.before for change in counted) / many, sum(change.now for change in counted) / many
    return Change(before, now, sum(change.support for change in counted))


def judge(
    comparison: Comparison | None, evaluation: Evaluation, cases: Sequence[Case], obstacle: str | None = None
) -> Verdict:
    """Judge a candidate.

    Args:
        comparison: with the active model; None where there is none that answers.
        evaluation: the candidate's own figures, for its calibration.
        cases: how it reads the accepted corrections.
        obstacle: why it could not be compared with an active model that does answer.
    """
    found = [
        *([Finding("incomparable", {}, obstacle)] if obstacle else []),
        *(_falls(comparison) if comparison else []),
        *_miscalibrated(evaluation),
        *_misread(cases),
    ]
    details = {
        "findings": [{"kind": finding.kind, **finding.values} for finding in found],
        "beside": _figures(comparison) if comparison else None,
        "corrections": len(cases),
    }
    beside = f" {_beside(comparison)}" if comparison else "" if obstacle else " There is no active model beside it."
    if found:
        reasons = tuple(finding.text for finding in found)
        return Verdict(False, reasons, f"The candidate is not put in place: {'; '.join(reasons)}.{beside}", details)
    held = f", and all {len(cases)} corrections are read as corrected" if cases else ""
    return Verdict(True, (), f"The candidate may answer.{beside} Its confidences hold{held}.", details)


def _figures(comparison: Comparison) -> dict[str, Any]:
    sets = {name: [round(c.before, 4), round(c.now, 4)] for name, c in comparison.sets.items()}
    return {"against": comparison.against, "messages": comparison.messages, "sets": sets}


def _beside(comparison: Comparison) -> str:
    moved = ", ".join(f"{name} {c.before:.3f} → {c.now:.3f}" for name, c in comparison.sets.items())
    return (
        f"Macro-F1 beside {comparison.against}, on the {comparison.messages} messages that both read with their voices "
        f"left out: {moved}."
    )


def _falls(comparison: Comparison) -> Iterator[Finding]:
    judged = int(comparison.active.read.has("cause").sum())
    if comparison.messages < LEAST_SHARED * judged:
        yield Finding(
            "too_few_shared",
            {"shared": comparison.messages, "judged": judged, "against": comparison.against},
            f"it shares {comparison.messages} of the {judged} messages that {comparison.against} was judged "
            "on, too few to compare them",
        )
        return
    for name, change in comparison.sets.items():
        if change.fall > MOST_FALL:
            yield _fall(f"{name} macro-F1", {"set": name, "label": None}, change, MOST_FALL)
        for label, one in comparison.labels[name].items():
            if one.support >= FEWEST_OF_CLASS and one.fall > MOST_CLASS_FALL:
                yield _fall(f"{name} {label}", {"set": name, "label": label}, one, MOST_CLASS_FALL)


def _fall(what: str, whose: dict[str, Any], change: Change, most: float) -> Finding:
    text = f"{what} falls from {change.before:.3f} to {change.now:.3f}, by more than {most}"
    return Finding("falls", {**whose, "before": round(change.before, 4), "now": round(change.now, 4)}, text)


def _miscalibrated(evaluation: Evaluation) -> Iterator[Finding]:
    for name in CHOICES:
        score = evaluation.sets[name]
        error = (score.calibration_error or 0.0) - 2 * _by_chance(score)
        if error > MOST_CALIBRATION_ERROR:
            text = f"confidences in {name} are off by {error:.3f}, more than {MOST_CALIBRATION_ERROR}"
            yield Finding("miscalibrated", {"set": name, "error": round(error, 4)}, text)


def _by_chance(score: SetScore) -> float:
    """Expect the calibration error of confidences that are right: the mean of |x| of a normal x, by bin."""
    spread = sum(sqrt(2 / pi * many * sure * (1 - sure)) for sure, _, many in score.reliability)
    return spread / max(sum(many for *_, many in score.reliability), 1)


def _misread(cases: Sequence[Case]) -> Iterator[Finding]:
    failing = [case for case in cases if case.wrong]
    if failing:
        named = ", ".join(f"{case.correction.id} ({', '.join(case.wrong)})" for case in failing[:_NAMED])
        more = ", …" if len(failing) > _NAMED else ""
        text = f"{len(failing)} of {len(cases)} corrections are still read otherwise: {named}{more}"
        shown = [{"text": case.correction.text, "sets": list(case.wrong)} for case in failing[:_NAMED]]
        yield Finding("misread", {"wrong": len(failing), "all": len(cases), "shown": shown}, text)
    ids = {case.correction.id for case in failing}
    for one, other in conflicts([case.correction for case in cases]):
        if {one.id, other.id} & ids:
            text = f"corrections {one.id} and {other.id} label the same words differently; take one of them back"
            yield Finding("conflict", {"text": one.text}, text)
