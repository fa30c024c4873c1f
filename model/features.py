"""What the linear heads see of a message: jieba words (1-2) and characters (1-4), each with where it stands."""

import re
from collections.abc import Iterator

from model import segment
from model.normalise import normalise

_LONGEST_CHARACTERS = 4
_BEGIN, _END = "\x02", "\x03"
_NEGATORS = frozenset("没不未无别非")
_REACH = 2
"""How many characters a negator denies, at most to the end of its clause."""
_CLAUSE_ENDS = re.compile(r"[,。.!?;~、 \n…]|但|就是|只是|而是")
_DENIED_PLANE, _LAST_MOVABLE = 0xF0000, 0x1FFFF
"""Denied characters move to Unicode's private planes, one for one, so that places stay and no text can look like it."""

Occurrence = tuple[str, int, int]
"""A feature with the start and end of the normalised characters it was made of."""


def word_occurrences(text: str) -> Iterator[Occurrence]:
    """Yield the words and pairs of neighbouring words of a normalised text (不 counts: no stop words)."""
    previous: Occurrence | None = None
    for word, start, end in segment.words(text):
        yield word, start, end
        if previous:
            yield f"{previous[0]} {word}", previous[1], end
        previous = (word, start, end)


def mark_denied(text: str) -> str:
    """Make the characters after a negator others than they are elsewhere: in 没取消 nothing is 取消."""
    marked: list[str] = []
    reach = 0
    for at, character in enumerate(text):
        if reach and _CLAUSE_ENDS.match(text, at):
            reach = 0
        denied = reach > 0 and ord(character) <= _LAST_MOVABLE
        marked.append(chr(ord(character) + _DENIED_PLANE) if denied else character)
        reach = _REACH if character in _NEGATORS else max(reach - 1, 0)
    return "".join(marked)


def character_occurrences(text: str) -> Iterator[Occurrence]:
    """Yield the character n-grams of a normalised text, denied characters marked; its two ends count as characters."""
    marked = _BEGIN + mark_denied(text) + _END
    last = len(text)
    for size in range(1, _LONGEST_CHARACTERS + 1):
        for at in range(len(marked) - size + 1):
            gram = marked[at : at + size]
            if not gram.isspace():
                start = min(max(at - 1, 0), last - 1)
                yield (
                    gram,
                    start,
                    max(min(at - 1 + size, last), start + 1),
                )  # an end mark alone belongs to its neighbour


def words_of(text: str) -> list[str]:
    """Analyse a raw text into word features (module-level, so that joblib can store it by name)."""
    return [feature for feature, _, _ in word_occurrences(normalise(text).text)]


def characters_of(text: str) -> list[str]:
    """Analyse a raw text into character features."""
    return [feature for feature, _, _ in character_occurrences(normalise(text).text)]


PARTS = {"words": word_occurrences, "characters": character_occurrences}
"""The vectoriser's parts by name, in their order, each with the function that finds its features."""
