"""An owner's own causes: one YAML file each in `CUIFA_HOME/causes` (docs/labels.md, own causes)."""

import os
import re
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from model.corrections import Correction
from model.data import same_words, text_flaw
from model.errors import DataError
from model.labels import BUILT_IN, CAUSES, OWN, Label

FOLDER = "causes"
FEWEST_EXAMPLES, MOST_EXAMPLES = 8, 500
LONGEST_NAME, LONGEST_DEFINITION = 12, 100
ID = re.compile(r"[a-z][a-z0-9_]{1,31}")
_KEYS = ("name", "definition", "examples", "advice")


@dataclass(frozen=True, slots=True)
class Cause(Label):
    """A cause that an owner added: sellers' messages that give it, and what its buyers are advised, if anything.

    `advice` is plain data here; the service, which gives advice, says what it holds (`server/advice/own.py`).
    """

    examples: tuple[str, ...] = ()
    advice: dict[str, Any] | None = None


class Flaw(NamedTuple):
    """What is wrong with a cause: the field, the reason, and of examples the number of the one meant (from 1).

    `kind` names the reason for who says it in another language: `form`, `taken`, `length`, `count`, `text`, `same`.
    """

    field: str
    kind: str
    reason: str
    number: int | None = None

    def __str__(self) -> str:
        return f"{self.field}{'' if self.number is None else f' {self.number}'}: {self.reason}"


class Damaged(NamedTuple):
    """A file that holds no usable cause, and why."""

    file: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.reason}"


def flaws(cause: Cause, others: Iterable[Label] = ()) -> Iterator[Flaw]:
    """Say what is wrong with a cause; its advice is not looked at.

    Args:
        cause: as it was written; nothing is taken for granted but that the fields are of their types.
        others: the owner's other causes.
    """
    if not ID.fullmatch(cause.id):
        yield Flaw("id", "form", "must be 2 to 32 of a-z, 0-9 and _, a letter first")
    if cause.id in (*BUILT_IN["cause"], OWN):
        yield Flaw("id", "taken", "is taken by the program itself")
    for field, text, longest in (
        ("name", cause.name, LONGEST_NAME),
        ("definition", cause.definition, LONGEST_DEFINITION),
    ):
        if not (text.strip() and text.isprintable() and len(text) <= longest):
            yield Flaw(field, "length", f"must be one line of 1 to {longest} characters")
    taken = {word for label in (*CAUSES, *others) if label.id != cause.id for word in (label.id, label.name)}
    if {cause.id, cause.name} & taken:
        yield Flaw("name", "taken", "another cause is called so")
    yield from _example_flaws(cause.examples)


def _example_flaws(examples: Sequence[str]) -> Iterator[Flaw]:
    if not FEWEST_EXAMPLES <= len(examples) <= MOST_EXAMPLES:
        yield Flaw("examples", "count", f"{len(examples)} are given, {FEWEST_EXAMPLES} to {MOST_EXAMPLES} are needed")
    first: dict[str, int] = {}
    for number, text in enumerate(examples, start=1):
        if flaw := text_flaw(text):
            yield Flaw("examples", "text", flaw, number)
        elif (same := first.setdefault(same_words(text), number)) != number:
            yield Flaw("examples", "same", f"the same words as example {same}", number)


def paths(home: Path) -> list[Path]:
    """Find the files of a home."""
    return sorted((home / FOLDER).glob("*.yaml"))


def read(path: Path) -> Cause:
    """Read a cause as it is written; `flaws` says whether it will do.

    Raises:
        DataError: it cannot be read, or a key is missing, unknown or of another type; the text names the mend.
    """
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise DataError(f"cannot be read as YAML: {' '.join(str(error).split())}") from error
    if not isinstance(values, dict):
        raise DataError(f"must hold {', '.join(_KEYS)}, each with its value")
    if stray := [str(key) for key in values if key not in _KEYS]:
        raise DataError(f"unknown {', '.join(stray)}; the keys are {', '.join(_KEYS)}")
    for key in ("name", "definition"):
        if not isinstance(values.get(key), str):
            raise DataError(f"{key} must be a text; write it in quotes")
    examples, advice = values.get("examples"), values.get("advice")
    if not (isinstance(examples, list) and all(isinstance(text, str) for text in examples)):
        raise DataError("examples must be a list of texts, one a line with - before it, in quotes")
    if not (advice is None or isinstance(advice, dict)):
        raise DataError("advice must hold steps, replies and sources; leave it out for general advice")
    return Cause(path.stem, values["name"], values["definition"], tuple(examples), advice)


def check(home: Path) -> tuple[tuple[Cause, ...], list[Damaged]]:
    """Read the own causes of a home: the good ones by id, and what is wrong with the others."""
    good: list[Cause] = []
    problems: list[Damaged] = []
    for path in paths(home):
        try:
            cause = read(path)
        except DataError as error:
            problems.append(Damaged(path.name, str(error)))
            continue
        found = [Damaged(path.name, str(flaw)) for flaw in flaws(cause, good)]
        problems += found
        if not found:
            good.append(cause)
    return tuple(good), problems


def load(home: Path) -> tuple[Cause, ...]:
    """Read the own causes of a home, by id.

    Raises:
        DataError: one will not do; the text names file, key and reason of the first ten.
    """
    good, problems = check(home)
    if problems:
        shown = "\n".join(map(str, problems[:10]))
        raise DataError(f"{home / FOLDER} holds causes that will not do; mend or remove them:\n{shown}")
    return good


def save(home: Path, cause: Cause) -> None:
    """Keep a cause whole or not at all, in place of one with the same id.

    Raises:
        OSError: the home cannot be written.
    """
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    values = {
        "name": cause.name,
        "definition": cause.definition,
        "examples": list(cause.examples),
        **({"advice": cause.advice} if cause.advice else {}),
    }
    text = yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=1_000_000)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as aside:
        file = Path(aside) / "cause"
        file.write_text(text, encoding="utf-8")
        os.replace(file, folder / f"{cause.id}.yaml")


def remove(home: Path, id: str) -> bool:
    """Remove a cause; False where there is none of this id."""
    try:
        (home / FOLDER / f"{id}.yaml").unlink()
    except FileNotFoundError:
        return False
    return True


def taught(causes: Collection[Cause], accepted: Iterable[Correction]) -> list[Correction]:
    """Join what a training is taught beside the labelled messages: the causes' examples, and accepted corrections.

    A correction that names a cause which is no more teaches what else it says.
    """
    known = {*BUILT_IN["cause"], *(cause.id for cause in causes)}
    kept = [one if one.cause is None or one.cause in known else replace(one, cause=None) for one in accepted]
    told = [one for one in kept if any(one.labels(name) is not None for name in BUILT_IN)]
    examples = [
        Correction(f"{FOLDER}/{cause.id}.yaml, example {number}", text, cause=cause.id)
        for cause in causes
        for number, text in enumerate(cause.examples, start=1)
    ]
    return [*examples, *told]
