"""The one seam to jieba: `rjieba`, the same algorithm in Rust, where it imports; `jieba` elsewhere."""

from collections.abc import Callable, Iterator


def _cutter() -> Callable[[str], list[str]]:
    try:
        import rjieba
    except ImportError:
        return jieba_cut
    cut: Callable[[str], list[str]] = rjieba.cut
    return cut


def jieba_cut(text: str) -> list[str]:
    """Cut with jieba itself; its dictionary cache lives in the user's own cache folder, never a shared one."""
    import logging

    import jieba
    import platformdirs

    if not jieba.dt.initialized:
        jieba.setLogLevel(logging.WARNING)
        jieba.dt.tmp_dir = platformdirs.user_cache_dir("cuifa", ensure_exists=True)
    return list(jieba.cut(text))


cut = _cutter()


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of a normalised text with its start and end; blanks are passed over.

    >>> [word for word, _, _ in words("没货了 发不了")]
    ['没货', '了', '发', '不了']
    """
    start = 0
    for word in cut(text):
        end = start + len(word)
        if not word.isspace():
            yield word, start, end
        start = end
