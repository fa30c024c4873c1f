"""The project's labelled messages, found by their words: what a new label may repeat or contradict."""

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from model.copies import NEAR, similarities, sketches
from model.data import FOLDER, Example, same_words
from model.records import json_lines

_MOST = 10
_LOADING = threading.Lock()


class Known:
    """Labelled messages in memory, at least one; may be shared by threads."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = examples
        self._same = {same_words(example.text): example for example in examples}
        numbers = np.array(sketches([example.text for example in examples])).ravel()
        order = np.argsort(numbers, kind="stable")
        self._numbers, self._rows = numbers[order], order // (len(numbers) // len(examples))

    def same(self, text: str) -> Example | None:
        """Find the message with the same words."""
        return self._same.get(same_words(text))

    def near(self, text: str, numbers: Sequence[int]) -> list[Example]:
        """Find near copies of a text, the nearest first and ten at most; `numbers` are its sketch."""
        edges = [np.searchsorted(self._numbers, numbers, side) for side in ("left", "right")]
        rows = sorted({int(row) for first, end in zip(*edges, strict=True) for row in self._rows[first:end]})
        scored = zip(similarities(text, (self._examples[row].text for row in rows)), rows, strict=True)
        nearest = sorted((pair for pair in scored if pair[0] >= NEAR), key=lambda pair: -pair[0])
        return [self._examples[row] for _, row in nearest[:_MOST]]


def project() -> Known:
    """Give the project's own messages; the first call reads them, which takes about a second."""
    with _LOADING:
        return _project()


@cache
def _project() -> Known:
    return Known([example for path in sorted(FOLDER.glob("*.jsonl")) for example in _examples(path)])


def _examples(path: Path) -> list[Example]:
    """Read messages that training checks: checking them here too would take three times as long."""
    lines = json_lines(path.name, path.read_text(encoding="utf-8"))
    return [Example(**{**record, "tactics": tuple(record["tactics"])}) for _, record in lines]
