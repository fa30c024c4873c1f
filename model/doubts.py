"""Label noise: labels that a model doubts which had not read the voice (confident learning, Northcutt et al. 2021)."""

from typing import NamedTuple

import numpy as np

from model.calibration import Probabilities
from model.given import Given
from model.labels import CHOICES, IDS


class Doubt(NamedTuple):
    """A message's label that is likelier another one: its row, the two labels, and the probability of each."""

    row: int
    name: str
    label: str
    likelier: str
    given: float
    instead: float


def doubts(found: Probabilities, given: Given, most: int) -> list[Doubt]:
    """Name the most doubtful labels, the worst first and one a message.

    A label is doubted where another one is as probable as it is, on average, for the messages that do have it.

    Args:
        found: what is read of each message out of fold; probabilities that saw the label would tell nothing.
        given: the labels of the same messages.
        most: how many to name.
    """
    worst: dict[int, Doubt] = {}
    for name in CHOICES:
        rows = np.flatnonzero(given.has(name))
        labels, probable = given.sets[name][rows].astype(int), found.choices[name][rows]
        usual = np.array(
            [probable[labels == i, i].mean() if (labels == i).any() else np.inf for i in range(len(IDS[name]))]
        )
        rivals = np.where(probable >= usual, probable, 0.0)
        rivals[np.arange(len(rows)), labels] = 0
        instead = rivals.argmax(axis=1)
        own, other = probable[np.arange(len(rows)), labels], rivals.max(axis=1)
        for at in np.flatnonzero(other > own):
            row = int(rows[at])
            doubt = Doubt(row, name, IDS[name][labels[at]], IDS[name][instead[at]], float(own[at]), float(other[at]))
            if row not in worst or _margin(doubt) > _margin(worst[row]):
                worst[row] = doubt
    return sorted(worst.values(), key=_margin, reverse=True)[:most]


def _margin(doubt: Doubt) -> float:
    return doubt.instead - doubt.given
