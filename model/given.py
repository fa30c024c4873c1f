"""Labels of many messages as arrays: what was given, and, in the same form, what was read."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from model.calibration import Calibration, Probabilities
from model.labels import CHOICES, IDS

Codes = NDArray[np.int8]
Rows = NDArray[np.intp]
ABSENT = -1


class Labelled(Protocol):
    """A message with some labels; None where nobody said which."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def cause(self) -> str | None: ...  # noqa: D102
    @property
    def tone(self) -> str | None: ...  # noqa: D102
    @property
    def stance(self) -> str | None: ...  # noqa: D102
    @property
    def tactics(self) -> tuple[str, ...] | None: ...  # noqa: D102


@dataclass(frozen=True)
class Given:
    """By label set, a row a message: the label's index in `IDS`, for tactics a mark for each; `ABSENT` where none."""

    sets: dict[str, Codes]

    @classmethod
    def of(cls, messages: Iterable[Labelled]) -> "Given":
        """Take the labels of messages."""
        messages = list(messages)
        sets = {name: np.array([_code(name, getattr(m, name)) for m in messages], dtype=np.int8) for name in CHOICES}
        marks = np.full((len(messages), len(IDS["tactics"])), ABSENT, dtype=np.int8)
        for row, message in enumerate(messages):
            if message.tactics is not None:
                marks[row] = [tactic in message.tactics for tactic in IDS["tactics"]]
        return cls(sets | {"tactics": marks})

    @classmethod
    def read(cls, found: Probabilities, calibration: Calibration) -> "Given":
        """Take the labels that a model reads."""
        sets = {name: found.winners(name).astype(np.int8) for name in CHOICES}
        return cls(sets | {"tactics": found.marked(calibration).astype(np.int8)})

    def has(self, name: str) -> NDArray[np.bool_]:
        """Say which messages have a label of this set."""
        found: NDArray[np.bool_] = self.sets[name] != ABSENT
        return found if found.ndim == 1 else found[:, 0]

    def count(self, name: str) -> list[int]:
        """Count each label of a set."""
        codes = self.sets[name]
        found = (codes == 1).sum(axis=0) if codes.ndim > 1 else [(codes == i).sum() for i in range(len(IDS[name]))]
        return [int(number) for number in found]

    def take(self, rows: Rows) -> "Given":
        """Take some of the messages."""
        return Given({name: codes[rows] for name, codes in self.sets.items()})

    def differs(self, name: str, other: "Given") -> NDArray[np.bool_]:
        """Say where the other's labels of a set are not these; where none is given there is nothing to differ from."""
        found: NDArray[np.bool_] = self.sets[name] != other.sets[name]
        return self.has(name) & (found if found.ndim == 1 else found.any(axis=1))

    def named(self, name: str, row: int) -> tuple[str, ...]:
        """Name a message's labels of a set."""
        codes = self.sets[name][row]
        picked = np.flatnonzero(codes == 1) if codes.ndim else [codes] if codes != ABSENT else []
        return tuple(IDS[name][i] for i in picked)


def _code(name: str, label: str | None) -> int:
    return ABSENT if label is None else IDS[name].index(label)
