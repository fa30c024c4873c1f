"""Which messages are worth a person's look: where the model is unsure, and where it reads otherwise than labelled."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from model.calibration import Floats, Probabilities
from model.classifier import Classifier
from model.corrections import Correction
from model.given import Given
from model.labels import CHOICES


class Look(NamedTuple):
    """What a model makes of a message: two probabilities.

    `doubt` is that of the least sure part of the reading being wrong, `disagreement` that of the likeliest label other
    than one that was given; 0 where nothing is labelled.
    """

    doubt: float
    disagreement: float


def looks(classifier: Classifier, messages: Sequence[Correction]) -> list[Look]:
    """Look at messages, of a pasted chat at the words that training would learn from; about 0.3 ms each."""
    if not messages:
        return []
    found = classifier.probabilities([message.taught().text for message in messages])
    pairs = zip(doubts(found).tolist(), _disagreements(found, Given.of(messages)).tolist(), strict=True)
    return [Look(doubt, disagreement) for doubt, disagreement in pairs]


def doubts(found: Probabilities) -> Floats:
    """Give each text's doubt: 1 - the confidence of the least sure of cause, tone, stance and every tactic."""
    surest = [found.confidence(name) for name in CHOICES]
    marks = np.maximum(found.tactics, 1 - found.tactics).min(axis=1)
    doubt: Floats = 1 - np.minimum.reduce([*surest, marks])
    return doubt


def _disagreements(found: Probabilities, given: Given) -> Floats:
    disagreement = np.zeros(len(found.tactics))
    for name in CHOICES:
        rows = np.flatnonzero(given.has(name))
        others = found.choices[name][rows]
        others[np.arange(len(rows)), given.sets[name][rows]] = 0
        np.maximum.at(disagreement, rows, others.max(axis=1, initial=0))
    rows = np.flatnonzero(given.has("tactics"))
    wrong = np.abs(given.sets["tactics"][rows] - found.tactics[rows])
    np.maximum.at(disagreement, rows, wrong.max(axis=1, initial=0))
    return disagreement
