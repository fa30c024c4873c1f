"""The owner's queue: corrections of one status in an order, filtered and searched, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

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
            found = dict.fromkeys(get_args(Status), 0)
            for status, number in session.execute(select(Correction.status, func.count()).group_by(Correction.status)):
                found[status] = number
            flagged = select(func.count()).where(Correction.flagged, Correction.status.in_(WAITING))
            return found | {"flagged": session.scalar(flagged) or 0}

    def page(self, wanted: Wanted, limit: int, after: str | None = None) -> tuple[int, list[Correction]]:
        """Give how many there are, and the first of them, or those that follow the one with this id.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        column = _COLUMNS[wanted.order] if wanted.status in WAITING else Correction.reviewed_at
        rising = column is Correction.created_at
        with self._database.reading() as session:
            listed = _listed(wanted, column, session.get_bind().dialect.name)
            order = [each if rising else each.desc() for each in (listed.c.key, listed.c.id)]
            first = select(listed.c.id, listed.c.total).order_by(*order)
            following = first
            if place := _place(session, column, after):
                here = tuple_(listed.c.key, listed.c.id)
                following = first.where(here > place if rising else here < place)
            rows = session.execute(following.limit(limit)).all()
            counted = rows if rows or not place else session.execute(first.limit(1)).all()  # behind the last one
            found = {
                each.id: each
                for each in session.scalars(select(Correction).where(Correction.id.in_([row.id for row in rows])))
            }
            return counted[0].total if counted else 0, [found[row.id] for row in rows]

    def lately_labelled(self, since: Any, most: int) -> Sequence[str]:
        """Give the texts that the owner was asked to label, and did since a moment, the latest first.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.reading() as session:
            decided = [Correction.status == "accepted", Correction.reviewed_at > since, Correction.source == "owner"]
            wanted = select(Correction.text).where(*decided).order_by(Correction.reviewed_at.desc()).limit(most)
            return list(session.scalars(wanted))


def _listed(wanted: Wanted, column: Any, dialect: str) -> Subquery:
    """List ids with what they are ordered by, and how many there are."""
    listed = select(Correction.id, column.label("key"))
    filters = wanted.filters(dialect)
    if filters:
        # read once from end to end: by an index, which the empty string forbids, it would take four times as long
        of_status = Correction.status.concat("") == wanted.status
        return listed.add_columns(func.count().over().label("total")).where(of_status, *filters).subquery()
    of_status = Correction.status == wanted.status
    total = select(func.count()).select_from(Correction).where(of_status).correlate(None).scalar_subquery()
    return listed.add_columns(total.label("total")).where(of_status).subquery()


def _place(session: Session, column: Any, id: str | None) -> tuple[Any, str] | None:
    """Say where a correction stands in an order; None where there is no such correction."""
    found = session.execute(select(column, Correction.id).where(Correction.id == id)).one_or_none() if id else None
    return found and (found[0], found[1])
