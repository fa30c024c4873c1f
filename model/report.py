"""One HTML file a version, whole in itself: how well it reads and where it errs."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from model.baselines import TITLES
from model.calibration import probabilities
from model.data import Example
from model.labels import IDS, NAMES
from model.study import Point, Study
from model.training import Trained

_MOST_ERRORS = 50


class Error(NamedTuple):
    """A message whose cause was read wrong."""

    id: str
    text: str
    label: str
    read: str
    confidence: float


def worst_errors(trained: Trained, examples: Sequence[Example]) -> list[Error]:
    """Find the errors in cause that the model was most confident of, out of fold."""
    judged = [examples[i] for i in trained.judged]
    found = probabilities(trained.out_of_fold, trained.layer, trained.calibration)
    best, confidence = found.best("cause"), found.confidence("cause")
    wrong = [i for i in np.argsort(-confidence) if best[i] != judged[i].cause][:_MOST_ERRORS]
    return [Error(judged[i].id, judged[i].text, judged[i].cause, str(best[i]), float(confidence[i])) for i in wrong]


def _learning(curve: Sequence[Point]) -> list[tuple[str, list[tuple[float, float]]]]:
    """Draw the learning curve's lines: by label set, share of the messages and F1."""
    most = curve[-1].messages
    return [(name, [(point.messages / most, point.f1[name]) for point in curve]) for name in curve[-1].f1]


def render(version: str, trained: Trained, studied: Study | None, examples: Sequence[Example]) -> str:
    """Render a version's report; messages are escaped, nothing is loaded from outside."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("report.html.j2").render(
        version=version,
        evaluation=trained.evaluation,
        study=studied,
        readers=TITLES,
        learning=_learning(studied.curve) if studied else [],
        groups=len({example.group for example in examples}),
        names=NAMES,
        titles={name: [names[label] for label in IDS[name]] for name, names in NAMES.items()},
        errors=worst_errors(trained, examples),
    )
