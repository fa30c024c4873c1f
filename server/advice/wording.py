"""Checks a buyer's own draft: what had better not be said, why, and the draft without it."""

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from model.normalise import fold
from server.advice.playbook import FOLDER, DataFile, Entry

_CLAUSE = re.compile(r"[^,，。.!！?？;；\n]+[,，。.!！?？;；\n]*")
_SENTENCE_ENDS = re.compile(r"[。!！?？;；\n]")
_FEWEST_LEFT = 8
"""Chinese characters that a mended draft still needs to say something."""
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
    find: list[str] = Field(min_length=1)
    unless: list[str] = Field(default_factory=list)
    mend: str = ""
    swap: str | None = None


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    name: str
    why: str
    find: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    mend: str
    swap: str | None


class Wording:
    """The rules of `wording.yaml`, ready to look at drafts."""

    def __init__(self, rules: tuple[_Rule, ...]) -> None:
        self._rules = rules

    def check(self, draft: str) -> Checked:
        """Find what had better not be sent, and mend it: a clause is replaced or dropped, private data is masked."""
        found = [*self._find(draft)]
        issues = tuple(
            Issue(rule.id, rule.name, start, end, rule.why) for rule, _, start, end in sorted(found, key=lambda f: f[2])
        )
        return Checked(not issues, issues, self._mend(draft, found) if issues else draft)

    def _find(self, draft: str) -> list[tuple[_Rule, re.Match[str], int, int]]:
        folded = fold(draft)
        found: list[tuple[_Rule, re.Match[str], int, int]] = []
        for rule in self._rules:
            taken: list[tuple[int, int]] = []
            for pattern in rule.find:
                for match in pattern.finditer(folded.text):
                    begin, end = match.span()
                    if begin == end or any(a < end and begin < b for a, b in taken):
                        continue
                    if any(fair.search(_sentence(folded.text, begin, end)) for fair in rule.unless):
                        continue
                    taken.append((begin, end))
                    found.append((rule, match, folded.starts[begin], folded.ends[end - 1]))
        return found

    def _mend(self, draft: str, found: list[tuple[_Rule, re.Match[str], int, int]]) -> str:
        kept: list[str] = []
        for clause in _CLAUSE.finditer(draft):
            begin, end = clause.span()
            here = [entry for entry in found if entry[2] < end and begin < entry[3]]
            if not here:
                kept.append(clause.group())
            elif all(rule.swap is not None for rule, *_ in here):
                kept.append(_swapped(draft, begin, end, here))
            else:
                mend = next((rule.mend for rule, *_ in here if rule.swap is None), "")
                if mend and mend not in kept:
                    kept.append(mend)
        text = re.sub(r"^[,，。.!！?？;；\s]+", "", "".join(kept)).strip()
        said = sum("\u4e00" <= character <= "\u9fff" for character in text)
        text = text if said >= _FEWEST_LEFT else f"{text}{_DEMAND}"
        return text if not self._find(text) else _DEMAND


def _sentence(text: str, begin: int, end: int) -> str:
    """Give the sentence around a passage: fair uses are told by what stands beside it."""
    starts = [match.end() for match in _SENTENCE_ENDS.finditer(text, 0, begin)]
    closing = _SENTENCE_ENDS.search(text, end)
    return text[starts[-1] if starts else 0 : closing.start() if closing else len(text)]


def _swapped(draft: str, begin: int, end: int, here: list[tuple[_Rule, re.Match[str], int, int]]) -> str:
    """Replace the passages of a clause in place."""
    pieces: list[str] = []
    at = begin
    for rule, match, start, stop in sorted(here, key=lambda entry: entry[2]):
        if start >= at:
            pieces += (draft[at:start], match.expand(rule.swap or "") if match.re.groups else rule.swap or "")
            at = max(stop, at)
    return "".join((*pieces, draft[at:end]))


def load(folder: Path = FOLDER) -> Wording:
    """Load and check the rules.

    Raises:
        PlaybookError: an entry is malformed or a pattern does not compile.
    """
    file = DataFile(folder / "wording.yaml")
    rules = []
    for values in file.values:
        entry = file.parse(_WordingEntry, values)
        try:
            find, unless = (tuple(re.compile(pattern) for pattern in given) for given in (entry.find, entry.unless))
        except re.error as error:
            raise file.error(entry.line, f"{entry.id}: no valid pattern: {error}") from error
        rules.append(_Rule(entry.id, entry.name, entry.why, find, unless, entry.mend, entry.swap))
    return Wording(tuple(rules))
