"""What the owner decided about corrections: recorded, and taken back whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from model.errors import CuifaError
from model.labels import contradiction
from server.store.corrections import WAITING
from server.store.database import Database
from server.store.tables import Correction, Review, now


class LabelsContradict(CuifaError):
    """The labels cannot stand together."""


class NothingLabelled(CuifaError):
    """A message without any label cannot be accepted."""


@dataclass(frozen=True)
class Decision:
    """What to do with a correction: a new status, labels (None takes one away), a flag; what is absent stays.

    `pending` takes the last decision back. `copies` are the ids of those that get the same status and labels.
    """

    status: Literal["pending", "accepted", "rejected"] | None = None
    labels: dict[str, Any] = field(default_factory=dict)
    flagged: bool | None = None
    copies: Sequence[str] = ()


class Reviews:
    """The reviews of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, id: str) -> list[Review]:
        """Give a correction's reviews, the oldest first.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.reading() as session:
            return list(session.scalars(_reviews(id)))

    def decide(self, id: str, decision: Decision, who: str) -> tuple[Correction, list[str]] | None:
        """Carry a decision out and record it: give the correction and the ids of all that changed; None for no such id.

        Copies that somebody has decided on meanwhile, or that are gone, stay as they are.

        Raises:
            LabelsContradict, NothingLabelled: it would accept labels that will not do; nothing has changed.
            StoreUnavailable: the database cannot be used.
        """
        with self._database.writing() as session:
            found = session.get(Correction, id)
            if not found:
                return None
            step = _Step(session, who, now())
            if decision.status == "pending":
                step.reopen(found)
            step.change(found, decision)
            for copy in step.waiting(decision.copies, found):
                labels = found.labels if decision.status == "accepted" else {}
                step.change(copy, Decision(decision.status, labels), found.id)
            return found, step.changed


class _Step:
    """One decision about some corrections, as it is carried out."""

    def __init__(self, session: Session, who: str, at: datetime) -> None:
        self._session, self._who, self._at = session, who, at
        self.changed: list[str] = []

    def waiting(self, ids: Sequence[str], beside: Correction) -> list[Correction]:
        wanted = select(Correction).where(Correction.id.in_(ids), Correction.status.in_(WAITING))
        return list(self._session.scalars(wanted.where(Correction.id != beside.id).order_by(Correction.id)))

    def change(self, correction: Correction, decision: Decision, together_with: str | None = None) -> None:
        before = _state(correction)
        for name, label in decision.labels.items():
            setattr(correction, name, label)
        if decision.flagged is not None:
            correction.flagged = decision.flagged
        if decision.status in ("accepted", "rejected"):
            correction.status, correction.reviewed_at = decision.status, self._at
        if decision.labels or decision.status == "accepted":
            _check(correction)
        self._record(correction, before, {"together_with": together_with} if together_with else {})

    def reopen(self, correction: Correction) -> None:
        """Give back what was before the correction was decided on, and before those that were changed with it were."""
        since = self._decided(correction)
        if not since:
            return
        self._restore(correction, since)
        for review in self._session.scalars(select(Review).where(Review.at == since.at, Review.id != since.id)):
            copy = self._session.get(Correction, review.correction_id)
            if copy and review.after.get("together_with") == correction.id and self._of(copy)[-1] is review:
                self._restore(copy, review)

    def _decided(self, correction: Correction) -> Review | None:
        """Find the review that took a correction out of the queue; None where it waits."""
        if correction.status in WAITING:
            return None
        return next((review for review in reversed(self._of(correction)) if review.before["status"] in WAITING), None)

    def _of(self, correction: Correction) -> list[Review]:
        return list(self._session.scalars(_reviews(correction.id)))

    def _restore(self, correction: Correction, review: Review) -> None:
        before = _state(correction)
        for name, value in review.before.items():
            setattr(correction, name, value)
        correction.reviewed_at = None
        self._record(correction, before, {})

    def _record(self, correction: Correction, before: dict[str, Any], more: dict[str, Any]) -> None:
        after = _state(correction)
        if after == before:
            return
        review = Review(correction_id=correction.id, before=before, after=after | more, who=self._who, at=self._at)
        self._session.add(review)
        self._session.flush()
        if correction.id not in self.changed:
            self.changed.append(correction.id)


def _check(correction: Correction) -> None:
    if impossible := contradiction(correction.cause, correction.stance, correction.tactics):
        raise LabelsContradict(impossible)
    if correction.status == "accepted" and all(label is None for label in correction.labels.values()):
        raise NothingLabelled("a message without any label cannot be accepted")


def _state(correction: Correction) -> dict[str, Any]:
    return {"status": correction.status, **correction.labels, "flagged": correction.flagged}


def _reviews(id: str) -> Any:
    return select(Review).where(Review.correction_id == id).order_by(Review.id)
