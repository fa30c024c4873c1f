"""Messages in files: JSONL, CSV, Parquet and plain lines in; one JSON line a reading out."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any, NamedTuple

from model.errors import InputError
from model.reading import Reading

LONGEST = 20_000
"""Characters of one paste at most, here and over HTTP: some hundred bubbles, far more than any order's chat."""


class Pasted(NamedTuple):
    """One message of an input file, and when it was written where the file says so."""

    text: str
    now: datetime | None


def decode(raw: bytes, name: str) -> str:
    """Decode UTF-8 (with or without BOM) or GB18030, as Chinese spreadsheets write.

    Raises:
        InputError: it is neither.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{name} is neither UTF-8 nor GB18030 text; save it as UTF-8")


def read(name: str, stream: io.BufferedIOBase) -> Iterator[Pasted]:
    """Read messages from an open file; its form is told by the name's ending, else by its first character.

    Raises:
        InputError: a record cannot be read; the text names file and line.
    """
    if name.endswith(".parquet"):
        yield from _parquet(name, stream)
        return
    text = decode(stream.read(), name)
    if name.endswith(".csv"):
        yield from _csv(name, text)
    elif name.endswith((".jsonl", ".json", ".ndjson")) or text.lstrip().startswith("{"):
        yield from _jsonl(name, text)
    else:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield _pasted(name, number, {"text": line})


def _jsonl(name: str, text: str) -> Iterator[Pasted]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise InputError(f"{name}:{number}: not JSON: {error}") from error
        yield _pasted(name, number, record)


def _csv(name: str, text: str) -> Iterator[Pasted]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if "text" not in (rows.fieldnames or ()):
        raise InputError(
            f"{name}:1: the CSV needs a column named text; it has {', '.join(rows.fieldnames or ('none',))}"
        )
    for row in rows:
        yield _pasted(name, rows.line_num, row)


def _parquet(name: str, stream: io.BufferedIOBase) -> Iterator[Pasted]:
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError as error:
        raise InputError(f"reading {name} needs pyarrow; run `pip install 'cuifa[parquet]'`") from error
    try:
        table = parquet.ParquetFile(stream)
    except ArrowInvalid as error:
        raise InputError(f"{name} is no Parquet file: {error}") from error
    if "text" not in table.schema_arrow.names:
        raise InputError(f"{name} needs a column named text; it has {', '.join(table.schema_arrow.names)}")
    columns = [column for column in ("text", "now") if column in table.schema_arrow.names]
    number = 0
    for batch in table.iter_batches(columns=columns):
        for record in batch.to_pylist():
            number += 1
            yield _pasted(name, number, record)


def _pasted(name: str, number: int, record: Any) -> Pasted:
    text = record.get("text") if isinstance(record, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise InputError(f"{name}:{number}: needs a text that is not blank")
    if len(text) > LONGEST:
        raise InputError(f"{name}:{number}: the text has {len(text)} characters, at most {LONGEST}")
    now = record.get("now")
    if now in (None, ""):
        return Pasted(text, None)
    try:
        moment = now if isinstance(now, datetime) else datetime.fromisoformat(now)
        if not 2000 <= moment.year <= 2100:
            raise ValueError("the year must lie between 2000 and 2100")
    except (TypeError, ValueError) as error:
        raise InputError(f"{name}:{number}: now must be a time such as 2026-11-23T10:00:00+08:00: {error}") from error
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
