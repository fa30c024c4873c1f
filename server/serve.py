"""Starts the service: checks the port and the model, trains at first, then hands over to granian."""

import json
import multiprocessing
import socket
import sys
import threading
import time
import urllib.request
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces

from model.cli import stage_bar
from model.errors import CuifaError, ModelMissing
from model.registry import Registry
from server.config import STREAMS, Config
from server.record import account, recording
from server.token import link

_READY_WITHIN = 60
_THREADS = 4 + STREAMS
"""Threads of a worker: reading holds the interpreter, more than four would only wait for each other; and those that
wait for the news of a training must not keep readers waiting."""
_EXTENSION = Path(__file__).resolve().parent.parent / "extension"


def build() -> object:
    """Build the app inside a worker process, from the environment that `run` set."""
    from server.app import create_app, warm_up

    return warm_up(create_app())


def run(config: Config, workers: int) -> None:
    """Serve until interrupted.

    Raises:
        CuifaError: the port is taken, the data cannot be trained on, or the active model cannot be used.
    """
    base = f"http://{config.host}:{config.port}"
    _check_port(config)
    _check_model(config)
    multiprocessing.set_start_method("spawn", force=True)  # a fork would copy the announcer's locks as they stand
    threading.Thread(target=_announce, args=(config, base), daemon=True).start()
    Granian(
        "server.serve:build",
        factory=True,
        interface=Interfaces.WSGI,
        address=config.host,
        port=config.port,
        workers=workers,
        blocking_threads=_THREADS,
        log_access=False,
        log_level="warning",  # type: ignore[arg-type]
    ).serve()


def _check_port(config: Config) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            if _health(f"http://{config.host}:{config.port}"):
                raise CuifaError(f"cuifa already runs on port {config.port}; use it, or start with --port") from error
            raise CuifaError(
                f"{config.host}:{config.port} cannot be used ({error.strerror}); end the program that holds the port, "
                f"or start on another one: cuifa serve --port {config.port + 1}"
            ) from error


def _check_model(config: Config) -> None:
    """Make sure that a usable model is active; train one where there is none at all."""
    registry = Registry(config.home / "models", recording(config, account()))
    active = registry.active()
    if active:
        registry.verify(active)
        return
    if registry.versions():
        raise ModelMissing("no model is active; see `cuifa models list` and choose one with `cuifa models activate`")
    click.echo("First start: training the model (once, half a minute at most).", err=True)
    from model import data
    from model.release import release

    with stage_bar(rounds=1) as progress:
        release(registry, data.load(config.data or data.FOLDER), progress, rounds=1)


def _health(base: str) -> bool:
    """Say whether our own service answers there."""
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=2) as answer:  # noqa: S310 - our own http address
            return bool(json.load(answer).get("service") == "cuifa")
    except (OSError, ValueError):
        return False


def _announce(config: Config, base: str) -> None:
    """Wait until the service answers, then say what to do next."""
    until = time.monotonic() + _READY_WITHIN
    while time.monotonic() < until:
        if _health(base):
            click.echo(
                f"\nCuifa is ready: {base}\n\n"
                f"1. Open chrome://extensions (edge://extensions), switch on developer mode,\n"
                f"   choose “Load unpacked” and pick this folder:\n   {_EXTENSION}\n"
                f"2. Open the extension, paste the seller's message, press Ctrl+Enter.\n\n"
                f"Owner's page (keep this link to yourself): {link(config.home, base)}\n"
                f"Ctrl+C stops.",
            )
            sys.stdout.flush()
            return
        time.sleep(0.05)
