"""What a buyer corrects is kept masked, once, until it is reviewed or taken back."""

import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask.testing import FlaskClient
from sqlalchemy import NullPool, create_engine, select
from werkzeug.test import TestResponse

from model.labels import IDS
from server.app import create_app
from server.config import Config
from server.store import FILE, Store, StoreUnavailable, open_store
from server.store.database import address
from server.store.tables import Base, Correction
from tests.conftest import LocalClient

ID = "7b1f3a52-9c0e-4b63-8d57-2f6a1c9e0d41"
KEPT = ("id", "text", "cause", "tone", "stance", "tactics", "model_version", "status")
TEXT = "没货了 加V 13800138000"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def client_of(home: Path, **settings: Any) -> FlaskClient:
    app = create_app(Config(home=home, host="127.0.0.1", port=8765, **settings))
    app.test_client_class = LocalClient
    return app.test_client()


@pytest.fixture
def client(home: Path) -> FlaskClient:
    """A client of a service that has kept nothing yet."""
    return client_of(home)


@pytest.fixture
def either(home: Path, url: str) -> FlaskClient:
    """The same, once on each kind of database."""
    return client_of(home, database_url=url)


def correct(client: FlaskClient, **changed: Any) -> TestResponse:
    return client.post("/api/v1/corrections", json={"text": TEXT, "cause": "out_of_stock", "id": ID, **changed})


def rows(url: str) -> list[dict[str, Any]]:
    engine = create_engine(address(url))
    with engine.connect() as connection:
        found = [dict(row) for row in connection.execute(select(Correction.__table__)).mappings()]
    engine.dispose()
    return found


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]["code"]


def test_a_correction_is_kept_with_personal_data_masked(either: FlaskClient, url: str) -> None:
    answer = correct(either, tone="neutral", tactics=["off_platform"], model_version="20261123-100000-abcdef12")
    assert answer.status_code == 201
    assert answer.json == {"id": ID, "masked": "没货了 加V 〔手机号〕"}
    (row,) = rows(url)
    assert row["created_at"]
    assert {key: row[key] for key in KEPT} == {
        "id": ID,
        "text": "没货了 加V 〔手机号〕",
        "cause": "out_of_stock",
        "tone": "neutral",
        "stance": None,
        "tactics": ["off_platform"],
        "model_version": "20261123-100000-abcdef12",
        "status": "pending",
    }


def test_no_file_and_no_log_ever_holds_the_number(client: FlaskClient, home: Path, caplog) -> None:
    open_store(home)
    reader = sqlite3.connect(home / FILE)  # while it stands open, the log stays beside the database
    reader.execute("select * from corrections").fetchall()
    caplog.set_level("DEBUG")
    assert correct(client).status_code == 201
    files = sorted(home.glob(f"{FILE}*"))
    assert f"{FILE}-wal" in [file.name for file in files]
    assert any("没货了".encode() in file.read_bytes() for file in files)
    assert not any(b"13800138000" in file.read_bytes() for file in files)
    assert "没货" not in caplog.text
    reader.close()


@pytest.mark.parametrize("only", [{"cause": "backlog"}, {"tone": "hostile"}, {"stance": "delay"}, {"tactics": []}])
def test_one_label_is_enough(client: FlaskClient, only: dict[str, Any]) -> None:
    assert client.post("/api/v1/corrections", json={"text": "没货", **only}).status_code == 201


def test_sending_it_again_keeps_it_once_and_as_it_was(either: FlaskClient, url: str) -> None:
    first = correct(either)
    again = correct(either, text="别的话", cause="backlog")
    assert (again.status_code, again.json) == (201, first.json)
    assert [row["cause"] for row in rows(url)] == ["out_of_stock"]


def test_without_an_id_each_gets_one_of_its_own(either: FlaskClient, url: str) -> None:
    ids = [correct(either, id=None).json["id"] for _ in range(2)]
    assert sorted(ids) == sorted(row["id"] for row in rows(url))
    assert all(str(uuid.UUID(id)) == id for id in ids)


def test_it_can_be_taken_back(either: FlaskClient, url: str) -> None:
    correct(either)
    assert either.delete(f"/api/v1/corrections/{ID}").status_code == 204
    assert rows(url) == []
    assert code(either.delete(f"/api/v1/corrections/{ID}")) == (404, "unknown_correction")


@pytest.mark.parametrize("status", ["accepted", "rejected"])
def test_what_was_reviewed_stays(either: FlaskClient, home: Path, url: str, status: str) -> None:
    open_store(home, url).corrections.keep(ID, text="没货", cause="out_of_stock", status=status)
    assert code(either.delete(f"/api/v1/corrections/{ID}")) == (409, "already_reviewed")
    assert len(rows(url)) == 1


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("unknown", ["nope", "缺货", ""])
def test_an_unknown_label_is_told_with_those_that_are_known(client: FlaskClient, name: str, unknown: str) -> None:
    answer = correct(client, **{name: [unknown] if name == "tactics" else unknown})
    assert code(answer) == (422, "unknown_label")
    assert answer.json["error"]["field"] == name
    assert all(id in answer.json["error"]["hint"] for id in IDS[name])


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({"cause": None}, 422, "nothing_corrected"),
        ({"text": " \n"}, 422, "text_blank"),
        ({"text": "字" * 20_001}, 413, "text_too_long"),
        ({"text": 7}, 422, "invalid_field"),
        ({"cause": ["backlog"]}, 422, "invalid_field"),
        ({"tactics": "stalling"}, 422, "invalid_field"),
        ({"id": "1"}, 422, "invalid_field"),
        ({"id": ID.upper()}, 422, "invalid_field"),
        ({"id": f"{ID}\n"}, 422, "invalid_field"),
        ({"model_version": "没货了，打13800138000"}, 422, "invalid_field"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    client: FlaskClient, home: Path, changed: dict[str, Any], status: int, told: str
) -> None:
    assert code(correct(client, **changed)) == (status, told)
    assert not home.exists()


def test_nothing_is_opened_before_the_first_correction(home: Path) -> None:
    script = "import sys; from server.app import create_app; create_app(); print('sqlalchemy' in sys.modules)"
    ended = subprocess.run(
        [sys.executable, "-c", script], env={"CUIFA_HOME": str(home)}, capture_output=True, text=True
    )
    assert ended.stdout.strip() == "False"
    assert not home.exists()


def test_what_was_kept_survives_a_restart(home: Path, url: str) -> None:
    correct(client_of(home, database_url=url))
    assert client_of(home, database_url=url).delete(f"/api/v1/corrections/{ID}").status_code == 204


def test_the_owner_alone_can_read_the_file(client: FlaskClient, home: Path) -> None:
    correct(client)
    assert (home / FILE).stat().st_mode & 0o077 == 0


OPENER = """
import sys, uuid, pathlib
from server.store import open_store
print("ready", flush=True)
sys.stdin.readline()
store = open_store(pathlib.Path(sys.argv[1]), sys.argv[2])
store.corrections.keep(str(uuid.uuid4()), text="没货", cause="out_of_stock")
"""


def test_processes_that_open_it_at_once_all_can(home: Path, url: str) -> None:
    command = [sys.executable, "-c", OPENER, str(home), url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    opening = [subprocess.Popen(command, **pipes) for _ in range(4)]
    for process in opening:
        process.stdout.readline()
    for process in opening:
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate()[1] for process in opening] == [""] * 4
    assert len(rows(url)) == 4


def test_threads_that_open_it_at_once_all_can(home: Path, url: str) -> None:
    together = threading.Barrier(4)
    stores: list[Store] = []

    def run() -> None:
        together.wait()
        stores.append(open_store(home, url))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores) == 4


def test_the_migrations_make_the_tables_that_the_code_reads(home: Path, url: str) -> None:
    open_store(home, url)
    with create_engine(address(url), poolclass=NullPool).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def unwritable(home: Path) -> None:
    home.write_text("a file where the folder belongs")


def a_folder(home: Path) -> None:
    (home / FILE).mkdir(parents=True)


def damaged(home: Path) -> None:
    home.mkdir()
    (home / FILE).write_bytes(b"no database" * 1000)


def of_a_later_version(home: Path) -> None:
    open_store(home)
    connection = sqlite3.connect(home / FILE)
    connection.execute("update alembic_version set version_num = '999'")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("broken", [unwritable, a_folder, damaged, of_a_later_version])
def test_a_store_that_cannot_be_opened_is_told_without_its_fault(
    client: FlaskClient, home: Path, caplog, broken: Callable[[Path], None]
) -> None:
    broken(home)
    for answer in (correct(client), client.delete(f"/api/v1/corrections/{ID}")):
        assert code(answer) == (503, "store_unavailable")
        assert "cuifa doctor" in answer.json["error"]["hint"]
        assert str(home) not in answer.text and "rror:" not in answer.text
    assert "没货" not in caplog.text


@pytest.mark.parametrize(
    "url", ["nonsense", "nobody://here/cuifa", "postgresql+psycopg://user:secret@127.0.0.1:1/cuifa"]
)
def test_a_database_that_is_not_there_is_told(home: Path, url: str, caplog) -> None:
    answer = correct(client_of(home, database_url=url))
    assert code(answer) == (503, "store_unavailable")
    assert "secret" not in answer.text + caplog.text


@pytest.mark.parametrize("form", ["postgres://", "postgresql://", "postgresql+psycopg://"])
def test_postgresql_needs_no_driver_named(form: str) -> None:
    assert address(f"{form}cuifa@here/cuifa").drivername == "postgresql+psycopg"


def test_without_the_driver_of_postgresql_the_mend_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.store.database.find_spec", lambda _: None)
    with pytest.raises(StoreUnavailable, match=r"pip install 'cuifa\[postgres\]'"):
        open_store(home, "postgresql://cuifa@here/cuifa")


def test_another_database_can_be_named(home: Path, tmp_path: Path) -> None:
    assert correct(client_of(home, database_url=f"sqlite:///{tmp_path / 'other.db'}")).status_code == 201
    assert (tmp_path / "other.db").exists() and not home.exists()


def test_a_store_that_comes_back_is_used_again(client: FlaskClient, home: Path) -> None:
    correct(client)
    (home / FILE).unlink()
    answers = [correct(client).status_code for _ in range(2)]
    assert answers[-1] == 201


def test_a_full_disk_is_told_as_such(client: FlaskClient, home: Path, monkeypatch) -> None:
    correct(client)
    connected = sqlite3.connect

    def almost_full(*args: Any, **more: Any) -> sqlite3.Connection:
        connection = connected(*args, **more)
        connection.execute("pragma max_page_count = 1")  # never under what is in use: not one page more
        return connection

    monkeypatch.setattr("sqlite3.dbapi2.connect", almost_full)
    monkeypatch.setattr("sqlite3.connect", almost_full)
    answer = correct(client, id=None, text="没货" * 10_000)
    assert code(answer) == (507, "disk_full")


def test_a_fault_of_the_store_names_no_value(home: Path) -> None:
    store = open_store(home)
    with pytest.raises(StoreUnavailable) as told:
        store.corrections.keep(ID, text="打13800138000", created_at="打13800138000")
    assert str(told.value) == "TypeError"
