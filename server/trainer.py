"""Trains on record: in a process of its own for the owner's page, which outlives the server, or for the command line.

Whoever holds the store's one slot trains. A process that lost it, because it was silent for too long, stops before its
next stage and activates nothing.
"""

import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from model.errors import Cancelled, CuifaError
from model.registry import Registry
from server.config import Config
from server.store import Store, StoreUnavailable, open_store
from server.store.runs import CANCELLED
from server.store.tables import Run

if TYPE_CHECKING:
    from model.release import Progress, Release

LOG = "training.log"
"""Holds what the last training's process wrote to its standard error."""
_EVERY = 1.0
"""Seconds between two signs of life."""
_NEW_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""So that on Windows, too, Ctrl+C ends the server alone."""


def start(config: Config, run: Run) -> None:
    """Start a process that trains for a run.

    Raises:
        OSError: it cannot be started.
    """
    config.home.mkdir(parents=True, exist_ok=True)
    with open(os.open(config.home / LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as log:
        process = subprocess.Popen(  # noqa: S603 - this very program; -P: not what lies in the folder it runs in
            [sys.executable, "-P", "-m", "server.trainer", run.id],
            env=config.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
            creationflags=_NEW_GROUP,
        )
    threading.Thread(target=process.wait, daemon=True).start()  # leaves no zombie behind


def train(
    store: Store,
    run: Run,
    config: Config,
    progress: "Progress" = lambda *_: None,
) -> "Release":
    """Train on the labelled messages and the accepted corrections, and write in the store how it goes and ends.

    Raises:
        Cancelled: somebody asked for it, or the run was taken for dead.
        CuifaError: what `release` raises.
        StoreUnavailable: the store cannot be used.
    """
    try:
        with _living(store, run) as beat:
            done = _release(store, run, config, beat, progress)
    except (Cancelled, KeyboardInterrupt):
        store.runs.end(run.id, "cancelled", CANCELLED)
        raise
    except StoreUnavailable as error:
        store.runs.end(run.id, "failed", f"the database could not be used: {error}")
        raise
    except CuifaError as error:
        store.runs.end(run.id, "failed", str(error))
        raise
    except Exception as error:
        store.runs.end(run.id, "failed", f"internal: {type(error).__name__}")
        raise
    told, passed = done.verdict.paragraph, done.verdict.passed
    store.runs.end(run.id, "done", told, progress=1.0, version=done.version, activated=passed)
    return done


def _release(store: Store, run: Run, config: Config, beat: Callable[..., bool], progress: "Progress") -> "Release":
    from model import causes
    from model import data as labelled
    from model.release import release, stages

    def enter(stage: str, done: int, total: int) -> None:
        beat(stage=stage, progress=done / total)
        progress(stage, done, total)

    beat(state="running", stages=stages())
    return release(
        Registry(config.home / "models", lambda activation: store.activations.add(activation, run.who, run.id)),
        labelled.load(config.data or labelled.FOLDER),
        enter,
        corrections=store.runs.accepted(),
        causes=causes.load(config.home),
        cancelled=lambda: not beat(),
        keep=config.keep,
    )


@contextmanager
def _living(store: Store, run: Run) -> Iterator[Callable[..., bool]]:
    """Say every second that the run lives; give what says so, with news, and tells whether the run may go on."""
    over = threading.Event()

    def beat(**told: Any) -> bool:
        with suppress(StoreUnavailable):  # it may come back; before it has, nothing is activated
            return store.runs.beat(run.id, **told)
        return True

    def live() -> None:
        while not over.wait(_EVERY):
            beat()

    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    try:
        yield beat
    finally:
        over.set()
        thread.join()


def main(id: str) -> int:
    """Train for the run of this id; what comes of it is in the store."""
    config = Config()
    store = open_store(config.home, config.database_url)
    run = store.runs.get(id)
    if run is None:
        raise CuifaError(f"there is no training {id}")
    try:
        train(store, run, config)
    except CuifaError as error:
        click.echo(error, err=True)
        return 1
    except Exception as error:
        # neither its message nor its arguments: they may hold what somebody wrote
        click.echo("".join([*traceback.format_tb(error.__traceback__), type(error).__name__]), err=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
