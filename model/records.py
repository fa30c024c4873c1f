"""The records of a file and where each of them stands: JSON, CSV and Parquet, in any encoding that people use."""

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple, get_args

from model.errors import InputError

Form = Literal["jsonl", "csv", "parquet", "label-studio", "doccano"]
"""What a file of labelled messages may be."""
FORMS: tuple[Form, ...] = get_args(Form)

_UTF8, _UTF16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
_HAN = re.compile("[\u4e00-\u9fff]")

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a cell begins that a spreadsheet would take for a formula (OWASP's list); one more apostrophe tells it that it is
none. Text that holds the apostrophe already gets another, so that taking one off again gives every text back."""


TOO_MANY = "holds more than {} records; split it"
_BATCH = 1000
_MOST_UNPACKED = 64 << 20
"""Rows of a Parquet file that are unpacked at a time, and bytes that may come of them."""


class Place(NamedTuple):
    """Where a record stands: the line on which it begins, or its number in a file that has no lines to speak of."""

    file: str
    number: int
    unit: str = "line"

    def __str__(self) -> str:
        return f"{self.file}:{self.number}" if self.unit == "line" else f"{self.file}, {self.unit} {self.number}"


class Broken(NamedTuple):
    """A record that is none, and why."""

    reason: str


Record = tuple[Place, Any]
"""A decoded record, or what is `Broken`, with its place."""


class Table(NamedTuple):
    """A file whose records share named columns."""

    name: str
    columns: Sequence[str]
    records: Iterator[Record]

    def require(self, column: str, columns: Collection[str] | None = None) -> None:
        """Refuse a table without this column, whatever its `columns` are called in the file.

        Raises:
            InputError: it lacks the column; the text names those it has.
        """
        if column not in (self.columns if columns is None else columns):
            raise InputError(f"{self.name} needs a column named {column}; it has {', '.join(self.columns) or 'none'}")


def decode(raw: bytes, name: str) -> str:
    """Decode UTF-8 or UTF-16 as their byte order mark says, else UTF-8 or GB18030, as Chinese spreadsheets write.

    Raises:
        InputError: it is none of them; the text names the line.
    """
    for encoding in ("utf-16",) if raw.startswith(_UTF16) else ("utf-8", "gb18030"):
        if encoding == "gb18030" and (raw.startswith(_UTF8) or _mostly_utf8(raw)):
            break
        try:
            return raw.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            line = raw[: error.start].decode(encoding, "ignore").count("\n") + 1
    raise InputError(f"{name}:{line}: neither UTF-8 nor GB18030 text; save the file as UTF-8")


def _mostly_utf8(raw: bytes) -> bool:
    """Tell damaged UTF-8 from GB18030, which would read it as other characters without a word."""
    text = raw.decode("utf-8", "replace")
    return len(_HAN.findall(text)) > text.count("\ufffd")


def json_lines(name: str, text: str) -> Iterator[Record]:
    """Read one JSON value a line; blank lines are none."""
    for number, line in enumerate(text.split("\n"), 1):  # JSON may hold what else ends lines, such as U+2028
        if line.strip():
            yield Place(name, number), _loaded(line)


def _loaded(line: str) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        return Broken(f"not JSON: {error.msg} at character {error.pos + 1}")
    except (ValueError, RecursionError) as error:  # an endless number, endless brackets
        return Broken(f"not JSON: {error}")


def json_records(name: str, text: str) -> Iterator[Record]:
    """Read the records of one JSON array, or one a line.

    Raises:
        InputError: the array is no JSON.
    """
    if not text.lstrip().startswith("["):
        yield from json_lines(name, text)
        return
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{name}:{error.lineno}: not JSON: {error.msg} at character {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name} is not JSON: {error}") from error
    for number, record in enumerate(found, 1):
        yield Place(name, number, "record"), record


def csv_table(name: str, text: str) -> Table:
    """Read a CSV whose first row names the columns; commas, semicolons or tabs part the cells.

    Raises:
        InputError: the first row cannot be read.
    """
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = [_bare(cell).strip() for cell in next(lines, [])]
    except csv.Error as error:
        raise InputError(f"{name}:1: not CSV: {error}") from error

    def records() -> Iterator[Record]:
        while True:
            place = Place(name, lines.line_num + 1)
            try:
                cells = [_bare(cell) for cell in next(lines)]
            except StopIteration:
                return
            except csv.Error as error:
                yield (
                    place,
                    Broken(f"not CSV: {error}; a quote inside a quoted cell must be doubled, the last one closed"),
                )
                continue
            if any(cells[len(columns) :]):
                yield place, Broken(f"has {len(cells)} cells, but there are {len(columns)} columns")
            elif any(cells):
                yield place, dict(zip(columns, cells, strict=False))

    return Table(name, columns, records())


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a CSV that a spreadsheet shows as text, without running a cell as a formula; `csv_table` gives it back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows(["'" + cell if _FORMULA.match(cell) else cell for cell in row] for row in rows)
    return out.getvalue()


def _bare(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def parquet_table(name: str, stream: io.BufferedIOBase, wanted: Collection[str], most: int | None = None) -> Table:
    """Read a Parquet file, of its columns only those that are wanted.

    Args:
        name: what it is called.
        stream: the open file.
        wanted: columns.
        most: how many rows it may have. Such a file comes from somebody else: packed small, it may hold far more
            than there is memory for, so that its size is looked at before it is unpacked.

    Raises:
        InputError: it is no Parquet file, it is too large, or pyarrow is not installed.
    """
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise InputError(f"reading {name} needs pyarrow; {PARQUET_MEND}") from error
    try:
        file = parquet.ParquetFile(stream)
        if most is not None:
            _refuse_large(name, file, most)
            paths = [file.schema.column(number).path for number in range(len(file.schema))]
            file = parquet.ParquetFile(stream, read_dictionary=paths)  # repeated words stay packed
    except (ArrowException, OSError) as error:
        raise InputError(f"{name} is no Parquet file: {error}") from error
    columns = file.schema_arrow.names

    def records() -> Iterator[Record]:
        batches = file.iter_batches(columns=[column for column in columns if column in wanted], batch_size=_BATCH)
        rows = (record for batch in batches for record in _unpacked(name, batch, most))
        try:
            for number, record in enumerate(rows, 1):
                yield Place(name, number, "row"), record
        except (ArrowException, OSError) as error:
            raise InputError(f"{name} is damaged: {error}") from error

    return Table(name, columns, records())


def _refuse_large(name: str, file: Any, most: int) -> None:
    if file.metadata.num_rows > most:
        raise InputError(f"{name} {TOO_MANY.format(most)}")
    groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
    if sum(group.total_byte_size for group in groups) > _MOST_UNPACKED:
        raise InputError(f"{name} unpacks to more than {_MOST_UNPACKED >> 20} MiB; split it")


def _unpacked(name: str, batch: Any, most: int | None) -> list[Any]:
    """Give the rows of a batch, unless its packed words would fill the memory."""
    from pyarrow import DictionaryArray, ListArray, compute

    for column in batch.columns if most else ():
        words = column.flatten() if isinstance(column, ListArray) else column
        if isinstance(words, DictionaryArray):
            size = compute.sum(compute.binary_length(words.dictionary).take(words.indices)).as_py()
            if (size or 0) > _MOST_UNPACKED:
                raise InputError(f"{name} unpacks to more than {_MOST_UNPACKED >> 20} MiB; split it")
    found: list[Any] = batch.to_pylist()
    return found


PARQUET_MEND = "run `pip install 'cuifa[parquet]'`"
