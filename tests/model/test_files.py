import io
import json

import pytest

from model.errors import InputError
from model.files import read


def texts(name: str, raw: bytes) -> list[str]:
    return [pasted.text for pasted in read(name, io.BytesIO(raw))]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.txt", "没货了\n\n明天发\n".encode()),
        ("a.txt", "没货了\n明天发".encode("gb18030")),
        ("a.jsonl", '{"text": "没货了"}\n{"text": "明天发", "now": "2026-11-23T10:00:00+08:00"}\n'.encode()),
        ("standard input", '\ufeff{"text": "没货了"}\n{"text": "明天发"}'.encode()),
        ("a.csv", "\ufefftext,now\n没货了,\n明天发,2026-11-23\n".encode()),
        ("a.csv", "编号,text\n1,没货了\n2,明天发\n".encode("gb18030")),
    ],
)
def test_the_same_messages_come_out_of_every_form(name: str, raw: bytes) -> None:
    assert texts(name, raw) == ["没货了", "明天发"]


def test_parquet_is_read_too() -> None:
    from pyarrow import BufferOutputStream, parquet, table

    sink = BufferOutputStream()
    parquet.write_table(table({"text": ["没货了", "明天发"], "other": [1, 2]}), sink)
    assert texts("a.parquet", sink.getvalue().to_pybytes()) == ["没货了", "明天发"]


def test_a_csv_field_may_hold_a_line_break() -> None:
    assert texts("a.csv", 'text\n"没货了\n退款吧"\n'.encode()) == ["没货了\n退款吧"]


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.jsonl", b'{"text": "ok"}\n{', r"a\.jsonl:2: not JSON"),
        ("a.jsonl", b'{"text": ""}', r"a\.jsonl:1: needs a text"),
        ("a.jsonl", b"[1]", r"a\.jsonl:1: needs a text"),
        ("a.jsonl", b'{"text": "ok", "now": "soon"}', r"a\.jsonl:1: now must be"),
        ("a.jsonl", b'{"text": "ok", "now": "9999-01-01"}', "between 2000 and 2100"),
        ("a.jsonl", json.dumps({"text": "字" * 20_001}).encode(), "at most 20000"),
        ("a.csv", b"message\nok\n", "needs a column named text"),
        ("a.parquet", b"no parquet", "no Parquet file"),
        ("a.txt", b"\xff\xff\xff\xff", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_bad_record_is_named_by_file_and_line(name: str, raw: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        texts(name, raw)
