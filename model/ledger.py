"""What a version keeps of its own training: each message's labels, and how it was read with its voice left out.

So the next version can be compared with it on the same folds, without fitting it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.calibration import probabilities
from model.data import Example
from model.given import ABSENT, Given, Rows
from model.labels import BUILT_IN, IDS

if TYPE_CHECKING:
    from model.training import Trained


@dataclass(frozen=True)
class Ledger:
    """A row a labelled message: id, fold, labels and readings; nothing is read where the fold was not judged."""

    ids: NDArray[np.str_]
    folds: NDArray[np.int8]
    given: Given
    read: Given
    corrections: NDArray[np.str_]

    @classmethod
    def of(cls, trained: "Trained", examples: Sequence[Example]) -> "Ledger":
        """Write down a training."""
        found = Given.read(probabilities(trained.out_of_fold, trained.layer, trained.calibration), trained.calibration)
        every = len(examples)
        read = Given({name: np.full_like(codes, ABSENT) for name, codes in trained.given.sets.items()})
        for name, codes in read.sets.items():
            codes[list(trained.judged)] = found.sets[name]
        rows = np.arange(every)
        return cls(
            ids=np.array([example.id for example in examples]),
            folds=trained.folds[:every],
            given=trained.given.take(rows),
            read=read.take(rows),
            corrections=np.array([case.correction.id for case in trained.cases], dtype=np.str_),
        )

    def save(self, path: Path) -> None:
        """Write it as plain arrays."""
        columns = {f"given_{name}": codes for name, codes in self.given.sets.items()}
        columns |= {f"read_{name}": codes for name, codes in self.read.sets.items()}
        names = {"ids": self.ids, "corrections": self.corrections, "causes": np.array(IDS["cause"])}
        np.savez_compressed(path, folds=self.folds, **names, **columns)  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path) -> "Ledger":
        """Read what `save` wrote; the causes that it names must be known.

        Raises:
            ValueError, KeyError, OSError: the file is damaged.
        """
        with np.load(path, allow_pickle=False) as arrays:
            causes = arrays["causes"] if "causes" in arrays else BUILT_IN["cause"]
            code = np.array([*(IDS["cause"].index(cause) for cause in causes), ABSENT], dtype=np.int8)
            given, read = (Given({name: arrays[f"{of}_{name}"] for name in IDS}) for of in ("given", "read"))
            for labelled in (given, read):  # ABSENT is the last
                labelled.sets["cause"] = code[labelled.sets["cause"]]
            return cls(arrays["ids"], arrays["folds"], given, read, arrays["corrections"])

    def shared(self, other: "Ledger") -> tuple[Rows, Rows]:
        """Find the messages that both judged, in the same fold: their rows here and there."""
        _, here, there = np.intersect1d(self.ids, other.ids, return_indices=True)
        both = (self.folds[here] == other.folds[there]) & self.read.has("cause")[here] & other.read.has("cause")[there]
        return here[both], there[both]
