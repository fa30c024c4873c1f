"""Every accepted correction is a regression case: the model must read each of its labels as it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.classifier import Classifier
from model.corrections import Correction
from model.labels import CHOICES, IDS


@dataclass(frozen=True)
class Case:
    """A correction, what the model reads of it by label set, and the sets that it reads otherwise than corrected."""

    correction: Correction
    read: dict[str, tuple[str, ...]]
    wrong: tuple[str, ...]


def examine(classifier: Classifier, corrections: Sequence[Correction]) -> tuple[Case, ...]:
    """Read every correction as a paste is read."""
    return tuple(_case(classifier, correction) for correction in corrections)


def _case(classifier: Classifier, correction: Correction) -> Case:
    reading = classifier.read(correction.text, all_seller=True)
    read: dict[str, tuple[str, ...]] = {name: (getattr(reading, name).id,) for name in CHOICES}
    read["tactics"] = tuple(tactic.id for tactic in reading.tactics)
    wanted = {name: labels for name in IDS if (labels := correction.labels(name)) is not None}
    return Case(correction, read, tuple(name for name, labels in wanted.items() if set(labels) != set(read[name])))
