"""Opens the database, brings its tables up to date, and names its faults."""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

from alembic import command
from alembic.config import Config as Migrations
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError, StatementError
from sqlalchemy.orm import Session

from model.errors import CuifaError

FILE = "cuifa.db"

_CACHE = 64 * 1024
"""KiB of the file that a connection of SQLite may hold in memory; its own 2 MiB are too few for 100,000 messages."""
_FULL = ("SQLITE_FULL", "SQLITE_IOERR_SHMSIZE")
_READING = {"reading": True}
_POSTGRES = "postgresql+psycopg"
_MIGRATING = threading.Lock()
"""Alembic keeps what it works on in one place for the whole process."""
_MIGRATION_LOCK = 0x63756966
"""Any number that nobody else who shares the database would lock."""


class StoreUnavailable(CuifaError):
    """The database cannot be opened, read or written."""


class StoreFull(StoreUnavailable):
    """There is no room left on the disk."""


class Database:
    """An open database; may be shared by threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, home: Path, url: str = "") -> "Database":
        """Open the database, making it or bringing its tables up to date first.

        Raises:
            StoreUnavailable: it cannot be opened.
        """
        with _faults():
            place = address(url) if url else _file(home / FILE)
            # what is kept is rare: no connection waits for the next one; and no fault tells what was to be kept
            engine = create_engine(place, poolclass=NullPool, hide_parameters=True)
            if engine.dialect.name == "sqlite":
                event.listen(engine, "connect", _connected)
                event.listen(engine, "begin", _begun)
            _migrate(engine)
            return cls(engine)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that changes nothing and keeps no writer waiting.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        with _faults(), Session(self._engine.execution_options(**_READING), expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are kept together at its end, or none of them.

        Raises:
            StoreUnavailable: the database cannot be used, nothing was kept.
        """
        with _faults(), Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session


def address(url: str) -> URL:
    """Read an address; one of PostgreSQL needs to name no driver, as there is but one here.

    Raises:
        StoreUnavailable: the driver is not installed.
    """
    place = make_url(url)
    if place.drivername in ("postgres", "postgresql"):
        place = place.set(drivername=_POSTGRES)
    if place.drivername == _POSTGRES and not find_spec("psycopg"):
        raise StoreUnavailable("psycopg is not installed; run `pip install 'cuifa[postgres]'`")
    return place


def _file(path: Path) -> URL:
    """Make the file, for the user's own account alone; SQLite gives its log the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return URL.create("sqlite", database=str(path))


def _connected(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself, `_begun` does
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA cache_size=-{_CACHE}")
    with suppress(sqlite3.Error):  # busy where another one makes this very switch; any other fault comes back at once
        connection.execute("PRAGMA journal_mode=WAL")


def _begun(connection: Connection) -> None:
    reading = _READING.items() <= connection.get_execution_options().items()
    # writers wait for each other here, and migrations run once
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    migrations = Migrations()
    migrations.set_main_option("script_location", "server:migrations")
    with _MIGRATING, engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # one at a time here too
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
        migrations.attributes["connection"] = connection
        command.upgrade(migrations, "head")


@contextmanager
def _faults() -> Iterator[None]:
    """Name what went wrong without a word of what was to be kept."""
    try:
        yield
    except (SQLAlchemyError, CommandError, ImportError, OSError) as error:
        cause = error.orig if isinstance(error, StatementError) and error.orig else error
        name = getattr(cause, "sqlite_errorname", None) or getattr(cause, "strerror", None) or type(cause).__name__
        full = name in _FULL or getattr(cause, "errno", None) == errno.ENOSPC
        raise (StoreFull if full else StoreUnavailable)(name) from error
