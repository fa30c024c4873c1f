"""Corrections: labels that somebody gave a message which was read wrongly, accepted by the owner."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from model import chat
from model.data import same_words
from model.errors import DataError
from model.labels import CHOICES, IDS, NO_CAUSE, NO_STANCE


@dataclass(frozen=True, slots=True)
class Correction:
    """An accepted correction; None where nobody said which label is right, empty tactics where there are none."""

    id: str
    text: str
    cause: str | None = None
    tone: str | None = None
    stance: str | None = None
    tactics: tuple[str, ...] | None = None

    def labels(self, name: str) -> tuple[str, ...] | None:
        """Give its labels of a set, None where it says nothing of it."""
        if name in CHOICES:
            label: str | None = getattr(self, name)
            return None if label is None else (label,)
        return self.tactics

    def settled(self) -> "Correction":
        """Make the labels go together (docs/labels.md): who says that cause or stance is absent says it of both."""
        cause, stance, tactics = self.cause, self.stance, self.tactics
        if cause == NO_CAUSE or (cause is None and stance == NO_STANCE):
            cause, stance = NO_CAUSE, NO_STANCE
        elif stance == NO_STANCE:
            stance = None
        if tactics and "buyer_fault_refund" in tactics:
            tactics = tuple(tactic for tactic in IDS["tactics"] if tactic in (*tactics, "refund_request"))
        return replace(self, cause=cause, stance=stance, tactics=tactics)

    def taught(self) -> "Correction":
        """Leave of a pasted chat what its labels are about: the seller's latest words."""
        found = chat.split(self.text).messages
        turns = chat.seller_turns(found) or [list(found)]
        return replace(self, text="\n".join(message.text for message in turns[-1]) or self.text)


def read(path: Path) -> list[Correction]:
    """Read accepted corrections: JSONL, `text` and any of the four labels a line.

    Raises:
        InputError: the file cannot be read.
        DataError: a record will not do; the text names file, line and reason of the first ten.
    """
    from model import files, formats

    name, stream = files.open_input(str(path))
    with stream:
        found = formats.read(name, stream.read(), "jsonl")
    if found.problems:
        raise DataError("\n".join(map(str, found.problems[:10])))
    return [Correction(str(row.place), row.text, row.cause, row.tone, row.stance, row.tactics) for row in found.rows]


def voices(corrections: Sequence[Correction], known: dict[str, str]) -> list[str]:
    """Name who wrote each correction: the voice of a labelled message with the same words, else a voice of its own.

    Args:
        corrections: what to name the voices of.
        known: the voice of each labelled message, by its `same_words`.
    """
    words = [same_words(correction.text) for correction in corrections]
    return [known.get(word, f"correction {word}") for word in words]


def conflicts(corrections: Sequence[Correction]) -> Iterator[tuple[Correction, Correction]]:
    """Find pairs that give the same words different labels: no model can read both as they say."""
    first: dict[str, list[Correction]] = {}
    for correction in corrections:
        same = first.setdefault(same_words(correction.text), [])
        yield from ((earlier, correction) for earlier in same if _disagree(earlier, correction))
        same.append(correction)


def _disagree(one: Correction, other: Correction) -> bool:
    pairs = [(one.labels(name), other.labels(name)) for name in IDS]
    return any(a is not None and b is not None and set(a) != set(b) for a, b in pairs)
