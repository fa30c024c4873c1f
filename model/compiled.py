"""A fitted pipeline as plain arrays: what reading needs, without scikit-learn and without anything to unpickle."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.calibration import Floats


@dataclass(frozen=True)
class Layer:
    """All heads' weights as one linear layer: `scores = features @ weights + intercepts`.

    `weights` has one row a feature and one column a label; `columns` says which columns belong to a label set,
    `labels` names them.
    """

    weights: Floats
    intercepts: Floats
    columns: dict[str, slice]
    labels: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Part:
    """One TF-IDF vectoriser: its terms in the order of their rows, their idf, and how much the part counts."""

    name: str
    weight: float
    terms: tuple[str, ...]
    idf: Floats


@dataclass(frozen=True)
class Compiled:
    """The parts in the order of their rows in the layer, and the layer."""

    parts: tuple[Part, ...]
    layer: Layer


def save(compiled: Compiled, path: Path) -> None:
    """Write the arrays; terms hold no line break, so they are stored as lines."""
    layer = compiled.layer
    columns = {f"labels_{name}": np.array(labels) for name, labels in layer.labels.items()}
    parts: dict[str, object] = {}
    for part in compiled.parts:
        parts[f"terms_{part.name}"] = np.frombuffer("\n".join(part.terms).encode(), dtype=np.uint8)
        parts[f"idf_{part.name}"] = part.idf
        parts[f"weight_{part.name}"] = np.float64(part.weight)
    np.savez(path, weights=layer.weights, intercepts=layer.intercepts, **columns, **parts)  # type: ignore[arg-type]


def load(path: Path) -> Compiled:
    """Read what `save` wrote.

    Raises:
        ValueError, KeyError, OSError: the file is damaged.
    """
    with np.load(path, allow_pickle=False) as arrays:
        labels = {
            name.removeprefix("labels_"): tuple(str(label) for label in arrays[name])
            for name in arrays.files
            if name.startswith("labels_")
        }
        parts = tuple(
            Part(
                name=name,
                weight=float(arrays[f"weight_{name}"]),
                terms=tuple(arrays[f"terms_{name}"].tobytes().decode().split("\n")),
                idf=arrays[f"idf_{name}"],
            )
            for name in (key.removeprefix("terms_") for key in arrays.files if key.startswith("terms_"))
        )
        return Compiled(parts, Layer(arrays["weights"], arrays["intercepts"], columns_of(labels), labels))


def columns_of(labels: dict[str, tuple[str, ...]]) -> dict[str, slice]:
    """Lay the label sets side by side."""
    columns: dict[str, slice] = {}
    at = 0
    for name, members in labels.items():
        columns[name] = slice(at, at + len(members))
        at += len(members)
    return columns
