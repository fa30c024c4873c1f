"""Reads what a buyer is about to send: which clauses had better not be sent, and why. Learned from labelled drafts.

Two linear models over the same features as the messages' (words and characters): one looks at the whole draft, one at
each clause, because a fair demand often stands around an unfair clause.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.compiled import Compiled, Layer, columns_of
from model.errors import DataError
from model.scorer import Scorer

FOLDER = Path(__file__).resolve().parent.parent / "training_data" / "drafts"
ISSUES = (
    *("threat", "abuse", "label", "exposure_for_money", "private_data"),
    *("unproven", "false_reason", "flooding", "off_platform"),
)
REPETITION = "flooding"
"""Found by pattern alone (server/advice/data/wording.yaml)."""
_LEARNED = tuple(issue for issue in ISSUES if issue != REPETITION)
_ANY = "any"
_HEADS = "issues"
_STRENGTH = 30.0
FLAG_AT = -2.0
"""Sum of scores from which a draft is flagged: where precision and recall meet when each writer's drafts are left out
in turn (benchmarks/bench_drafts.py)."""
_CLAUSE_AT = 0.0
_CLAUSE = re.compile(r"[^,，。.!！?？;；\n ]+[,，。.!！?？;；\n ]*")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Draft:
    """A labelled draft: its issues, and where the passages stand that are wrong; both empty where it may be sent."""

    text: str
    issues: tuple[str, ...]
    bad: tuple[Span, ...]
    group: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause that had better not be sent."""

    issue: str
    start: int
    end: int


def load(folder: Path = FOLDER) -> list[Draft]:
    """Read the labelled drafts: one JSONL file a writer, `{"text", "issues", "bad"}`.

    Raises:
        DataError: a record will not do; the text names file, line and reason.
    """
    found: list[Draft] = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            try:
                record = json.loads(line)
                text, issues, bad = record["text"], tuple(record["issues"]), record["bad"]
                spans = tuple((at, at + len(passage)) for passage in bad for at in [text.index(passage)])
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise DataError(f"{path.name}:{number}: no labelled draft: {error}") from error
            if set(issues) - set(ISSUES) or bool(issues) != bool(bad):
                raise DataError(f"{path.name}:{number}: issues and bad passages do not go together: {issues}")
            found.append(Draft(text, issues, spans, path.stem))
    if not found:
        raise DataError(f"{folder} holds no labelled draft")
    return found


def clauses(text: str) -> list[Span]:
    """Cut a draft at its punctuation and blanks."""
    return [match.span() for match in _CLAUSE.finditer(text)]


def fit(drafts: Sequence[Draft]) -> tuple[Compiled, Compiled]:
    """Fit the model of whole drafts and the model of clauses.

    Drafts that only repeat themselves teach nothing here: what they repeat is often a fair question.
    """
    drafts = [draft for draft in drafts if draft.issues != (REPETITION,)]
    texts, issues = [draft.text for draft in drafts], [draft.issues for draft in drafts]
    pieces: list[str] = []
    of_pieces: list[tuple[str, ...]] = []
    for draft in drafts:
        for start, end in clauses(draft.text):
            pieces.append(draft.text[start:end])
            of_pieces.append(draft.issues if _is_bad((start, end), draft.bad) else ())
    from model.workers import job, results

    whole, parts = results([job(_fit, texts, issues), job(_fit, pieces, of_pieces)])
    return whole, parts


def _is_bad(clause: Span, bad: Sequence[Span]) -> bool:
    """Say whether a clause shares more than half of the shorter of itself and a bad passage."""
    start, end = clause
    return any(min(end, b) - max(start, a) > 0.5 * min(end - start, b - a) for a, b in bad)


def _fit(texts: Sequence[str], issues: Sequence[tuple[str, ...]]) -> Compiled:
    from sklearn.linear_model import LogisticRegression  # reading needs none of it

    from model.heads import vectorise

    features, parts = vectorise(texts, fewest=2)
    heads = []
    for name in (_ANY, *_LEARNED):
        marks = np.array([bool(found) if name == _ANY else name in found for found in issues])
        heads.append(LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0).fit(features, marks))
    labels: dict[str, tuple[str, ...]] = {_HEADS: (_ANY, *_LEARNED)}
    weights = np.ascontiguousarray(np.vstack([head.coef_ for head in heads]).T)
    layer = Layer(weights, np.concatenate([head.intercept_ for head in heads]), columns_of(labels), labels)
    return Compiled(parts, layer)


class DraftReader:
    """Finds the clauses of a draft that had better not be sent; may be shared by threads."""

    def __init__(self, documents: Compiled, pieces: Compiled) -> None:
        self._documents, self._pieces = Scorer(documents), Scorer(pieces)

    def read(self, text: str) -> tuple[Passage, ...]:
        """Find the clauses that had better not be sent; none where the draft may be."""
        spans = clauses(text)
        total, of_clauses, of_draft = self._score(text, spans)
        if not spans or total <= FLAG_AT:
            return ()
        flagged = [i for i, scores in enumerate(of_clauses) if scores[0] > _CLAUSE_AT] or [
            int(np.argmax([scores[0] for scores in of_clauses]))
        ]
        return tuple(Passage(_LEARNED[int(np.argmax(of_clauses[i][1:] + of_draft[1:]))], *spans[i]) for i in flagged)

    def _score(self, text: str, spans: Sequence[Span]) -> tuple[float, list[np.ndarray], np.ndarray]:
        of_draft = self._documents.score(text).scores
        of_clauses = [self._pieces.score(text[start:end]).scores for start, end in spans]
        clause = max((float(scores[0]) for scores in of_clauses), default=-10.0)
        return float(of_draft[0] + of_draft[1:].max()) + clause, of_clauses, of_draft
