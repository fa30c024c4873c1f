"""The whole command line: the model's verbs, and `serve` and `doctor`."""

import os

import click

from model.cli import FriendlyGroup
from model.cli import main as model_commands


@click.group(cls=FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cuifa")
def main() -> None:
    """Read why a seller does not ship, and answer."""


for _name, _command in model_commands.commands.items():
    main.add_command(_command, _name)


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
    from model.errors import CuifaError
    from server.doctor import examine

    faults = 0
    for finding in examine():
        click.echo(
            f"{'ok   ' if finding.ok else 'FAULT'} {finding.what}" + (f"\n      {finding.mend}" if finding.mend else "")
        )
        faults += not finding.ok
    if faults:
        raise CuifaError(f"{faults} found; mend them from the top")
