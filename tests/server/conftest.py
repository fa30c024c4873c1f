"""The databases that the store's tests run on."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from server.store.database import address
from tests.postgres import programs, running_postgres

_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A running PostgreSQL; in `.ci/run` it has to be there."""
    found = programs()
    if not found:
        assert os.environ.get("CUIFA_TEST_POSTGRES") != "always", "PostgreSQL is not installed"
        pytest.skip("PostgreSQL is not installed")
    with running_postgres(found) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return new_database(request.getfixturevalue("postgres"))


def new_database(server: str) -> str:
    """Make an empty database on a PostgreSQL server."""
    name = f"cuifa_{next(_NUMBERS)}"
    engine = create_engine(address(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)
