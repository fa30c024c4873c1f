"""What the linear heads see of a message: jieba words (1-2) and characters (1-4), each with where it stands."""

from collections.abc import Iterator

from model import segment
from model.normalise import normalise

_LONGEST_CHARACTERS = 4
_BEGIN, _END = "\x02", "\x03"

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


def character_occurrences(text: str) -> Iterator[Occurrence]:
    """Yield the character n-grams of a normalised text, whose two ends count as characters of their own."""
    marked = _BEGIN + text + _END
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
