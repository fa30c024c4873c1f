"""Scores one text against every label, and shares each score out among the text's characters, exactly."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import segment
from model.calibration import Floats
from model.compiled import Compiled
from model.features import PARTS, Occurrence
from model.normalise import Normalised, normalise
from model.reading import Evidence

_LARGE_SHARE = 0.12
"""A passage is evidence when it carries at least this part of all that speaks for the label."""
_MOST_PASSAGES = 6


class _Part(NamedTuple):
    occurrences: Callable[[str], Iterator[Occurrence]]
    vocabulary: dict[str, int]
    idf: Floats
    weight: float
    first_row: int


class Scored(NamedTuple):
    """A text's scores, with the features that made them: rows of the layer, values, and where each occurred."""

    normalised: Normalised
    scores: Floats
    rows: NDArray[np.intp]
    values: Floats
    places: list[list[tuple[int, int]]]
    familiar: float
    """Share of the text's pairs of characters that the training messages held."""


class Scorer:
    """The arithmetic of a fitted pipeline without its checks; a test holds both equal to 1e-9."""

    def __init__(self, compiled: Compiled) -> None:
        self.layer = compiled.layer
        self._parts: list[_Part] = []
        first_row = 0
        for part in compiled.parts:
            vocabulary = {term: row for row, term in enumerate(part.terms)}
            self._parts.append(_Part(PARTS[part.name], vocabulary, part.idf, part.weight, first_row))
            first_row += len(vocabulary)

    def score(self, text: str) -> Scored:
        """Score a raw text."""
        normalised = normalise(text)
        rows: list[NDArray[np.intp]] = []
        values: list[Floats] = []
        places: list[list[tuple[int, int]]] = []
        pairs = known_pairs = 0
        for part in self._parts:
            found: dict[int, list[tuple[int, int]]] = {}
            for feature, start, end in part.occurrences(normalised.text):
                index = part.vocabulary.get(feature)
                if len(feature) == 2 and end - start == 2:
                    pairs += 1
                    known_pairs += index is not None
                if index is not None:
                    found.setdefault(index, []).append((start, end))
            columns = np.fromiter(found, dtype=np.intp, count=len(found))
            counts = np.fromiter(map(len, found.values()), dtype=np.float64, count=len(found))
            weighted = (1 + np.log(counts)) * part.idf[columns]
            rows.append(columns + part.first_row)
            values.append(part.weight * weighted / (np.sqrt(weighted @ weighted) or 1))
            places += found.values()
        row, value = np.concatenate(rows), np.concatenate(values)
        scores = value @ self.layer.weights[row] + self.layer.intercepts
        return Scored(normalised, scores, row, value, places, known_pairs / pairs if pairs else 0.0)

    def shares(self, scored: Scored, column: int) -> Floats:
        """Share a label's score out among the normalised characters: their sum plus the intercept is the score."""
        share = scored.values * self.layer.weights[scored.rows, column]
        edges = np.zeros(len(scored.normalised.text) + 1)
        for amount, places in zip(share, scored.places, strict=True):
            for start, end in places:
                each = amount / len(places) / (end - start)
                edges[start] += each
                edges[end] -= each
        result: Floats = np.cumsum(edges)[:-1]
        return result

    def evidence(self, scored: Scored, column: int) -> tuple[Evidence, ...]:
        """Find the passages that carry most of a label's score, in the offsets of the raw text, strongest first."""
        shares = self.shares(scored, column)
        text, starts, ends = scored.normalised
        words = [
            (start, end, float(shares[start:end].sum()))
            for word, start, end in segment.words(text)
            if any(character.isalnum() or ord(character) > 0x2FFF for character in word)
        ]
        least = _LARGE_SHARE * sum(weight for *_, weight in words if weight > 0)
        large = [word for word in words if abs(word[2]) >= least > 0]
        merged: list[tuple[int, int, float]] = []
        for start, end, weight in large:
            if merged and merged[-1][1] == start and (merged[-1][2] > 0) == (weight > 0):
                before = merged.pop()
                start, weight = before[0], before[2] + weight
            merged.append((start, end, weight))
        merged.sort(key=lambda passage: -abs(passage[2]))
        return tuple(Evidence(starts[a], ends[b - 1], round(w, 4)) for a, b, w in merged[:_MOST_PASSAGES])
