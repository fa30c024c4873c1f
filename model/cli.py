"""The model's own verbs: `train`, `classify`, `evaluate`, `models`, `data`; thin over the library."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from model.errors import CuifaError


class FriendlyGroup(click.Group):
    """A group whose commands end a `CuifaError` with exit code 1 and its sentence on standard error."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; broken pipes and interruptions end quietly."""
        try:
            return super().invoke(ctx)
        except CuifaError as error:
            click.echo(f"cuifa: {error}", err=True)
            sys.exit(1)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(0)


@click.group(cls=FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cuifa")
def main() -> None:
    """Read why a seller does not ship (the model's part of cuifa)."""


@contextmanager
def stage_bar(rounds: int | None = None) -> Iterator[Callable[[str], None]]:
    """Show training's stages as a bar on standard error; silent where that is no terminal."""
    from tqdm import tqdm

    from model.release import stages
    from model.training import FOLDS

    names = stages(rounds or FOLDS)
    with tqdm(total=len(names), bar_format="training {bar} {n_fmt}/{total_fmt} {desc} {elapsed}", disable=None) as bar:

        def progress(stage: str) -> None:
            bar.n = names.index(stage)
            bar.set_description_str(stage)

        yield progress
        bar.n = bar.total
        bar.set_description_str("done")


def load_classifier() -> Any:
    """Load the active model as a Classifier."""
    from model.classifier import Classifier
    from model.registry import Registry

    compiled, manifest = Registry().load()
    return Classifier(compiled, manifest.calibration, manifest.version)


@main.command()
@click.argument("file", default="-")
@click.option("-o", "--out", type=click.Path(dir_okay=False), help="Write here instead of standard output.")
def classify(file: str, out: str | None) -> None:
    """Read messages from FILE (JSONL, CSV, Parquet or plain lines; - is standard input), one JSON line each."""
    from tqdm import tqdm

    from model import files

    classifier = load_classifier()
    name, stream = files.open_input(file)
    with stream:
        messages = list(files.read(name, stream))
    with click.open_file(out or "-", "w", encoding="utf-8", atomic=bool(out)) as sink:
        for text, now in tqdm(messages, unit=" messages", disable=None):
            files.write(classifier.read(text, now, all_seller=True), text, sink)


@main.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of labelled messages.")
def train(data: Path | None) -> None:
    """Validate the labelled messages, cross-validate, fit, report; activate unless the model reads worse."""
    from model import data as labelled
    from model.registry import REPORT, Registry
    from model.release import release

    examples = labelled.load(data or labelled.FOLDER)
    registry = Registry()
    with stage_bar() as progress:
        done = release(registry, examples, progress)
    figures = ", ".join(f"{name} {value:.3f}" for name, value in done.summary.items())
    click.echo(f"{done.version}: F1 on voices left out: {figures}", err=True)
    click.echo(f"report: {registry.path(done.version, REPORT)}", err=True)
    if done.objections:
        raise CuifaError(
            f"the gate keeps {done.version} a candidate: {'; '.join(done.objections)}; "
            f"to use it all the same, run `cuifa models activate {done.version}`"
        )
    click.echo(f"active: {done.version}", err=True)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print every figure as JSON.")
def evaluate(file: Path, as_json: bool) -> None:
    """Score the active model on a labelled JSONL file, beside simple baselines."""
    from model import data as labelled
    from model.errors import DataError
    from model.scoring import compare

    found, problems = labelled.read(file)
    if problems:
        raise DataError("\n".join(str(problem) for problem in problems[:10]))
    if not found:
        raise DataError(f"{file} holds no labelled message")
    result = compare([example for _, example in found])
    click.echo(json.dumps(result.to_json(), ensure_ascii=False, indent=1) if as_json else result.to_text())


@main.group()
def models() -> None:
    """List, activate and roll back model versions."""


@models.command("list")
def list_models() -> None:
    """List the versions, oldest first; * marks the one that answers."""
    from model.registry import Registry

    registry = Registry()
    active = registry.active()
    for version in registry.versions():
        sets = registry.manifest(version).metrics["sets"]
        figures = "  ".join(f"{name} {score['f1']:.3f}" for name, score in sets.items())
        click.echo(f"{'*' if version == active else ' '} {version}  {figures}")


@models.command()
@click.argument("version")
def activate(version: str) -> None:
    """Let VERSION answer."""
    from model.registry import Registry

    Registry().activate(version)
    click.echo(f"active: {version}", err=True)


@models.command()
def rollback() -> None:
    """Let the version before the active one answer again."""
    from model.registry import Registry

    click.echo(f"active: {Registry().rollback()}", err=True)


@main.group()
def data() -> None:
    """Look after the labelled messages."""


@data.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
def check(folder: Path | None) -> None:
    """Check labelled messages: every bad record with file, line and reason, then the counts.

    Without FOLDER these are the project's own, which must also reach the floors of training_data/README.md.
    """
    from model import data as labelled
    from model import drafts

    examples, found = labelled.check(folder or labelled.FOLDER)
    problems = [*map(str, found), *([] if folder else labelled.shortfalls(examples))]
    for problem in problems:
        click.echo(problem, err=True)
    for name, counter in labelled.counts(examples).items():
        if name == "group":
            click.echo(f"groups: {len(counter)}")
        else:
            click.echo(f"{name}: " + ", ".join(f"{label} {count}" for label, count in counter.most_common()))
    click.echo(f"messages: {len(examples)}")
    if not folder:
        click.echo(f"drafts: {len(drafts.load())}")
    if problems:
        raise CuifaError(f"{len(problems)} problems must be mended")
