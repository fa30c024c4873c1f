"""The model's own verbs: `train`, `classify`, `evaluate`, `models`, `data`; thin over the library."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from model.errors import CuifaError, GateClosed
from model.records import FORMS, Form

if TYPE_CHECKING:
    from model.registry import Registry
    from model.release import Release


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
def stage_bar(rounds: int | None = None) -> Iterator[Callable[[str, int, int], None]]:
    """Show training's stages as a bar on standard error; silent where that is no terminal."""
    from tqdm import tqdm

    from model.release import stages
    from model.training import FOLDS

    names = stages(rounds or FOLDS)
    with tqdm(total=len(names), bar_format="training {bar} {n_fmt}/{total_fmt} {desc} {elapsed}", disable=None) as bar:

        def progress(stage: str, done: int, total: int) -> None:
            bar.n, bar.total = done, total
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


def own_causes() -> Any:
    """Read the owner's own causes, and let files name them."""
    from model import causes, labels
    from model.registry import home

    own = causes.load(home())
    labels.offer(own)
    return own


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


def trains(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of one that trains."""
    folder = click.Path(path_type=Path, file_okay=False)
    command = click.option("--data", type=folder, envvar="CUIFA_DATA", help="Folder of labelled messages.")(command)
    return click.option(
        "--keep",
        type=click.IntRange(min=1),
        envvar="CUIFA_KEEP_MODELS",
        help="Versions to keep; the active one and the one before always are. 10 by default.",
    )(command)


@main.command()
@trains
@click.option("--corrections", "corrected", type=click.Path(path_type=Path), help="File of accepted corrections.")
def train(data: Path | None, keep: int | None, corrected: Path | None) -> None:
    """Validate the labelled messages, cross-validate, fit, report; activate if the gate lets the candidate pass.

    A line of the corrections' file is JSON with `text` and any of the four labels.
    """
    from model import corrections
    from model import data as labelled
    from model.registry import KEEP, Registry
    from model.release import release

    registry, own = Registry(), own_causes()
    accepted = corrections.read(corrected) if corrected else []
    examples = labelled.load(data or labelled.FOLDER)
    with stage_bar() as progress:
        done = release(registry, examples, progress, corrections=accepted, causes=own, keep=keep or KEEP)
    tell(done, registry)


def tell(done: "Release", registry: "Registry") -> None:
    """Say what came of a training.

    Raises:
        GateClosed: the version stays a candidate.
    """
    from model.registry import REPORT

    figures = ", ".join(f"{name} {value:.3f}" for name, value in done.summary.items())
    click.echo(f"{done.version}: F1 on voices left out: {figures}", err=True)
    click.echo(f"report: {registry.path(done.version, REPORT)}", err=True)
    if not done.verdict.passed:
        raise GateClosed(
            f"{done.verdict.paragraph} {done.version} stays a candidate; to use it all the same, run "
            f'`cuifa models activate {done.version} --overrule "why"`'
        )
    click.echo(f"{done.verdict.paragraph}\nactive: {done.version}", err=True)


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


def _registry() -> "Registry":
    """Open the registry: the one of the service, which records in its store, where its command line runs this."""
    from model.registry import Registry

    opened: Registry = (click.get_current_context().obj or Registry)()
    return opened


@models.command("list")
def list_models() -> None:
    """List the versions, oldest first; * marks the one that answers."""
    from model.registry import Registry

    registry = Registry()
    active = registry.active()
    for version in registry.versions():
        manifest = registry.manifest(version)
        figures = "  ".join(f"{name} {score['f1']:.3f}" for name, score in manifest.metrics["sets"].items())
        held = "" if manifest.gate["passed"] else "  not passed by the gate"
        click.echo(f"{'*' if version == active else ' '} {version}  {figures}{held}")


@models.command()
@click.argument("version")
@click.option("--overrule", metavar="WHY", help="Use a version that the gate did not let pass; the reason is recorded.")
def activate(version: str, overrule: str | None) -> None:
    """Let VERSION answer."""
    _registry().activate(version, overrule)
    click.echo(f"active: {version}", err=True)


@models.command()
def rollback() -> None:
    """Let the version before the active one answer again."""
    click.echo(f"active: {_registry().rollback()}", err=True)


@main.group()
def data() -> None:
    """Look after the labelled messages."""
    own_causes()


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


def _writes_file(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of one that writes a file."""
    out = click.Path(path_type=Path, dir_okay=False)
    command = click.option("--force", is_flag=True, help="Replace OUT where it exists.")(command)
    return click.option("-o", "--out", type=out, help="Write here instead of standard output.")(command)


def _refuse_existing(out: Path | None, force: bool) -> None:
    if out and out.exists() and not force:
        raise CuifaError(f"{out} exists; choose another name, or replace it with --force")


def _deliver(raw: bytes, out: Path | None) -> None:
    """Write to standard output, or a file whole or not at all."""
    if not out:
        click.echo(raw, nl=False)
        return
    try:
        with click.open_file(str(out), "wb", atomic=True) as sink:
            sink.write(raw)
    except OSError as error:
        raise CuifaError(f"{out} cannot be written: {error.strerror}") from error


@data.command("import")
@click.argument("names", metavar="FILE...", nargs=-1, required=True)
@_writes_file
@click.option(
    "--format", "form", type=click.Choice(FORMS), help="The files' form; told by content and name without it."
)
@click.option("--keep-good", is_flag=True, help="Leave bad records out instead of refusing all.")
@click.option("--data", "folder", type=click.Path(path_type=Path, file_okay=False), help="Labelled messages at hand.")
def import_(
    names: tuple[str, ...], out: Path | None, force: bool, form: Form | None, keep_good: bool, folder: Path | None
) -> None:
    """Read labelled messages from each FILE (- is standard input) and write them as JSONL, as training reads them.

    Messages that the project, or the folder of --data, holds already are left out; other labels for them are a fault.
    """
    from model import data as labelled
    from model import files, formats
    from model.sift import sift

    _refuse_existing(out, force)
    known = formats.read_folder(folder or labelled.FOLDER).rows
    read = []
    for name in names:
        shown, stream = files.open_input(name)
        with stream:
            read.append(formats.read(shown, stream.read(), form))
    found = sift(read, known)
    for problem in found.problems:
        click.echo(problem, err=True)
    if found.problems and not (keep_good and found.rows):
        hint = f"; mend them, or keep the {len(found.rows)} good ones with --keep-good" if found.rows else ""
        raise CuifaError(f"{found.bad} bad records, nothing is written{hint}")
    _deliver(formats.write(found.rows), out)
    left_out = {"bad": found.bad, "copies": found.copies, "skipped by their labellers": found.skipped}
    told = [f"{count} {what}" for what, count in left_out.items() if count]
    click.echo(", ".join([f"{len(found.rows)} messages written", *told]), err=True)


@data.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@_writes_file
@click.option(
    "--format", "form", type=click.Choice(FORMS), help="The form to write; told by the name of OUT without it."
)
@click.option("--config", is_flag=True, help="Write the labelling interface of a Label Studio project instead.")
def export(folder: Path | None, out: Path | None, force: bool, form: Form | None, config: bool) -> None:
    """Write the labelled messages of FOLDER, without it the project's own, as one file."""
    from model import data as labelled
    from model import formats
    from model.annotators import label_studio_config

    if config and form not in (None, "label-studio"):
        raise click.UsageError(f"--config is a file of Label Studio, there is none for {form}.")
    _refuse_existing(out, force)
    if config:
        _deliver(label_studio_config().encode(), out)
        return
    found = formats.read_folder(folder or labelled.FOLDER)
    for problem in found.problems:
        click.echo(problem, err=True)
    if found.problems:
        raise CuifaError(f"{len(found.problems)} problems must be mended; nothing is written")
    _deliver(formats.write(found.rows, form or formats.form_of(out)), out)
    click.echo(f"{len(found.rows)} messages written", err=True)
