"""Labelled messages in files, in and out: JSONL, CSV, Parquet, and the files of Label Studio and doccano.

All of it works on bytes, so that the command line and the service share it (docs/labelled-files.md).
"""

import io
import json
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from model import private
from model.annotators import Fields, Unfit, from_doccano, from_label_studio, shown, to_doccano, to_label_studio
from model.data import Problem, text_flaw
from model.errors import InputError
from model.files import plain_records
from model.labels import CHOICES, IDS, LABEL_SETS, NO_TACTICS, contradiction
from model.records import (
    FORMS,
    PARQUET_MEND,
    TOO_MANY,
    Broken,
    Form,
    Place,
    Record,
    Table,
    csv_table,
    csv_text,
    decode,
    json_records,
    parquet_table,
)

COLUMNS = ("text", *LABEL_SETS, "group")
_NAMED = {column: column for column in COLUMNS} | {
    "文本": "text",
    "消息": "text",
    "拒发原因": "cause",
    "语气": "tone",
    "立场": "stance",
    "话术": "tactics",
    "source": "group",
    "来源": "group",
}
"""What a column or a key may be called."""
MOST = 100_000
"""Records of one file that is to be reviewed, at most: a small file may hold many."""
_BETWEEN = re.compile(r"[;；,，、|\s]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A message with the labels that a person gave it; None where nobody looked, empty tactics where there are none."""

    text: str
    cause: str | None = None
    tone: str | None = None
    stance: str | None = None
    tactics: tuple[str, ...] | None = None
    group: str = ""
    place: Place = field(default=Place("", 0), compare=False)

    def fields(self) -> Fields:
        """Give what there is, by name, as a line of the project's JSONL holds it."""
        found = {name: getattr(self, name) for name in COLUMNS}
        tactics = None if self.tactics is None else list(self.tactics)
        return {name: value for name, value in (found | {"tactics": tactics}).items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file holds: its good rows, what is wrong with the others, and how many its labellers skipped."""

    rows: list[Row]
    problems: list[Problem]
    skipped: int = 0


def read(name: str, raw: bytes, form: Form | None = None, *, for_review: bool = False) -> Imported:
    """Read a labelled file; its form is told by its content and its name where it is not given.

    Args:
        name: what the file is called.
        raw: what it holds.
        form: its form.
        for_review: a person is going to look at every message, so that none needs a label; private passages are
            masked instead of refused, and there are at most `MOST` records.

    Raises:
        InputError: the file as a whole cannot be read.
    """
    told, records = _records(name, raw, form, for_review)
    return _imported(records, lambda record: _fields(record, told), for_review)


def read_messages(name: str, raw: bytes) -> Imported:
    """Read messages that are to be labelled, from JSONL, CSV, Parquet or plain lines; labels that they have are left.

    Raises:
        InputError: the file as a whole cannot be read.
    """
    return _imported(plain_records(name, io.BytesIO(raw), MOST), _message, for_review=True)


def messages(name: str, texts: Sequence[str]) -> Imported:
    """Take texts as messages that are to be labelled; `name` says where they come from."""
    records = ((Place(name, number, "message"), {"text": text}) for number, text in enumerate(texts, 1))
    return _imported(records, _message, for_review=True)


def _imported(records: Iterable[Record], fields_of: Callable[[Any], Fields | None], for_review: bool) -> Imported:
    rows: list[Row] = []
    problems: list[Problem] = []
    skipped = 0
    for number, (place, record) in enumerate(records):
        if for_review and number == MOST:
            raise InputError(f"{place.file} {TOO_MANY.format(MOST)}")
        try:
            fields = fields_of(record)
            if fields is None:
                skipped += 1
            else:
                rows.append(_row(fields, place, for_review))
        except Unfit as error:
            problems += (Problem(place, reason) for reason in error.args)
    return Imported(rows, problems, skipped)


def read_folder(folder: Path) -> Imported:
    """Read the JSONL files of a folder.

    Raises:
        InputError: there is none, or one cannot be read.
    """
    paths = sorted(folder.glob("*.jsonl"))
    if not paths:
        raise InputError(f"{folder} holds no *.jsonl file")
    files = [read(path.name, path.read_bytes(), "jsonl") for path in paths]
    return Imported([row for file in files for row in file.rows], [flaw for file in files for flaw in file.problems])


def _records(name: str, raw: bytes, form: Form | None, for_review: bool) -> tuple[Form, Iterable[Record]]:
    if form == "parquet" or (form is None and (raw.startswith(b"PAR1") or name.lower().endswith(".parquet"))):
        return "parquet", _table(parquet_table(name, io.BytesIO(raw), _NAMED, MOST if for_review else None), for_review)
    text = decode(raw, name)
    is_table = name.lower().endswith((".csv", ".tsv")) or text.lstrip()[:1] not in ("{", "[")
    if form == "csv" or (form is None and is_table):
        return "csv", _table(csv_table(name, text), for_review)
    records = list(json_records(name, text))
    return form or _json_form(records), records


def form_of(path: Path | None) -> Form:
    """Tell the form to write by a file's name; JSONL where it does not say."""
    ending = path.suffix.lower().removeprefix(".") if path else ""
    return next((form for form in FORMS if form == ending), "jsonl")


def _json_form(records: Iterable[Record]) -> Form:
    first = next((record for _, record in records if isinstance(record, dict)), {})
    if isinstance(first.get("data"), dict):
        return "label-studio"
    return "doccano" if "label" in first else "jsonl"


def _table(table: Table, for_review: bool) -> Iterable[Record]:
    """Refuse a table whose columns do not say which is which, rather than each of its rows."""
    named = [_NAMED[column] for column in table.columns if column in _NAMED]
    table.require("text", named)
    if not for_review and not set(named) & set(LABEL_SETS):
        table.require(" or ".join(LABEL_SETS), ())
    for column in named:
        if named.count(column) > 1:
            raise InputError(f"{table.name} has more than one column for {column}: {', '.join(table.columns)}")
    return table.records


def _fields(record: Any, form: Form) -> Fields | None:
    if isinstance(record, Broken):
        raise Unfit(record.reason)
    if form == "label-studio":
        return from_label_studio(record)
    if form == "doccano":
        return from_doccano(record)
    if not isinstance(record, dict):
        raise Unfit("not a JSON object")
    return {_NAMED[name]: value for name, value in record.items() if name in _NAMED}


def _message(record: Any) -> Fields:
    if isinstance(record, Broken):
        raise Unfit(record.reason)
    if not isinstance(record, dict):
        raise Unfit("not a JSON object")
    return {"text": record.get("text")}


def _row(fields: Fields, place: Place, for_review: bool) -> Row:
    """Make a row of what a file says.

    Raises:
        Unfit: it will not do, for the reasons given.
    """
    text, group = fields.get("text"), fields.get("group") or ""
    if for_review and isinstance(text, str):
        text = private.mask(text)
    flaws = [flaw] if (flaw := text_flaw(text)) else []
    if not (isinstance(group, str) and group.isprintable()):
        flaws.append(f"group must be a name on one line; found {shown(group)}")
    labels = {name: _choice(name, fields.get(name), flaws) for name in CHOICES}
    tactics = _tactics(fields.get("tactics"), flaws)
    if not (flaws or for_review) and tactics is None and not any(labels.values()):
        flaws.append(f"nothing is labelled; give one of {', '.join(LABEL_SETS)}")
    if not flaws and (impossible := contradiction(labels["cause"], labels["stance"], tactics)):
        flaws.append(impossible)
    if flaws:
        raise Unfit(*flaws)
    return Row(str(text), **labels, tactics=tactics, group=str(group).strip(), place=place)


def _choice(name: str, value: Any, flaws: list[str]) -> str | None:
    ids = _known(name, _words(value), flaws)
    if len(ids) > 1:
        flaws.append(f"a message has one {name}, here {' and '.join(ids)}")
    return ids[0] if ids else None


def _tactics(value: Any, flaws: list[str]) -> tuple[str, ...] | None:
    if value in (None, ""):
        return None
    words = _words([word for word in _BETWEEN.split(value) if word] if isinstance(value, str) else value)
    told = [word for word in words if word not in (NO_TACTICS.id, NO_TACTICS.name)]
    if told and len(told) < len(words):
        flaws.append(f"tactics are {NO_TACTICS.id} or some, not both")
    return tuple(sorted(_known("tactics", told, flaws), key=IDS["tactics"].index))


def _words(value: Any) -> list[Any]:
    if value in (None, ""):
        return []
    found = value if isinstance(value, list) else [value]
    return [word.strip() if isinstance(word, str) else word for word in found]


def _known(name: str, words: Sequence[Any], flaws: list[str]) -> list[str]:
    """Give the ids of labels said by id or by Chinese name, each once."""
    known = {said: label.id for label in LABEL_SETS[name] for said in (label.id, label.name)}
    ids: list[str] = []
    for word in words:
        id = known.get(word) if isinstance(word, str) else None
        if not id:
            flaws.append(f"unknown {name} {shown(word)}; one of {', '.join(label.id for label in LABEL_SETS[name])}")
        elif id not in ids:
            ids.append(id)
    return ids


def write(rows: Iterable[Row], form: Form = "jsonl") -> bytes:
    """Write labelled messages; `read` gives the same back.

    Raises:
        InputError: Parquet is wanted and pyarrow is not installed.
    """
    return _WRITERS[form]([row.fields() for row in rows])


def _json_lines(records: Iterable[Fields]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def _csv(records: Iterable[Fields]) -> bytes:
    text = csv_text(COLUMNS, ([_cell(record.get(column, "")) for column in COLUMNS] for record in records))
    return text.encode("utf-8-sig")  # the mark tells Excel that this is UTF-8


def _cell(value: Any) -> str:
    return value if isinstance(value, str) else ";".join(value) or NO_TACTICS.id


def _parquet(records: Collection[Fields]) -> bytes:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise InputError(f"writing Parquet needs pyarrow; {PARQUET_MEND}") from error
    types = {column: pyarrow.string() for column in COLUMNS} | {"tactics": pyarrow.list_(pyarrow.string())}
    sink = io.BytesIO()
    parquet.write_table(pyarrow.Table.from_pylist(list(records), pyarrow.schema(types.items())), sink)
    return sink.getvalue()


def _label_studio(records: Iterable[Fields]) -> bytes:
    tasks = ",\n".join(json.dumps(to_label_studio(record), ensure_ascii=False) for record in records)
    return f"[\n{tasks}\n]\n".encode()


def _doccano(records: Iterable[Fields]) -> bytes:
    return _json_lines(to_doccano(record) for record in records)


_WRITERS: dict[Form, Callable[[list[Fields]], bytes]] = {
    "jsonl": _json_lines,
    "csv": _csv,
    "parquet": _parquet,
    "label-studio": _label_studio,
    "doccano": _doccano,
}
