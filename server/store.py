"""What the service keeps: corrections, masked. SQLite in the home, or the database that `DATABASE_URL` names.

Importing this takes longer than starting the server; it is done when something is first kept.
"""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.config import Config as Migrations
from alembic.util import CommandError
from sqlalchemy import JSON, URL, Connection, DateTime, Engine, NullPool, String, Text, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from model.errors import CuifaError

FILE = "cuifa.db"
Status = Literal["pending", "accepted", "rejected"]

_FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
_MIGRATING = threading.Lock()
"""Alembic keeps what it works on in one place for the whole process."""


class StoreUnavailable(CuifaError):
    """The database cannot be opened, read or written."""


class StoreFull(StoreUnavailable):
    """There is no room left on the disk."""


class Base(DeclarativeBase):
    """The tables; `migrations` holds how they came to be."""


class Correction(Base):
    """A buyer's labels for a message, waiting for the owner's review."""

    __tablename__ = "corrections"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(String(32))
    tone: Mapped[str | None] = mapped_column(String(32))
    stance: Mapped[str | None] = mapped_column(String(32))
    tactics: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    model_version: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[Status] = mapped_column(String(16), default="pending")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=lambda: datetime.now(UTC))


class Store:
    """An open store; may be shared by threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, id: str, **values: Any) -> Correction:
        """Keep a correction; where the id is known, what was kept under it stays.

        Raises:
            StoreUnavailable: it could not be kept.
        """
        with self._session() as session:
            known = session.get(Correction, id)
            if known:
                return known
            kept = Correction(id=id, **values)
            session.add(kept)
            session.flush()
            return kept

    def take_back(self, id: str) -> Status | None:
        """Remove a correction that nobody has reviewed; give the status it had, None where there is none.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with self._session() as session:
            known = session.get(Correction, id)
            if known and known.status == "pending":
                session.delete(known)
            return known.status if known else None

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with _faults(), Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session


def open_store(home: Path, url: str = "") -> Store:
    """Open the store, making it or bringing its tables up to date first.

    Raises:
        StoreUnavailable: it cannot be opened.
    """
    with _faults():
        place = make_url(url) if url else _file(home / FILE)
        # corrections are rare: no connection waits for the next one; and no fault tells what was to be kept
        engine = create_engine(place, poolclass=NullPool, hide_parameters=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _connected)
            event.listen(engine, "begin", _begun)
        _migrate(engine)
        return Store(engine)


def _file(path: Path) -> URL:
    """Make the file, for the user's own account alone; SQLite gives its log the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return URL.create("sqlite", database=str(path))


def _connected(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself, `_begun` does
    with suppress(sqlite3.Error):  # busy where another one makes this very switch; any other fault comes back at once
        connection.execute("PRAGMA journal_mode=WAL")


def _begun(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # writers wait for each other here, and migrations run once


def _migrate(engine: Engine) -> None:
    migrations = Migrations()
    migrations.set_main_option("script_location", "server:migrations")
    with _MIGRATING, engine.begin() as connection:
        migrations.attributes["connection"] = connection
        command.upgrade(migrations, "head")


@contextmanager
def _faults() -> Iterator[None]:
    """Name what went wrong without a word of what was to be kept."""
    try:
        yield
    except (SQLAlchemyError, CommandError, ImportError, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "strerror", None) or type(cause).__name__
        full = name in _FULL or getattr(cause, "errno", None) == errno.ENOSPC
        raise (StoreFull if full else StoreUnavailable)(name) from error
