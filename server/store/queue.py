"""The owner's queue: corrections of one status in an order, filtered and searched, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import ColumnElement, Subquery, func, select, tuple_
from sqlalchemy.orm import Session

from server.store.corrections import WAITING
from server.store.database import Database
from server.store.tables import Correction, Source, Status

Order = Literal["doubt", "disagreement", "age"]
_COLUMNS: dict[Order, Any] = {
    "doubt": Correction.doubt,
    "disagreement": Correction.disagreement,
    "age": Correction.created_at,
}


@dataclass(frozen=True)
class Wanted:
    """Which part of the queue: what is None is not asked for, `text` is a part of the text in whatever case.

    What waits comes in its order, doubt and disagreement greatest first, age oldest first; what was reviewed comes
    newest first.
    """

    status: Status = "pending"
    order: Order = "doubt"
    source: Source | None = None
    cause: str | None = None
    flagged: bool | None = None
    text: str = ""

    def filters(self, dialect: str) -> list[ColumnElement[bool]]:
        """Say all but the status in SQL."""
        given = {Correction.source: self.source, Correction.cause: self.cause, Correction.flagged: self.flagged}
        found = [column == is_ for column, is_ in given.items() if is_ is not None]
        if self.text:
            # SQLite's LIKE makes no difference between a and A; to lower everything first would take twice as long
            has = Correction.text.contains if dialect == "sqlite" else Correction.text.icontains
            found.append(has(self.text, autoescape=True))
        return found


class Page(NamedTuple):
    """A part of the queue: how many the filters leave, how many there are of each status, and some of them."""

    total: int
    counts: dict[str, int]
    corrections: list[Correction]


class Queue:
    """The queue of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self) -> dict[str, int]:
        """Count the corrections of each status, and the flagged ones that wait.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.reading() as session:
            return _counts(session)

    def page(self, wanted: Wanted, limit: int, after: str | None = None) -> Page:
        """Give the first of what is wanted, or those that follow the one with this id.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        column = _COLUMNS[wanted.order] if wanted.status in WAITING else Correction.reviewed_at
        rising = column is Correction.created_at
        with self._database.reading() as session:
            counts = _counts(session)
            filters = wanted.filters(session.get_bind().dialect.name)
            listed = _listed(wanted.status, column, filters)
            order = [each if rising else each.desc() for each in (listed.c.key, listed.c.id)]
            first = select(listed).order_by(*order)
            following = first
            if place := _place(session, column, after):
                here = tuple_(listed.c.key, listed.c.id)
                following = first.where(here > place if rising else here < place)
            rows = session.execute(following.limit(limit)).all()
            total = counts[wanted.status]
            if filters:
                counted = rows if rows or not place else session.execute(first.limit(1)).all()  # behind the last one
                total = counted[0].total if counted else 0
            corrections = session.scalars(select(Correction).where(Correction.id.in_([row.id for row in rows])))
            found = {each.id: each for each in corrections}
            return Page(total, counts, [found[row.id] for row in rows])

    def lately_labelled(self, since: Any, most: int) -> Sequence[str]:
        """Give the texts that the owner was asked to label, and did since a moment, the latest first.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.reading() as session:
            decided = [Correction.status == "accepted", Correction.reviewed_at > since, Correction.source == "owner"]
            wanted = select(Correction.text).where(*decided).order_by(Correction.reviewed_at.desc()).limit(most)
            return list(session.scalars(wanted))


def _counts(session: Session) -> dict[str, int]:
    found = dict.fromkeys(get_args(Status), 0)
    for status, number in session.execute(select(Correction.status, func.count()).group_by(Correction.status)):
        found[status] = number
    flagged = select(func.count()).where(Correction.flagged, Correction.status.in_(WAITING))
    return found | {"flagged": session.scalar(flagged) or 0}


def _listed(status: Status, column: Any, filters: Sequence[ColumnElement[bool]]) -> Subquery:
    """List ids with what they are ordered by, and where there are filters how many they leave."""
    listed = select(Correction.id, column.label("key"))
    if not filters:
        return listed.where(Correction.status == status).subquery()
    # read once from end to end: by an index, which the empty string forbids, it would take four times as long
    of_status = Correction.status.concat("") == status
    return listed.add_columns(func.count().over().label("total")).where(of_status, *filters).subquery()


def _place(session: Session, column: Any, id: str | None) -> tuple[Any, str] | None:
    """Say where a correction stands in an order; None where there is no such correction."""
    found = session.execute(select(column, Correction.id).where(Correction.id == id)).one_or_none() if id else None
    return found and (found[0], found[1])
