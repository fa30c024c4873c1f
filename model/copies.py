"""Near copies among messages: pairs that share most of their characters in threes."""

from collections.abc import Iterator, Sequence

from model.normalise import normal_text

NEAR = 0.7
"""From this share of common character triples (Jaccard) two messages with equal labels count as one example."""
_BLOCK = 1000


def near_copies(texts: Sequence[str], least: float = NEAR) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of positions, the later one first, with their similarity; about a second for 10,000 messages."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    if not texts:
        return
    triples = [_triples(normal_text(text)) for text in texts]
    counts = CountVectorizer(analyzer=list, binary=True, dtype=np.int32).fit_transform(triples).tocsr()
    sizes = np.asarray(counts.sum(axis=1)).ravel()
    for first in range(0, len(texts), _BLOCK):
        common = (counts[first : first + _BLOCK] @ counts.T).tocoo()
        rows = common.row + first
        similarity = common.data / (sizes[rows] + sizes[common.col] - common.data)
        near = (similarity >= least) & (common.col < rows)
        for later, earlier, value in zip(rows[near], common.col[near], similarity[near], strict=True):
            yield int(later), int(earlier), float(value)


def _triples(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(max(1, len(text) - 2))}
