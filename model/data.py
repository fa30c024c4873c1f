"""Labelled messages: reading them, and saying file, line and reason for each record that will not do."""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model import private
from model.copies import near_copies
from model.errors import DataError
from model.labels import BUILT_IN, CHOICES, IDS, NO_CAUSE, contradiction
from model.normalise import normal_text
from model.records import Broken, Place, json_lines

if TYPE_CHECKING:
    from model.given import Labelled

FOLDER = Path(__file__).resolve().parent.parent / "training_data"
LONGEST = 2000
"""Characters of one labelled message at most; sellers' bubbles stay far below (docs/labels.md)."""

FEWEST_MESSAGES, FEWEST_VOICES = 10_000, 60
FLOORS = {
    "cause": dict.fromkeys(BUILT_IN["cause"], 600) | {NO_CAUSE: 2500},
    "tone": {"evasive": 1200, "hostile": 1200},
    "tactics": dict.fromkeys(BUILT_IN["tactics"], 450),
}
SHORT, FEWEST_SHORT = 12, 0.15
FEWEST_UNPUNCTUATED = 0.4
"""How much the project's own messages hold at least, so that every label is read in many voices and forms."""
_PUNCTUATION = re.compile(r"[,，。.!！?？;；~～…、]")

_HALF = re.compile("[\ud800-\udfff]")
"""What a broken escape in JSON leaves; no file can hold it."""
_REQUIRED = ("text", "cause", "tone", "stance", "tactics")


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled message; `group` names the voice that wrote it, so that validation can leave voices out."""

    text: str
    cause: str
    tone: str
    stance: str
    tactics: tuple[str, ...]
    group: str

    @property
    def id(self) -> str:
        """A short id that stays the same wherever the message stands."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:10]


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that will not do."""

    place: Place
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


def text_flaw(text: Any) -> str | None:
    """Say why this cannot be the text of a labelled message, or None."""
    if not isinstance(text, str) or not text.strip():
        return "text is empty"
    if len(text) > LONGEST:
        return f"text has {len(text)} characters, at most {LONGEST}"
    if _HALF.search(text):
        return "text holds half a character (a lone surrogate)"
    if found := private.find(text):
        shown = text[found[0].start : found[0].end][:4]
        return f"personal data in the text: {shown}…; mask it as {found[0].mask}"
    return None


def same_words(text: str) -> str:
    """Give what two texts share that differ in spelling alone."""
    return normal_text(text).strip()


def _flaws(record: Any, *, needs_group: bool) -> Iterator[str]:
    """Yield what is wrong with one decoded record."""
    if isinstance(record, Broken):
        yield record.reason
        return
    if not isinstance(record, dict):
        yield "not a JSON object"
        return
    missing = [key for key in (*_REQUIRED, *(["group"] if needs_group else [])) if key not in record]
    if missing:
        yield f"lacks {', '.join(missing)}"
        return
    tactics = record["tactics"]
    if flaw := text_flaw(record["text"]):
        yield flaw
    if needs_group and not (isinstance(record["group"], str) and record["group"].strip()):
        yield "group is empty"
    for name in CHOICES:
        if record[name] not in IDS[name]:
            yield f"unknown {name} {record[name]!r}; one of {', '.join(IDS[name])}"
    if not isinstance(tactics, list) or any(tactic not in IDS["tactics"] for tactic in tactics):
        yield f"tactics must be a list out of {', '.join(IDS['tactics'])}; found {tactics!r}"
    elif len(set(tactics)) < len(tactics):
        yield "a tactic is named twice"
    elif impossible := contradiction(record["cause"], record["stance"], tactics):
        yield impossible


def read(path: Path, *, needs_group: bool = False) -> tuple[list[tuple[int, Example]], list[Problem]]:
    """Read a labelled JSONL file: the good records with their line numbers, and the problems of the others.

    Raises:
        DataError: the file cannot be opened or is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read as UTF-8 text: {error}") from error
    good: list[tuple[int, Example]] = []
    problems: list[Problem] = []
    for place, record in json_lines(path.name, text):
        flaws = list(_flaws(record, needs_group=needs_group))
        problems += (Problem(place, flaw) for flaw in flaws)
        if not flaws:
            labels = {name: record[name] for name in CHOICES}
            tactics = tuple(sorted(record["tactics"], key=IDS["tactics"].index))
            good.append(
                (place.number, Example(record["text"], **labels, tactics=tactics, group=record.get("group", "")))
            )
    return good, problems


def check(folder: Path = FOLDER) -> tuple[list[Example], list[Problem]]:
    """Read and check a folder of one JSONL file a cause: records, their file, copies, contradictory labels.

    Returns:
        The usable examples in the order of the files, and every problem found.
    """
    examples: list[Example] = []
    problems: list[Problem] = []
    first: dict[str, tuple[Place, Example]] = {}
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        problems.append(Problem(Place(str(folder), 0), "holds no *.jsonl file"))
    for path in files:
        good, found = read(path, needs_group=True)
        problems += found
        for number, example in good:
            place = Place(path.name, number)
            if example.cause != path.stem:
                problems.append(Problem(place, f"cause {example.cause} belongs into {example.cause}.jsonl"))
                continue
            key = same_words(example.text)
            if key in first:
                earlier, other = first[key]
                same = _labels(other) == _labels(example)
                what = "a copy" if same else "the same words with other labels"
                problems.append(Problem(place, f"{what} of {earlier}"))
                continue
            first[key] = (place, example)
            examples.append(example)
    problems += _near_copies(list(first.values()))
    return examples, problems


def _near_copies(records: list[tuple[Place, Example]]) -> Iterator[Problem]:
    """Find messages that differ by noise only; where the labels differ they are a pair that teaches something."""
    for later, earlier, similarity in near_copies([example.text for _, example in records]):
        (place, one), (other_place, other) = records[later], records[earlier]
        if _labels(one) == _labels(other):
            yield Problem(place, f"a near copy ({similarity:.2f}) of {other_place}")


def _labels(example: Example) -> tuple[str, str, str, tuple[str, ...]]:
    return example.cause, example.tone, example.stance, example.tactics


def load(folder: Path = FOLDER) -> list[Example]:
    """Read a checked folder of labelled messages.

    Raises:
        DataError: a record will not do; the text names file, line and reason of the first ten.
    """
    examples, problems = check(folder)
    if problems:
        shown = "\n".join(str(problem) for problem in problems[:10])
        more = f"\n… and {len(problems) - 10} more" if len(problems) > 10 else ""
        raise DataError(
            f"{len(problems)} bad records in {folder}; mend them and run `cuifa data check`:\n{shown}{more}"
        )
    return examples


def fingerprint(examples: Iterable["Labelled"]) -> str:
    """Hash the messages and labels, whatever their order, so that a model can name its data."""
    lines = sorted(json.dumps([e.text, e.cause, e.tone, e.stance, e.tactics], ensure_ascii=False) for e in examples)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def counts(examples: Iterable[Example]) -> dict[str, Counter[str]]:
    """Count the labels of each set, and the groups."""
    result: dict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        for name in CHOICES:
            result[name][getattr(example, name)] += 1
        result["tactics"].update(example.tactics)
        result["group"][example.group] += 1
    return dict(result)


def shortfalls(examples: Sequence[Example]) -> list[str]:
    """Say which of the project's floors these messages do not reach."""
    found = counts(examples)
    total = max(len(examples), 1)
    short = sum(len(example.text) < SHORT for example in examples) / total
    plain = sum(not _PUNCTUATION.search(example.text) for example in examples) / total
    held: list[tuple[str, float, float]] = [
        ("messages", len(examples), FEWEST_MESSAGES),
        ("groups", len(found.get("group", ())), FEWEST_VOICES),
        *(
            (f"{name} {label}", found.get(name, Counter())[label], floor)
            for name, floors in FLOORS.items()
            for label, floor in floors.items()
        ),
        (f"share of messages under {SHORT} characters", short, FEWEST_SHORT),
        ("share of messages without punctuation", plain, FEWEST_UNPUNCTUATED),
    ]
    return [f"{what}: {round(number, 2)}, at least {floor} wanted" for what, number, floor in held if number < floor]
