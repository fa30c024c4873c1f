"""Near copies among messages: pairs that share most of their characters in threes."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from model.normalise import normal_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

NEAR = 0.7
"""From this share of common character triples (Jaccard) two messages with equal labels count as one example."""
_BLOCK = 1000
_BANDS, _ROWS = 10, 3
"""Two texts share one of ten numbers, each made of three smallest hashes, with a probability of 1 - (1 - J³)¹⁰ for a
similarity of J: 0.985 at 0.7, 0.999 at 0.8, 0.01 at 0.1 (Leskovec et al., Mining of Massive Datasets, 3.4)."""
_GOLDEN, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
"""The constants of splitmix64 (Steele et al. 2014), which scatters numbers the same way everywhere and always."""


def near_copies(texts: Sequence[str], least: float = NEAR) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of positions, the later one first, with their similarity; some seconds for 100,000 messages."""
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer

    if not texts:
        return
    triples = [_triples(normal_text(text)) for text in texts]
    counts = CountVectorizer(analyzer=list, binary=True, dtype=np.int32).fit_transform(triples).tocsr()
    sizes = np.diff(counts.indptr)
    rare = _rarest(counts, least)
    for first in range(0, len(texts), _BLOCK):
        sharing = (rare[first : first + _BLOCK] @ rare.T).tocoo()
        rows, columns = sharing.row + first, sharing.col
        earlier = columns < rows
        rows, columns = rows[earlier], columns[earlier]
        common = np.asarray(counts[rows].multiply(counts[columns]).sum(axis=1)).ravel()
        similarity = common / (sizes[rows] + sizes[columns] - common)
        near = similarity >= least
        for later, before, value in zip(rows[near], columns[near], similarity[near], strict=True):
            yield int(later), int(before), float(value)


def _rarest(counts: "csr_matrix", least: float) -> "csr_matrix":
    """Leave of each text so many of its rarest triples that it shares one of them with every near copy.

    A near copy shares at least `least` of the triples, so it cannot lack all of these (prefix filtering, Chaudhuri et
    al. 2006); and rare triples make few pairs to compare.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    rank = np.argsort(np.argsort(np.bincount(counts.indices, minlength=counts.shape[1]), kind="stable"))
    ranked = csr_matrix((counts.data, rank[counts.indices], counts.indptr.copy()), counts.shape)
    ranked.sort_indices()
    sizes = np.diff(ranked.indptr)
    kept = sizes - np.ceil(least * sizes - 1e-9).astype(int) + 1
    place = np.arange(ranked.nnz) - np.repeat(ranked.indptr[:-1], sizes)
    ranked.data = (place < np.repeat(kept, sizes)).astype(ranked.data.dtype)
    ranked.eliminate_zeros()
    return ranked


def similarities(text: str, others: Iterable[str]) -> list[float]:
    """Give the share of common character triples of a text and each of others, from 0 to 1.

    >>> similarities("这款没货了亲", ["這款沒貨了親", "今天就发"])
    [1.0, 0.0]
    """
    own = _triples(normal_text(text))
    all_theirs = (_triples(normal_text(other)) for other in others)
    return [(common := len(own & theirs)) / (len(own) + len(theirs) - common) for theirs in all_theirs]


def sketch(text: str) -> tuple[int, ...]:
    """Give numbers of which near copies are likely to share one; each fits a signed 64-bit column.

    The numbers are the same in every process and on every machine, so that they may be kept.
    """
    return sketches([text])[0]


def sketches(texts: Sequence[str]) -> list[tuple[int, ...]]:
    """Give the sketch of each text; about half a second for 20,000 messages."""
    import numpy as np

    if not texts:
        return []
    padded = [normal_text(text).ljust(3, "\0") for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    triples = codes[:-2] << np.uint64(42) | codes[1:-1] << np.uint64(21) | codes[2:]  # a code point has 21 bits
    ends = np.cumsum([len(text) for text in padded])
    edges = np.column_stack([np.r_[0, ends[:-1]], ends - 2]).ravel()  # between two texts stand triples of neither
    hashed = _scattered(np.r_[triples, triples[-1]])  # one more, for the last edge lies behind the end
    numbers = np.empty((len(texts), _BANDS), np.int64)
    for band in range(_BANDS):
        number = np.full(len(texts), band, np.uint64)
        for row in range(_ROWS):
            seed = np.uint64((band * _ROWS + row + 1) * _GOLDEN % 2**64)
            number = _scattered(number ^ np.minimum.reduceat(_scattered(hashed ^ seed), edges)[::2])
        numbers[:, band] = number >> np.uint64(1)
    return [tuple(of_text) for of_text in numbers.tolist()]


def _scattered(numbers: "NDArray[np.uint64]") -> "NDArray[np.uint64]":
    """Hash numbers, one for one."""
    import numpy as np

    mixed = numbers + np.uint64(_GOLDEN)  # these wrap around, as they should
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(_FIRST)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_SECOND)
    return mixed ^ (mixed >> np.uint64(31))


def _triples(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(max(1, len(text) - 2))}
