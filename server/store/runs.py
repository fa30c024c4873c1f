"""Trainings in the store: one at a time, alive as long as its process says so."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from model.corrections import Correction as Accepted
from model.errors import Cancelled, CuifaError
from server.store import tables
from server.store.database import Database
from server.store.tables import Run, State

SILENT = timedelta(seconds=10)
"""A run that has not been heard of for so long is over: its process says every second that it lives."""
CANCELLED = "the training was cancelled; the model that answered goes on"
_STARTING = timedelta(seconds=20)
"""How much longer a run is waited for whose process has yet to start."""
_CUT_SHORT = "the training was cut short; the model that answered goes on"
_GOING = Run.slot == 1


class TrainingGoesOn(CuifaError):
    """A training goes on already."""

    def __init__(self, run: Run) -> None:
        since = f"{run.started_at:%Y-%m-%d %H:%M} UTC"
        super().__init__(
            f"a training runs already ({run.id}, begun by {run.who} at {since}, now at: {run.stage or 'its start'}); "
            "wait for it, or cancel it on the owner's page"
        )
        self.run = run


class Runs:
    """The trainings of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, who: str) -> Run:
        """Begin a run, if none goes on.

        Raises:
            TrainingGoesOn: one does.
            StoreUnavailable: the database cannot be used.
        """
        while True:
            self._end_silent()
            run = self._enter(who)
            if run:
                return run
            if going := self.going():
                raise TrainingGoesOn(going)

    def _enter(self, who: str) -> Run | None:
        with self._database.writing() as session:
            moment = _moment(session)
            run = Run(id=str(uuid.uuid4()), who=who, started_at=moment, seen_at=moment + _STARTING)
            try:
                with session.begin_nested():
                    session.add(run)
            except IntegrityError:  # the slot is taken
                return None
            return run

    def going(self) -> Run | None:
        """Give the run that goes on, if one does.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        self._end_silent()
        with self._database.reading() as session:
            return session.scalar(select(Run).where(_GOING))

    def get(self, id: str) -> Run | None:
        """Give a run, None where there is none of this id.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        self._end_silent()
        with self._database.reading() as session:
            return session.get(Run, id)

    def latest(self, count: int = 20) -> list[Run]:
        """Give the newest runs, the newest first.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        self._end_silent()
        with self._database.reading() as session:
            return list(session.scalars(select(Run).order_by(Run.started_at.desc()).limit(count)))

    def beat(self, id: str, **told: Any) -> bool:
        """Say that the run lives, and where it stands; tell whether it may go on.

        It may not when somebody asked it to stop, or when it was taken for dead.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.writing() as session:
            run = _locked(session, id)
            if run is None:
                return False
            run.seen_at = _moment(session)
            for name, value in told.items():
                setattr(run, name, value)
            return not run.cancel

    def cancel(self, id: str) -> Run | None:
        """Ask a run to stop, which it does before its next stage; None where there is none of this id.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.writing() as session:
            session.execute(update(Run).where(Run.id == id, _GOING).values(cancel=True))
        return self.get(id)

    def end(self, id: str, state: State, told: str, **more: Any) -> None:
        """Say what became of a run, unless it was taken for dead meanwhile.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._database.writing() as session:
            _end(session, Run.id == id, state, told, **more)

    def accepted(self) -> list[Accepted]:
        """Give the corrections that a training learns, always in the same order.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        kept = tables.Correction
        with self._database.reading() as session:
            rows = session.scalars(select(kept).where(kept.status == "accepted").order_by(kept.id)).all()
        return [
            Accepted(
                row.id, row.text, row.cause, row.tone, row.stance, None if row.tactics is None else (*row.tactics,)
            )
            for row in rows
        ]

    def _end_silent(self) -> None:
        """Mark the run whose process has not been heard of; whoever looks does this, for nobody else may be there."""
        with self._database.reading() as session:
            silent = Run.seen_at < _moment(session) - SILENT
            if session.scalar(select(Run.id).where(_GOING, silent)) is None:
                return
        with self._database.writing() as session:
            _end(session, silent, "interrupted", _CUT_SHORT)


def admit(session: Session, id: str, version: str) -> None:
    """Let a run activate its version, within the transaction that puts this on record.

    Raises:
        Cancelled: it was taken for dead, so that another may go on already, or somebody asked it to stop.
    """
    run = _locked(session, id)
    if run is None or run.cancel:
        raise Cancelled(CANCELLED if run else _CUT_SHORT)
    run.seen_at, run.version, run.activated = _moment(session), version, True


def _locked(session: Session, id: str) -> Run | None:
    """Give the run if it still goes on; nobody else changes it before the transaction ends."""
    return session.scalar(select(Run).where(Run.id == id, _GOING).with_for_update())


def _end(session: Session, which: ColumnElement[bool], state: State, told: str, **more: Any) -> None:
    values = {"state": state, "slot": None, "told": told, "ended_at": _moment(session), **more}
    session.execute(update(Run).where(which, _GOING).values(values))


def _moment(session: Session) -> datetime:
    """The moment by the database's clock, which all machines share; SQLite's is this machine's."""
    if session.get_bind().dialect.name == "sqlite":
        return tables.now()
    return session.scalars(select(func.clock_timestamp(type_=tables.Moment()))).one()
