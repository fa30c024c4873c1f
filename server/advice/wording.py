"""Checks a buyer's own draft: what had better not be said, why, and the draft without it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from model import private
from model.drafts import ISSUES, DraftReader, clauses
from model.normalise import fold
from server.advice.playbook import FOLDER, DataFile, Entry

_LEADING = re.compile(r"^[,，。.!！?？;；\s]+")
_ASKS = re.compile("发货|发出|发走|退款|退钱|退给|回复|答复|日期|哪天|几号|什么时候|介入|12315|处理")
"""A mended draft that still asks for something; another is given a demand."""
_KNOWN_TO_BOTH = "order_no"
"""What the seller may be told of what is private."""
_MOST_ROUNDS = 3
_DEMAND = "请说明没有发货的原因，并告诉我哪天发货；发不了的话，请全额退款。"


@dataclass(frozen=True, slots=True)
class Issue:
    """A passage that had better not be sent; offsets count code points of the draft."""

    id: str
    name: str
    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a draft, and the draft mended; equal to the draft where nothing was found."""

    ok: bool
    issues: tuple[Issue, ...]
    mended: str


class _WordingEntry(Entry):
    id: str
    name: str
    why: str
    find: list[str] = Field(default_factory=list)
    mend: str = ""
    swap: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    name: str
    why: str
    find: tuple[re.Pattern[str], ...]
    mend: str
    swap: str | None


Rules = dict[str, _Rule]
"""What is said and done about each issue."""


class _Found(NamedTuple):
    """A passage of the draft, with what replaces it alone; None where its clause is mended."""

    rule: _Rule
    start: int
    end: int
    swap: str | None


class Wording:
    """The model of drafts beside the rules of `wording.yaml`, ready to look at drafts."""

    def __init__(self, rules: Rules, reader: DraftReader) -> None:
        self._rules = rules
        self._reader = reader

    def check(self, draft: str) -> Checked:
        """Find what had better not be sent, and mend it: a clause is replaced or dropped, private data is masked."""
        found = self._find(draft)
        issues = tuple(Issue(rule.id, rule.name, start, end, rule.why) for rule, start, end, _ in found)
        return Checked(not issues, issues, self._mended(draft, found) if issues else draft)

    def _find(self, draft: str) -> list[_Found]:
        found = list(self._by_pattern(draft))
        for issue, start, end in ((p.issue, p.start, p.end) for p in self._reader.read(draft)):
            if not any(one.start < end and start < one.end for one in found):
                found.append(_Found(self._rules[issue], start, end, None))
        return sorted(found, key=lambda one: one.start)

    def _by_pattern(self, draft: str) -> Iterator[_Found]:
        secret = self._rules["private_data"]
        taken = [(one.start, one.end) for one in private.find(draft) if one.kind != _KNOWN_TO_BOTH]
        yield from (_Found(secret, start, end, secret.swap) for start, end in taken)
        folded = fold(draft)
        for rule in self._rules.values():
            for match in (match for pattern in rule.find for match in pattern.finditer(folded.text) if match.group()):
                start, end = folded.starts[match.start()], folded.ends[match.end() - 1]
                if not any(a < end and start < b for a, b in taken):
                    taken.append((start, end))
                    yield _Found(rule, start, end, match.expand(rule.swap or ""))

    def _mended(self, draft: str, found: list[_Found]) -> str:
        """Mend until nothing is found any more: what is left of a sentence may still be told by what was cut."""
        text = draft
        for _ in range(_MOST_ROUNDS):
            text = _mend(text, found)
            found = self._find(text)
            if not found:
                return text
        return _DEMAND


def _mend(draft: str, found: list[_Found]) -> str:
    """Replace or drop what was found, and ask for something where nothing is asked for any more."""
    kept: list[str] = []
    for begin, end in clauses(draft):
        here = [one for one in found if one.start < end and begin < one.end]
        if all(one.swap is not None for one in here):
            kept.append(_swapped(draft, begin, end, here))
        elif (mend := here[0].rule.mend) and mend not in kept:
            kept.append(mend)
    text = _LEADING.sub("", "".join(kept)).strip()
    if _ASKS.search(text):
        return text
    return text + (_DEMAND if not text or text[-1] in "。！？!?~" else f"。{_DEMAND}")


def _swapped(draft: str, begin: int, end: int, here: list[_Found]) -> str:
    """Replace the passages of a clause in place; one that runs over several clauses is replaced where it begins."""
    pieces: list[str] = []
    at = begin
    for one in here:
        pieces.append(draft[at : max(one.start, at)])
        if one.start >= begin:
            pieces.append(one.swap or "")
        at = min(max(one.end, at), end)
    return "".join((*pieces, draft[at:end]))


def load(folder: Path = FOLDER) -> Rules:
    """Load and check the rules.

    Raises:
        PlaybookError: an entry is malformed, an issue is unknown or lacking, or a pattern does not compile.
    """
    file = DataFile(folder / "wording.yaml")
    rules: Rules = {}
    for values in file.values:
        entry = file.parse(_WordingEntry, values)
        if entry.id not in ISSUES:
            raise file.error(entry.line, f"unknown issue {entry.id!r}")
        try:
            find = tuple(re.compile(pattern) for pattern in entry.find)
        except re.error as error:
            raise file.error(entry.line, f"{entry.id}: no valid pattern: {error}") from error
        rules[entry.id] = _Rule(entry.id, entry.name, entry.why, find, entry.mend, entry.swap)
    if lacking := set(ISSUES) - set(rules):
        raise file.error(1, f"no entry for {', '.join(sorted(lacking))}")
    return rules
