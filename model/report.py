"""One HTML file a version, whole in itself: how well it reads, where it errs, and what changed since the active one."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from model.baselines import TITLES
from model.calibration import probabilities
from model.corrections import Correction
from model.data import Example
from model.doubts import doubts
from model.gate import Comparison, Verdict
from model.given import Given
from model.labels import IDS, NAMES
from model.regression import Case
from model.study import Point, Study
from model.training import Trained

_MOST_ERRORS, _MOST_CHANGES, _MOST_DOUBTS = 50, 50, 30


class Error(NamedTuple):
    """A message whose cause was read wrong."""

    id: str
    text: str
    label: str
    read: str
    confidence: float


class Doubtful(NamedTuple):
    """A message whose label is likelier another one."""

    id: str
    text: str
    name: str
    label: str
    likelier: str
    confidence: float


class Changed(NamedTuple):
    """A message that the candidate reads otherwise than the active model, both with its voice left out."""

    id: str
    text: str
    name: str
    label: str
    active: str
    candidate: str


class Changes(NamedTuple):
    """What the candidate reads otherwise: how many readings, how many of them for the better and worse, and some."""

    readings: int
    better: int
    worse: int
    shown: list[Changed]


class DataChange(NamedTuple):
    """What changed in the data: messages by their words, labels of messages that stayed, corrections, and counts."""

    added: int
    removed: int
    relabelled: int
    corrections: int
    counts: dict[str, list[tuple[str, int, int]]]


def worst_errors(trained: Trained, examples: Sequence[Example]) -> list[Error]:
    """Find the errors in cause that the model was most confident of, out of fold."""
    found = probabilities(trained.out_of_fold, trained.layer, trained.calibration)
    best, confidence = found.best("cause"), found.confidence("cause")
    wrong = [
        (examples[row], str(best[at]), float(confidence[at]))
        for at in np.argsort(-confidence)
        if (row := trained.judged[at]) < len(examples) and best[at] != examples[row].cause
    ]
    return [Error(e.id, e.text, e.cause, read, sure) for e, read, sure in wrong[:_MOST_ERRORS]]


def suspects(trained: Trained, examples: Sequence[Example]) -> list[Doubtful]:
    """Find the labels, of messages and of corrections, that are the likeliest to be wrong."""
    known: list[Example | Correction] = [*examples, *(case.correction for case in trained.cases)]
    judged = np.array(trained.judged)
    found = probabilities(trained.out_of_fold, trained.layer, trained.calibration)
    named = doubts(found, trained.given.take(judged), _MOST_DOUBTS)
    messages = [known[judged[doubt.row]] for doubt in named]
    return [
        Doubtful(message.id, message.text, doubt.name, doubt.label, doubt.likelier, doubt.instead)
        for doubt, message in zip(named, messages, strict=True)
    ]


def changed_readings(comparison: Comparison, examples: Sequence[Example]) -> Changes:
    """Find what the candidate reads otherwise than the active model; those that change for the worse come first."""
    given = comparison.active.given.take(comparison.theirs)
    before, now = comparison.active.read.take(comparison.theirs), comparison.candidate.read.take(comparison.rows)
    shown: dict[bool, list[Changed]] = {True: [], False: []}
    readings = better = worse = 0
    for name in IDS:
        differs = before.differs(name, now)
        was, is_ = differs & ~given.differs(name, before), differs & ~given.differs(name, now)
        readings, better, worse = readings + differs.sum(), better + is_.sum(), worse + was.sum()
        for at in np.flatnonzero(differs):
            example = examples[comparison.rows[at]]
            labels = (_shown(name, labelled, int(at)) for labelled in (given, before, now))
            shown[bool(was[at])].append(Changed(example.id, example.text, name, *labels))
    return Changes(int(readings), int(better), int(worse), [*shown[True], *shown[False]][:_MOST_CHANGES])


def _shown(name: str, labelled: Given, row: int) -> str:
    return _names(name, labelled.named(name, row))


def _names(name: str, labels: Sequence[str] | None) -> str:
    """Name labels as people do; a dash where there are none, nothing where nobody said."""
    return "" if labels is None else "、".join(NAMES[name][label] for label in labels) or "–"


def data_change(comparison: Comparison) -> DataChange:
    """Say what changed in the labelled messages and corrections since the active model learned from them."""
    candidate, active = comparison.candidate, comparison.active
    _, here, there = np.intersect1d(candidate.ids, active.ids, return_indices=True)
    given, before = candidate.given.take(here), active.given.take(there)
    relabelled = np.any([before.differs(name, given) for name in IDS], axis=0)
    counts = {
        name: list(zip(IDS[name], active.given.count(name), candidate.given.count(name), strict=True)) for name in IDS
    }
    return DataChange(
        added=len(candidate.ids) - len(here),
        removed=len(active.ids) - len(there),
        relabelled=int(relabelled.sum()),
        corrections=len(set(candidate.corrections) - set(active.corrections)),
        counts=counts,
    )


def case_rows(cases: Sequence[Case]) -> list[tuple[Case, list[tuple[str, str, str, bool]]]]:
    """Lay out how corrections are read: for each label of one its set, the label, the reading, and if they are one."""
    return [
        (
            case,
            [
                (name, _names(name, labels), _names(name, case.read[name]), name not in case.wrong)
                for name in IDS
                if (labels := case.correction.labels(name)) is not None
            ],
        )
        for case in cases
    ]


def _learning(curve: Sequence[Point]) -> list[tuple[str, list[tuple[float, float]]]]:
    """Draw the learning curve's lines: by label set, share of the messages and F1."""
    most = curve[-1].messages
    return [(name, [(point.messages / most, point.f1[name]) for point in curve]) for name in curve[-1].f1]


def render(
    version: str,
    trained: Trained,
    studied: Study | None,
    examples: Sequence[Example],
    verdict: Verdict | None = None,
    comparison: Comparison | None = None,
) -> str:
    """Render a version's report; messages are escaped, nothing is loaded from outside."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("report.html.j2").render(
        version=version,
        verdict=verdict,
        comparison=comparison,
        data=data_change(comparison) if comparison else None,
        changes=changed_readings(comparison, examples) if comparison else None,
        evaluation=trained.evaluation,
        study=studied,
        readers=TITLES,
        learning=_learning(studied.curve) if studied else [],
        groups=len({example.group for example in examples}),
        names=NAMES,
        titles={name: [names[label] for label in IDS[name]] for name, names in NAMES.items()},
        errors=worst_errors(trained, examples),
        doubts=suspects(trained, examples),
        cases=case_rows(trained.cases),
    )
