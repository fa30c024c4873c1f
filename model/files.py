"""Messages in files: JSONL, CSV, Parquet and plain lines in; one JSON line a reading out."""

import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from model.errors import InputError
from model.reading import Reading
from model.records import Broken, Place, Record, Table, csv_table, decode, json_lines, parquet_table

LONGEST = 20_000
"""Characters of one paste at most, here and over HTTP: some hundred bubbles, far more than any order's chat."""


class Pasted(NamedTuple):
    """One message of an input file, and when it was written where the file says so."""

    text: str
    now: datetime | None


def read(name: str, stream: io.BufferedIOBase) -> Iterator[Pasted]:
    """Read messages from an open file; its form is told by the name's ending, else by its first character.

    Raises:
        InputError: a record cannot be read; the text names file and line.
    """
    for place, record in plain_records(name, stream):
        yield _pasted(place, record)


def plain_records(name: str, stream: io.BufferedIOBase, most: int | None = None) -> Iterator[Record]:
    """Read the records of a file that need hold no more than a text each; of Parquet `most` at most.

    Raises:
        InputError: the file as a whole cannot be read.
    """
    if name.endswith(".parquet"):
        return _table(parquet_table(name, stream, ("text", "now"), most))
    text = decode(stream.read(), name)
    if name.endswith(".csv"):
        return _table(csv_table(name, text))
    if name.endswith((".jsonl", ".json", ".ndjson")) or text.lstrip().startswith("{"):
        return json_lines(name, text)
    return ((Place(name, n), {"text": line}) for n, line in enumerate(text.splitlines(), 1) if line.strip())


def _table(table: Table) -> Iterator[Record]:
    table.require("text")
    return table.records


def _pasted(place: Place, record: Any) -> Pasted:
    if isinstance(record, Broken):
        raise InputError(f"{place}: {record.reason}")
    text = record.get("text") if isinstance(record, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise InputError(f"{place}: needs a text that is not blank")
    if len(text) > LONGEST:
        raise InputError(f"{place}: the text has {len(text)} characters, at most {LONGEST}")
    now = record.get("now")
    if now in (None, ""):
        return Pasted(text, None)
    try:
        moment = now if isinstance(now, datetime) else datetime.fromisoformat(now)
        if not 2000 <= moment.year <= 2100:
            raise ValueError("the year must lie between 2000 and 2100")
    except (TypeError, ValueError) as error:
        raise InputError(f"{place}: now must be a time such as 2026-11-23T10:00:00+08:00: {error}") from error
    return Pasted(text, moment)


def write(reading: Reading, text: str, out: IO[str]) -> None:
    """Write one reading as a JSON line (the keys are stable: docs/api.md)."""
    promise = reading.promise
    line = {
        "text": text,
        "cause": reading.cause.id,
        "cause_confidence": round(reading.cause.confidence, 4),
        "cause_sure": reading.cause.sure,
        "tone": reading.tone.id,
        "tone_confidence": round(reading.tone.confidence, 4),
        "tone_sure": reading.tone.sure,
        "stance": reading.stance.id,
        "tactics": [tactic.id for tactic in reading.tactics],
        "promise": promise and {"quote": promise.quote, "due": promise.due.isoformat(), "firm": promise.firm},
    }
    out.write(json.dumps(line, ensure_ascii=False) + "\n")


def open_input(name: str) -> tuple[str, io.BufferedIOBase]:
    """Open a file to read, `-` being standard input.

    Raises:
        InputError: it cannot be opened.
    """
    if name == "-":
        import sys

        return "standard input", sys.stdin.buffer  # type: ignore[return-value]
    try:
        return Path(name).name, open(name, "rb")
    except OSError as error:
        raise InputError(f"{name} cannot be opened: {error.strerror}") from error
