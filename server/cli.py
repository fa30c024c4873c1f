"""The whole command line: the model's verbs, and `serve` and `doctor`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from model.cli import FriendlyGroup, stage_bar, tell, trains
from model.cli import main as model_commands
from model.errors import CuifaError

if TYPE_CHECKING:
    from model.registry import Activation, Registry


def _registry() -> "Registry":
    """Open the registry whose activations are on record in the store."""
    from model.registry import Registry
    from server.config import Config
    from server.record import account, recording

    config = Config()
    record = recording(config, account())

    def told(activation: "Activation") -> None:
        with _store_faults():
            record(activation)

    return Registry(config.home / "models", told)


@contextmanager
def _store_faults() -> Iterator[None]:
    """Make a sentence of a fault of the store."""
    from server.store import StoreUnavailable

    try:
        yield
    except StoreUnavailable as error:
        raise CuifaError(f"the database cannot be used ({error}); run `cuifa doctor`") from error


@click.group(cls=FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"], "obj": _registry})
@click.version_option(package_name="cuifa")
def main() -> None:
    """Read why a seller does not ship, and answer."""


for _name, _command in model_commands.commands.items():
    main.add_command(_command, _name)


@main.command()
@trains
def train(data: Path | None, keep: int | None) -> None:
    """Validate the labelled messages, cross-validate, fit, report; activate if the gate lets the candidate pass.

    Accepted corrections are learned, too. The owner's page shows how it goes, and no second training runs meanwhile.
    """
    from model.registry import Registry
    from server.config import Config
    from server.record import account
    from server.store import open_store
    from server.trainer import train as train_on_record

    config = Config()
    config = replace(config, data=data or config.data, keep=keep or config.keep)
    with _store_faults():
        store = open_store(config.home, config.database_url)
        run = store.runs.begin(account())
        with stage_bar() as progress:
            done = train_on_record(store, run, config, progress)
    tell(done, Registry(config.home / "models"))


@main.command()
@click.option("--host", help="Address to listen on; 127.0.0.1 by default, so that only this computer can ask.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; 8765 by default.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer.")
def serve(host: str | None, port: int | None, workers: int) -> None:
    """Start the service; the first start trains a model."""
    from server.config import Config
    from server.serve import run

    if host:
        os.environ["CUIFA_HOST"] = host  # the workers read their settings from the environment
    if port:
        os.environ["CUIFA_PORT"] = str(port)
    run(Config(), workers)


@main.command()
def doctor() -> None:
    """Check an installation: what is wrong, and how to mend it."""
    from server.doctor import examine

    faults = 0
    for finding in examine():
        click.echo(
            f"{'ok   ' if finding.ok else 'FAULT'} {finding.what}" + (f"\n      {finding.mend}" if finding.mend else "")
        )
        faults += not finding.ok
    if faults:
        raise CuifaError(f"{faults} found; mend them from the top")
