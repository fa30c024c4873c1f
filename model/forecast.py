"""How many more labelled messages are likely to help, from the learning curve of a training.

Errors fall with the amount of data as a power law, err(n) = a + b·n^-c (Figueroa et al. 2012, BMC Medical Informatics
and Decision Making 12:8). A curve of four points cannot tell a from c, so a is 0: a line through the logarithms,
later points weighing more as they do there.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

GAIN = 0.01
"""Of F1: the least that shows."""
_FEWEST_POINTS = 3
_TOO_MANY = 10
"""How many times the messages there are would be too many to foretell anything."""


class Forecast(NamedTuple):
    """F1 at the end of the curve, and how many more messages are likely to add `gain`; None where none would."""

    now: float
    gain: float
    messages: int | None


def forecast(curve: Sequence[Mapping[str, Any]]) -> dict[str, Forecast]:
    """Look ahead from the points of a curve (`study.Point`, as the manifest holds them), by label set.

    A curve of fewer than three points foretells nothing.
    """
    if len(curve) < _FEWEST_POINTS:
        return {}
    points = sorted(curve, key=lambda point: int(point["messages"]))
    messages = [int(point["messages"]) for point in points]
    return {name: _ahead(messages, [float(point["f1"][name]) for point in points]) for name in points[-1]["f1"]}


def _ahead(messages: Sequence[int], f1: Sequence[float]) -> Forecast:
    error = np.maximum(1 - np.array(f1), 1e-6)
    weights = np.sqrt(np.arange(1, len(f1) + 1) / len(f1))  # polyfit squares them
    slope = float(np.polyfit(np.log(messages), np.log(error), 1, w=weights)[0])
    more = None
    if slope < 0 and error[-1] > GAIN:
        wanted = messages[-1] * (error[-1] / (error[-1] - GAIN)) ** (-1 / slope) - messages[-1]
        more = int(np.ceil(wanted)) if wanted <= _TOO_MANY * messages[-1] else None
    return Forecast(round(float(f1[-1]), 4), GAIN, more)
