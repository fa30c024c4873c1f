"""Trainings in the store: one at a time, whoever asks, and none that its process has left."""

import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, update

from model import registry
from model.errors import Cancelled
from server.store import Store, TrainingGoesOn, open_store
from server.store.database import address
from server.store.runs import SILENT
from server.store.tables import Run, now

ACTIVATION = registry.Activation("20261123-100000-abcdef12", None, "train")


@pytest.fixture
def store(url: str, tmp_path: Path) -> Store:
    return open_store(tmp_path / "home", url)


def silence(url: str) -> None:
    """Let as much time pass as makes a run's process be taken for dead."""
    engine = create_engine(address(url))
    with engine.begin() as connection:
        connection.execute(update(Run).values(seen_at=now() - SILENT - timedelta(seconds=1)))
    engine.dispose()


def test_a_second_run_is_refused_and_the_first_one_named(store: Store) -> None:
    first = store.runs.begin("owner")
    with pytest.raises(TrainingGoesOn, match=f"{first.id}, begun by owner") as told:
        store.runs.begin("someone")
    assert told.value.run.id == first.id
    assert [run.id for run in store.runs.latest()] == [first.id]


def test_of_many_that_begin_at_once_one_does(store: Store) -> None:
    together, begun, refused = threading.Barrier(6), [], []

    def begin() -> None:
        together.wait()
        try:
            begun.append(store.runs.begin("owner").id)
        except TrainingGoesOn as error:
            refused.append(error.run.id)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(begun) == 1
    assert refused == begun * 5


BEGINS = """
import pathlib, sys
from server.store import open_store
store = open_store(pathlib.Path(sys.argv[1]), sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
try:
    print("begun", store.runs.begin("owner").id)
except Exception as error:
    print(type(error).__name__, error.run.id)
"""


def test_of_two_processes_that_open_an_empty_database_and_begin_one_does(url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", BEGINS, str(tmp_path), url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, **pipes) for _ in range(2)]
    assert [process.stdout.readline() for process in processes] == ["ready\n"] * 2
    answers = [process.communicate("go\n", timeout=60) for process in processes]
    assert [faults for _, faults in answers] == [""] * 2
    one, other = sorted(said.split() for said, _ in answers)
    assert (one[0], other[0]) == ("TrainingGoesOn", "begun")
    assert one[1] == other[1]


def test_a_run_that_ended_lets_the_next_one_begin(store: Store) -> None:
    first = store.runs.begin("owner")
    store.runs.end(first.id, "done", "The candidate may answer.", version="v", activated=True)
    second = store.runs.begin("owner")
    assert [(run.id, run.state) for run in store.runs.latest()] == [(second.id, "queued"), (first.id, "done")]
    ended = store.runs.get(first.id)
    assert ended and ended.ended_at and ended.ended_at.tzinfo
    assert (ended.told, ended.version, ended.activated) == ("The candidate may answer.", "v", True)


def test_where_a_run_stands_is_told(store: Store) -> None:
    run = store.runs.begin("owner")
    assert store.runs.beat(run.id, state="running", stages=["words", "fit"])
    assert store.runs.beat(run.id, stage="fit", progress=0.5)
    found = store.runs.get(run.id)
    assert found and (found.state, found.stages, found.stage, found.progress) == (
        "running",
        ["words", "fit"],
        "fit",
        0.5,
    )


def test_a_run_that_is_asked_to_stop_lives_until_it_does_so(store: Store) -> None:
    run = store.runs.begin("owner")
    asked = store.runs.cancel(run.id)
    assert asked and asked.cancelling and asked.state == "queued"
    assert not store.runs.beat(run.id)
    store.runs.end(run.id, "cancelled", "stopped")
    ended = store.runs.cancel(run.id)
    assert ended and ended.state == "cancelled" and not ended.cancelling


def test_a_run_that_nobody_knows_is_none(store: Store) -> None:
    assert store.runs.get("nope") is None and store.runs.cancel("nope") is None and not store.runs.beat("nope")
    assert store.runs.going() is None


def test_a_run_that_fell_silent_is_marked_and_the_next_one_begins(store: Store, url: str) -> None:
    run = store.runs.begin("owner")
    silence(url)
    found = store.runs.get(run.id)
    assert found and found.state == "interrupted" and found.ended_at and "cut short" in str(found.told)
    assert store.runs.begin("owner").id != run.id


def test_a_run_that_was_taken_for_dead_neither_goes_on_nor_activates_nor_ends(store: Store, url: str) -> None:
    late = store.runs.begin("owner")
    silence(url)
    next_one = store.runs.begin("owner")
    assert not store.runs.beat(late.id, stage="report")
    with pytest.raises(Cancelled, match="cut short"):
        store.activations.add(ACTIVATION, "owner", late.id)
    store.runs.end(late.id, "done", "The candidate may answer.")
    found = store.runs.get(late.id)
    assert found and (found.state, found.stage) == ("interrupted", None)
    assert store.activations.latest() == []
    assert store.runs.beat(next_one.id)


def test_a_run_that_was_asked_to_stop_activates_nothing(store: Store) -> None:
    run = store.runs.begin("owner")
    store.runs.cancel(run.id)
    with pytest.raises(Cancelled, match="was cancelled"):
        store.activations.add(ACTIVATION, "owner", run.id)
    assert store.activations.latest() == []


def test_activations_are_told_the_newest_first(store: Store) -> None:
    run = store.runs.begin("maria")
    store.activations.add(ACTIVATION, "maria", run.id)
    store.activations.add(registry.Activation("b", "a", "activate", "I looked at them"), "owner")
    told = [(a.version, a.before, a.how, a.overruled, a.who) for a in store.activations.latest()]
    assert told == [
        ("b", "a", "activate", "I looked at them", "owner"),
        (ACTIVATION.version, None, "train", None, "maria"),
    ]
    assert all(a.at.tzinfo for a in store.activations.latest())
    found = store.runs.get(run.id)
    assert found and (found.version, found.activated) == (ACTIVATION.version, True)


def test_accepted_corrections_alone_are_learned_in_a_set_order(store: Store) -> None:
    for id, status in (("b", "accepted"), ("c", "pending"), ("a", "accepted")):
        store.corrections.keep(id, text="没货了", cause="out_of_stock", tactics=[], status=status)
    found = store.runs.accepted()
    assert [(one.id, one.cause, one.tone, one.tactics) for one in found] == [
        ("a", "out_of_stock", None, ()),
        ("b", "out_of_stock", None, ()),
    ]
