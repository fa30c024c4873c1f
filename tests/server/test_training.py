"""Training over HTTP, by a real service: watched, refused a second time, cancelled, and outliving the server."""

import json
import os
import signal
import sqlite3
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from model.data import Example
from model.registry import Registry
from model.release import stages
from server.config import STREAMS
from server.store import FILE
from server.token import token
from server.trainer import LOG
from tests.service import running_service
from tests.small import quickly

PORT, OTHER_PORT = 8810, 8811
NOBODY = "00000000-0000-0000-0000-000000000000"


class Owner:
    """Asks the service as its owner."""

    def __init__(self, home: Path, port: int = PORT) -> None:
        self.home, self.base = home, f"http://127.0.0.1:{port}/api/v1"

    def open(self, method: str, path: str, accept: str = "application/json") -> Any:
        """Send a request, and give the open answer."""
        headers = {"Authorization": f"Bearer {token(self.home)}", "Accept": accept}
        if method == "POST":
            headers["Content-Type"] = "application/json"
        asked = urllib.request.Request(
            f"{self.base}{path}", b"{}" if method == "POST" else None, headers, method=method
        )
        return urllib.request.urlopen(asked, timeout=60)

    def ask(self, method: str, path: str) -> tuple[int, Any]:
        """Give an answer's status and body, also of one that refuses."""
        try:
            with self.open(method, path) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    def begin(self) -> str:
        """Begin a training, and name it."""
        status, answer = self.ask("POST", "/train")
        assert status == 202, answer
        return str(answer["id"])

    def watch(self, id: str) -> Iterator[dict[str, Any]]:
        """Give a run at each change until it has ended, as a browser's EventSource does: again when a stream ends."""
        while True:
            with self.open("GET", f"/train/{id}", "text/event-stream") as stream:
                assert stream.headers["Content-Type"].startswith("text/event-stream")
                for line in stream:
                    if line.startswith(b"data: "):
                        run = json.loads(line[6:])
                        yield run
                        if run["ended_at"]:
                            return


@pytest.fixture(scope="module")
def quick(examples: list[Example], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a service whose trainings take seconds."""
    return quickly(examples, tmp_path_factory.mktemp("quick"))


@pytest.fixture(scope="module")
def home(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a model, shared by the tests: each begins where the ones before left off."""
    home = tmp_path_factory.mktemp("training")
    (home / "models").mkdir()
    registry = Registry(trained_home / "models")
    (home / "models" / "active").write_text(str(registry.active()))
    (home / "models" / str(registry.active())).symlink_to(registry.path(str(registry.active())))
    return home


@pytest.fixture
def owner(home: Path) -> Owner:
    return Owner(home)


@pytest.fixture(scope="module")
def service(home: Path, quick: dict[str, str]) -> Iterator[None]:
    with running_service(home, "--workers", "2", port=PORT, environment=quick):
        yield


def trainer_of(id: str) -> int:
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True).stdout
    (pid,) = [int(line.split()[0]) for line in listed.splitlines() if f"server.trainer {id}" in line]
    return pid


@pytest.mark.usefixtures("service")
def test_a_training_is_watched_to_its_end_while_a_second_one_is_refused(owner: Owner) -> None:
    id = owner.begin()
    status, refused = owner.ask("POST", "/train")
    assert (status, refused["error"]["code"], refused["run"]["id"]) == (409, "training_runs", id)
    seen = list(owner.watch(id))
    last = seen[-1]
    assert last["state"] == "done", last
    assert last["who"] == "owner" and last["told"] and last["version"] and last["stages"] == stages()
    assert [run["progress"] for run in seen] == sorted(run["progress"] for run in seen)
    watched = [run["stage"] for run in seen if run["stage"]]
    assert len(set(watched)) >= 3 and watched == sorted(watched, key=stages().index)
    assert owner.ask("GET", f"/train/{id}") == (200, last)
    assert owner.ask("GET", "/train") == (200, {"runs": [last]})
    assert last["version"] in [model["version"] for model in owner.ask("GET", "/models")[1]["models"]]
    assert (owner.home / LOG).read_bytes() == b""
    assert (owner.home / LOG).stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("service")
def test_a_training_is_cancelled_before_its_next_stage(owner: Owner) -> None:
    id = owner.begin()
    news = owner.watch(id)
    before = owner.ask("GET", "/models")[1]["models"]
    next(run for run in news if run["stage"])
    status, asked = owner.ask("POST", f"/train/{id}/cancel")
    assert (status, asked["id"], asked["cancelling"]) == (202, id, True)
    last = list(news)[-1]
    assert (last["state"], last["cancelling"], last["version"]) == ("cancelled", False, None)
    assert owner.ask("GET", "/models")[1]["models"] == before
    assert owner.ask("POST", f"/train/{id}/cancel") == (202, last)


def test_a_training_outlives_the_server(home: Path, quick: dict[str, str]) -> None:
    owner = Owner(home, OTHER_PORT)
    with running_service(home, port=OTHER_PORT, environment=quick):
        id = owner.begin()
        next(run for run in owner.watch(id) if run["stage"])
    assert trainer_of(id)
    with running_service(home, port=OTHER_PORT, environment=quick):
        assert list(owner.watch(id))[-1]["state"] == "done"


@pytest.mark.usefixtures("service")
def test_a_killed_training_is_marked_and_the_next_one_begins(owner: Owner, home: Path) -> None:
    id = owner.begin()
    next(run for run in owner.watch(id) if run["stage"])
    os.kill(trainer_of(id), signal.SIGKILL)
    with closing(sqlite3.connect(home / FILE, timeout=30)) as store, store:  # as if ten seconds had gone by
        store.execute("update training_runs set seen_at = '2000-01-01 00:00:00.000000' where id = ?", [id])
    status, left = owner.ask("GET", f"/train/{id}")
    assert (status, left["state"], left["version"]) == (200, "interrupted", None)
    assert "cut short" in left["told"]
    again = owner.begin()
    owner.ask("POST", f"/train/{again}/cancel")
    assert list(owner.watch(again))[-1]["state"] == "cancelled"


@pytest.mark.usefixtures("service")
def test_those_who_only_watch_keep_nobody_waiting(owner: Owner) -> None:
    id = owner.begin()
    streams = [owner.open("GET", f"/train/{id}", "text/event-stream") for _ in range(8)]
    firsts = [(stream.readline(), stream.readline()) for stream in streams]
    assert all(wait == b"retry: 1000\n" and json.loads(told[6:])["id"] == id for wait, told in firsts)
    for _ in range(4 * STREAMS):
        assert owner.ask("GET", "/labels")[0] == 200
    owner.ask("POST", f"/train/{id}/cancel")
    for stream in streams:
        stream.close()
    assert list(owner.watch(id))[-1]["state"] == "cancelled"


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(("method", "path"), [("GET", f"/train/{NOBODY}"), ("POST", f"/train/{NOBODY}/cancel")])
def test_an_unknown_training_is_told(owner: Owner, method: str, path: str) -> None:
    status, answer = owner.ask(method, path)
    assert (status, answer["error"]["code"]) == (404, "unknown_run")
