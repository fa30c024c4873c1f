"""A training on record: what comes of it stands in the store, however it ends."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from model import baselines, drafts
from model.data import Example
from model.errors import Cancelled, DataError
from model.registry import Registry
from model.release import stages
from server import trainer
from server.cli import main
from server.config import Config
from server.record import account
from server.serve import _check_model as check_model
from server.store import FILE, Store, open_store
from server.store.tables import Run
from tests.small import quickly, write_few
from tests.versions import second_version

LEARNED = "小仓这几天停电，灯一亮就给您安排"


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory, examples: list[Example]) -> Path:
    return write_few(examples, tmp_path_factory.mktemp("few") / "messages")


@pytest.fixture
def config(home: Path, messages: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Settings with which a training takes seconds."""
    some = drafts.load()[::32]
    monkeypatch.setattr(drafts, "load", lambda: some)
    monkeypatch.setattr(baselines, "fasttext", lambda *_: None)
    monkeypatch.setenv("LOKY_MAX_CPU_COUNT", "1")
    monkeypatch.setenv("CUIFA_DATA", str(messages))
    return Config(home=home)


@pytest.fixture
def store(config: Config) -> Store:
    return open_store(config.home)


def only_run(store: Store) -> Run:
    (run,) = store.runs.latest()
    return run


def silence(home: Path) -> None:
    """Let as much time pass as makes a run's process be taken for dead."""
    connection = sqlite3.connect(home / FILE)
    with connection:
        connection.execute("update training_runs set seen_at = '2000-01-01 00:00:00.000000' where slot = 1")
    connection.close()


def test_the_command_line_trains_on_record(
    runner: CliRunner, config: Config, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    store = open_store(config.home, url)
    store.corrections.keep("c1", text=LEARNED, cause="shop_issue", stance="delay", status="accepted")
    store.corrections.keep("c2", text="滚", tone="hostile", status="pending")
    ended = runner.invoke(main, ["train"])
    assert ended.exit_code == 0, ended.stderr
    registry = Registry(config.home / "models")
    run, version = only_run(store), registry.active()
    assert (run.state, run.version, run.activated, run.progress, run.who) == ("done", version, True, 1.0, account())
    assert run.stages == stages() and run.stage == stages()[-1] and run.ended_at
    assert run.told and run.told in ended.stderr
    assert registry.manifest(str(version)).data["corrections"] == 1
    (activation,) = store.activations.latest()
    assert (activation.version, activation.how, activation.who) == (version, "train", account())
    assert registry.activations() == []


def test_the_first_start_of_the_server_is_on_record_too(config: Config, store: Store) -> None:
    check_model(config)
    (activation,) = store.activations.latest()
    assert activation.version == Registry(config.home / "models").active() and activation.before is None


def test_a_first_start_needs_no_store(config: Config) -> None:
    (config.home / FILE).mkdir(parents=True)
    check_model(config)
    assert Registry(config.home / "models").active()


def test_the_command_line_names_the_training_that_runs_already(runner: CliRunner, config: Config, store: Store) -> None:
    going = store.runs.begin("owner")
    ended = runner.invoke(main, ["train"])
    assert ended.exit_code == 1
    assert going.id in ended.stderr and "begun by owner" in ended.stderr
    assert only_run(store).id == going.id


def test_what_cannot_be_trained_on_is_told_in_a_sentence(
    runner: CliRunner, config: Config, store: Store, tmp_path: Path
) -> None:
    ended = runner.invoke(main, ["train", "--data", str(tmp_path)])
    run = only_run(store)
    assert (ended.exit_code, run.state) == (1, "failed")
    assert "holds no *.jsonl file" in str(run.told) and str(run.told) in ended.stderr


def test_without_the_store_nothing_is_trained(runner: CliRunner, config: Config) -> None:
    (config.home / FILE).mkdir(parents=True)
    ended = runner.invoke(main, ["train"])
    assert ended.exit_code == 1
    assert "the database cannot be used" in ended.stderr and "cuifa doctor" in ended.stderr


def failing(error: BaseException) -> Callable[[Store, Run, Config], None]:
    def happen(*_: object) -> None:
        raise error

    return happen


def asked_to_stop(store: Store, run: Run, _: Config) -> None:
    store.runs.cancel(run.id)


def taken_for_dead(store: Store, run: Run, config: Config) -> None:
    silence(config.home)
    assert store.runs.get(run.id)


@pytest.mark.parametrize(
    ("happens", "raised", "state", "told"),
    [
        (asked_to_stop, Cancelled, "cancelled", "was cancelled"),
        (taken_for_dead, Cancelled, "interrupted", "cut short"),
        (failing(KeyboardInterrupt()), KeyboardInterrupt, "cancelled", "was cancelled"),
        (failing(DataError("messages.jsonl:1: lacks text")), DataError, "failed", "messages.jsonl:1: lacks text"),
        (failing(RuntimeError("打13800138000")), RuntimeError, "failed", "internal: RuntimeError"),
    ],
)
def test_what_ends_a_training_is_on_record_and_nothing_is_kept(
    config: Config, store: Store, happens: Callable[[Store, Run, Config], None], raised: type, state: str, told: str
) -> None:
    run = store.runs.begin("owner")
    reached: list[str] = []

    def progress(stage: str, *_: int) -> None:
        reached.append(stage)
        if stage == "fold 2":
            happens(store, run, config)

    with pytest.raises(raised):
        trainer.train(store, run, config, progress)
    assert reached == ["words", "fold 1", "fold 2"]
    ended = only_run(store)
    assert (ended.state, ended.slot, ended.version) == (state, None, None)
    assert told in str(ended.told)
    assert Registry(config.home / "models").versions() == []
    assert store.runs.begin("owner")


def test_a_training_taken_for_dead_at_its_very_end_activates_nothing(config: Config, store: Store) -> None:
    run = store.runs.begin("owner")
    registry = Registry(config.home / "models")

    def progress(stage: str, *_: int) -> None:
        if stage == "report":
            taken_for_dead(store, run, config)
            store.runs.begin("another")

    with pytest.raises(Cancelled):
        trainer.train(store, run, config, progress)
    assert len(registry.versions()) == 1 and registry.active() is None
    assert [run.state for run in store.runs.latest()] == ["queued", "interrupted"]


KILLED = """
import os, signal, sqlite3, sys
from model import drafts
from model.registry import Registry
from model.release import stages

some = drafts.load()[::32]
drafts.load = lambda: some

from server import trainer
from server.config import Config
from server.store import FILE, open_store

config = Config()
store, registry = open_store(config.home), Registry(config.home / "models")

def die(*_): os.kill(os.getpid(), signal.SIGKILL)

def run(moment=None):
    return trainer.train(store, store.runs.begin("owner"), config, lambda stage, *_: stage == moment and die())

first = run().version
for moment in [*stages(), "activation"]:
    child = os.fork()
    if not child:
        if moment == "activation":
            Registry._point = die
        run(moment)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), moment
    left = store.runs.latest(1)[0]
    assert (left.state, left.stage) == ("running", stages()[-1] if moment == "activation" else moment)
    database = sqlite3.connect(config.home / FILE)
    database.execute("update training_runs set seen_at = '2000-01-01 00:00:00.000000' where slot = 1")
    database.commit()
    assert database.execute("pragma integrity_check").fetchall() == [("ok",)], moment
    database.close()
    assert store.runs.get(left.id).state == "interrupted", moment
    assert registry.active() == first, moment
    registry.load()
done = run()
assert done.verdict.passed and registry.active() == done.version
print([run.state for run in store.runs.latest()].count("interrupted"), len(registry.versions()))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_killed_at_any_stage_the_store_is_whole_and_the_next_run_works(
    home: Path, examples: list[Example], tmp_path: Path
) -> None:
    environment = os.environ | quickly(examples, tmp_path / "quick")
    ended = subprocess.run([sys.executable, "-c", KILLED], env=environment, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == f"{len(stages()) + 1} 3\n"  # one version was kept and not put in place


@pytest.fixture
def two_versions(trained_home: Path, config: Config) -> Registry:
    """Two versions, the first one active."""
    shutil.copytree(trained_home / "models", config.home / "models")
    return second_version(config.home / "models")[0]


def test_who_activates_on_the_command_line_is_on_record(
    runner: CliRunner, store: Store, two_versions: Registry
) -> None:
    first, second = two_versions.versions()
    before = two_versions.activations()
    for command in (["activate", second], ["rollback"]):
        assert runner.invoke(main, ["models", *command]).exit_code == 0
    told = [(one.how, one.before, one.version, one.who) for one in store.activations.latest()]
    assert told == [("rollback", second, first, account()), ("activate", first, second, account())]
    assert two_versions.activations() == before


def test_a_rollback_works_without_the_store_and_an_activation_does_not(
    runner: CliRunner, config: Config, two_versions: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = two_versions.versions()
    two_versions.activate(second)
    (config.home / FILE).mkdir()
    assert runner.invoke(main, ["models", "rollback"]).exit_code == 0
    assert two_versions.active() == first
    assert "is not on record" in caplog.text
    refused = runner.invoke(main, ["models", "activate", second])
    assert refused.exit_code == 1 and "the database cannot be used" in refused.stderr
    assert two_versions.active() == first


def test_the_process_of_a_training_is_told_all_settings(config: Config) -> None:
    told = replace(config, database_url="sqlite:///x.db", keep=3).environment()
    names = ("CUIFA_HOME", "DATABASE_URL", "CUIFA_KEEP_MODELS", "CUIFA_DATA")
    assert [told[name] for name in names] == [str(config.home), "sqlite:///x.db", "3", str(config.data)]
