"""What newly labelled messages add to those that are known: copies are left out, contradictions named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from model.data import Problem, same_words
from model.formats import Imported, Row
from model.labels import LABEL_SETS, contradiction


@dataclass(frozen=True, slots=True)
class Sifted:
    """The rows that say something new; how many copies, and rows that nobody labelled, were left out; the problems."""

    rows: list[Row]
    copies: int
    skipped: int
    problems: list[Problem]

    @property
    def bad(self) -> int:
        """How many records will not do; one may have several problems."""
        return len({problem.place for problem in self.problems})


def sift(files: Sequence[Imported], known: Iterable[Row] = ()) -> Sifted:
    """Leave out what repeats the words and labels of an earlier row; labels that the earlier one lacks join it."""
    before = {same_words(row.text): row for row in known}
    fresh: dict[str, Row] = {}
    problems = [problem for file in files for problem in file.problems]
    copies = 0
    for row in (row for file in files for row in file.rows):
        key = same_words(row.text)
        earlier = fresh.get(key) or before.get(key)
        if not earlier:
            fresh[key] = row
            continue
        both = _joined(earlier, row)
        if difference := _difference(earlier, row) or contradiction(both.cause, both.stance, both.tactics):
            problems.append(Problem(row.place, f"the same words as {earlier.place}, but {difference}"))
        elif both == earlier:
            copies += 1
        elif key in fresh:
            copies += 1
            fresh[key] = both
        else:
            fresh[key] = row
    problems.sort(key=lambda problem: problem.place)
    return Sifted(list(fresh.values()), copies, sum(file.skipped for file in files), problems)


def _difference(earlier: Row, row: Row) -> str | None:
    for name in LABEL_SETS:
        one, other = getattr(earlier, name), getattr(row, name)
        if None not in (one, other) and one != other:
            return f"{name} is {_said(other)} here and {_said(one)} there"
    return None


def _said(label: str | tuple[str, ...]) -> str:
    return label if isinstance(label, str) else ", ".join(label) or "none"


def _joined(earlier: Row, row: Row) -> Row:
    """Add to the earlier row the labels that only the later one has."""
    missing = {name: getattr(row, name) for name in LABEL_SETS if getattr(earlier, name) is None}
    return replace(earlier, **missing)
