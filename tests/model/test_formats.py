import io
import json
import sys
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pyarrow
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from model.annotators import label_studio_config
from model.data import LONGEST, text_flaw
from model.errors import InputError
from model.formats import FORMS, MOST, Form, Row, form_of, messages, read, read_folder, read_messages, write
from model.labels import IDS, LABEL_SETS, contradiction

EXPORTS = Path(__file__).parent / "exports"
FULL = Row(
    "亲,这款没货了,您申请一下退款吧,理由选不想要了就行",
    "out_of_stock",
    "neutral",
    "refuse",
    ("refund_request", "buyer_fault_refund"),
    "shop-a",
)
CAUSE_ONLY = Row("单太多了,排着呢", "backlog")


def problems(name: str, raw: bytes | str, form: Form | None = None) -> list[str]:
    return [str(p) for p in read(name, raw.encode() if isinstance(raw, str) else raw, form).problems]


def line(**fields: object) -> str:
    return json.dumps({"text": "没货了", "cause": "out_of_stock"} | fields, ensure_ascii=False)


NASTY = [
    "=cmd|' /C calc'!A0",
    "'=1",
    "''+1",
    "'没货",
    "@",
    "-1",
    "\t=1",
    "＝1",
    "\r\n",
    "\n",
    '"',
    '""',
    ",",
    ";",
    "\\",
]
ODD = ["\ufeff", "\u2028", "\x85", "\x00", "\x0c", "🙏🏻", "𠮶", "{", "[", "none", "〔手机号〕"]
nasty = st.sampled_from([*NASTY, *ODD])
texts = (
    st.lists(nasty | st.text(st.characters(exclude_categories=["Cs"]), max_size=4), min_size=1, max_size=6)
    .map("".join)
    .filter(lambda text: text_flaw(text) is None)
)
labels = st.builds(
    dict,
    **{name: st.none() | st.sampled_from(ids) for name, ids in IDS.items() if name != "tactics"},
    tactics=st.none() | st.sets(st.sampled_from(IDS["tactics"])),
    group=st.just("") | st.sampled_from(["shop-a", "=shop", "店 1"]),
)


def row(text: str, given: dict[str, object]) -> Row:
    tactics = given["tactics"]
    ordered = None if tactics is None else tuple(id for id in IDS["tactics"] if id in tactics)  # type: ignore[operator]
    return Row(text, **given | {"tactics": ordered})  # type: ignore[arg-type]


rows = st.builds(row, texts, labels).filter(
    lambda r: (
        (r.cause or r.tone or r.stance or r.tactics is not None) and not contradiction(r.cause, r.stance, r.tactics)
    )
)


@pytest.mark.parametrize("form", FORMS)
@settings(deadline=None)  # the first Parquet file loads pyarrow
@given(written=st.lists(rows, min_size=1, max_size=5))
def test_what_is_written_is_read_again_to_the_letter(form: Form, written: list[Row]) -> None:
    found = read("labelled", write(written, form), form)
    assert found.problems == []
    assert found.rows == written


@pytest.mark.parametrize("form", FORMS)
def test_the_form_is_told_by_the_content(form: Form) -> None:
    assert read("labelled", write([FULL, CAUSE_ONLY], form)).rows == [FULL, CAUSE_ONLY]


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.csv", "csv"), ("A.CSV", "csv"), ("a.parquet", "parquet"), ("a.json", "jsonl"), ("a", "jsonl")],
)
def test_the_form_to_write_is_told_by_the_name(name: str, form: str) -> None:
    assert form_of(Path(name)) == form
    assert form_of(None) == "jsonl"


TABLE = """编号,文本,拒发原因,语气,立场,话术,来源
1,没货了,缺货,neutral,明确不发,要求退款、威胁施压,甲店
2,明天发,,,,无,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_may_be_in_chinese_and_in_any_encoding(encoding: str, delimiter: str) -> None:
    assert read("标注.csv", TABLE.replace(",", delimiter).encode(encoding)).rows == [
        Row("没货了", "out_of_stock", "neutral", "refuse", ("refund_request", "threat"), "甲店"),
        Row("明天发", tactics=()),
    ]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("text,cause\n没货了,缺货\n单太多,排着呢\n".encode() + b"\xff\xe4\n", 4),
        (b"\xef\xbb\xbftext,cause\n\xff\n", 2),
        ("text,cause\n没货了,缺货\n".encode("gb18030") + b"\xff\xff\n", 3),
        ("text,cause\n没货了,缺货\n".encode("utf-16") + b"\x00", 3),
    ],
)
def test_a_line_that_cannot_be_decoded_is_named(raw: bytes, line: int) -> None:
    with pytest.raises(InputError, match=rf"a\.csv:{line}: neither UTF-8 nor GB18030"):
        read("a.csv", raw)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'=", "''-"])
def test_a_spreadsheet_runs_no_text_as_a_formula(start: str) -> None:
    text = f"{start}1+1"
    raw = write([Row(text, "pricing", group=text.strip())], "csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert f"'{text}" in raw.decode()
    assert read("a.csv", raw).rows == [Row(text, "pricing", group=text.strip())]


def test_an_apostrophe_before_plain_words_stays_as_it_is() -> None:
    raw = write([Row("'没货", "out_of_stock")], "csv")
    assert "''没货" not in raw.decode()
    assert read("a.csv", raw).rows == [Row("'没货", "out_of_stock")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "a.jsonl:2: not JSON: Expecting property name"),
        ("[" * 100_000, "a.jsonl:2: not JSON"),
        ("1" * 5_000, "a.jsonl:2: not JSON"),
        ("null", "a.jsonl:2: not a JSON object"),
        (line(text=None), "a.jsonl:2: text is empty"),
        (line(text=["没货"]), "a.jsonl:2: text is empty"),
        (line(text="字" * (LONGEST + 1)), f"at most {LONGEST}"),
        (line(text="打13912345678"), "personal data in the text: 1391…; mask it as 〔手机号〕"),
        ('{"text": "\\ud83d", "cause": "backlog"}', "half a character"),
        (line(cause="nope"), "unknown cause 'nope'; one of out_of_stock, "),
        (line(cause="友好配合"), "unknown cause '友好配合'"),
        (line(cause=["out_of_stock", "缺货", "backlog"]), "a message has one cause, here out_of_stock and backlog"),
        (line(cause={"choices": []}), "unknown cause {"),
        (line(tactics=["nope"]), "unknown tactics 'nope'"),
        (line(tactics=[{}]), "unknown tactics {}"),
        (line(tactics=7), "unknown tactics 7"),
        (line(tactics=["none", "threat"]), "tactics are none or some, not both"),
        (line(tactics="buyer_fault_refund"), "refund_request belongs"),
        (line(stance="none"), "stance is none exactly when"),
        (line(group="a\nb"), "group must be a name on one line"),
        (line(group=3), "group must be a name on one line"),
        (line(cause=None, tactics=None, stance=""), "nothing is labelled"),
    ],
)
def test_a_bad_line_is_named_by_number_and_the_others_are_kept(content: str, said: str) -> None:
    found = read("a.jsonl", f"{line()}\n{content}\n\n{line(text='明天')}\n".encode(), "jsonl")
    assert [row.text for row in found.rows] == ["没货了", "明天"]
    assert [row.place.number for row in found.rows] == [1, 4]
    assert len(found.problems) == 1
    assert said in str(found.problems[0])


def test_every_flaw_of_a_record_is_told() -> None:
    assert len(problems("a.jsonl", line(cause="x", tone="y", tactics=["z"], text=""))) == 4


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('"坏了"啊,缺货', ["a.csv:5: not CSV"]),
        ("没货了,没货,缺货", ["a.csv:5: has 3 cells, but there are 2 columns"]),
        ("没货了", ["a.csv:5: nothing is labelled"]),
        (",缺货", ["a.csv:5: text is empty"]),
        ('"没货了,缺货', ["a.csv:5: not CSV: unexpected end of data"]),
    ],
)
def test_a_bad_row_of_a_csv_is_named_by_the_line_on_which_it_begins(content: str, said: list[str]) -> None:
    found = read("a.csv", f'text,cause\n"两\n行",缺货\n,\n{content}'.encode())
    assert found.rows == [Row("两\n行", "out_of_stock")]
    assert [str(problem)[: len(start)] for problem, start in zip(found.problems, said, strict=True)] == said


def test_good_rows_after_a_bad_one_are_read() -> None:
    found = read("a.csv", 'text,cause\n"坏了"啊,缺货\n"没\n货",缺货,,\n好的,nope\n'.encode())
    assert [(row.text, row.place.number) for row in found.rows] == [("没\n货", 3)]
    assert [problem.place.number for problem in found.problems] == [2, 5]


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.csv", b"", "needs a column named text; it has none"),
        ("a.csv", b"message,cause\nok,backlog\n", "needs a column named text; it has message, cause"),
        ("a.csv", b"text,label\nok,backlog\n", "needs a column named cause or tone or stance or tactics"),
        ("a.csv", "text,cause,拒发原因\n".encode(), "more than one column for cause"),
        ("a.csv", b'"text"s,cause\n', "a.csv:1: not CSV"),
        ("a.txt", "没货了\n".encode(), "needs a column named text; it has 没货了"),
        ("a.json", b'[{"text": "ok"},\n{"text": ]', r"a\.json:2: not JSON: Expecting value at character 10"),
        ("a.json", b"[" * 100_000, r"a\.json is not JSON"),
        ("a.parquet", b"no parquet", "no Parquet file"),
        ("a.parquet", b"PAR1" + b"\xff" * 40, "no Parquet file"),
    ],
)
def test_a_file_that_cannot_be_read_at_all_is_refused_once(name: str, raw: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(name, raw)


def test_a_damaged_parquet_file_is_refused() -> None:
    raw = bytearray(write([FULL] * 500, "parquet"))
    raw[4:60] = b"\xff" * 56
    with pytest.raises(InputError, match="is damaged"):
        read("a.parquet", bytes(raw))


def test_a_bad_row_of_a_parquet_file_is_named_by_number() -> None:
    import io

    from pyarrow import parquet, table

    sink = io.BytesIO()
    parquet.write_table(table({"text": ["没货", None], "话术": ["威胁施压", "无"], "other": [1, 2]}), sink)
    found = read("a.parquet", sink.getvalue())
    assert found.rows == [Row("没货", tactics=("threat",))]
    assert [str(problem) for problem in found.problems] == ["a.parquet, row 2: text is empty"]


@pytest.mark.parametrize("act", [lambda: read("a.parquet", b""), lambda: write([FULL], "parquet")])
def test_without_pyarrow_the_mend_is_told(monkeypatch: pytest.MonkeyPatch, act: object) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"needs pyarrow; run `pip install 'cuifa\[parquet\]'`"):
        act()  # type: ignore[operator]


def test_of_a_label_studio_task_the_latest_annotation_counts_that_was_not_cancelled() -> None:
    raw = (EXPORTS / "label_studio.json").read_bytes()
    found = read("project-7.json", raw)
    assert found.rows == [FULL, Row("单太多了,排着呢", "backlog", tactics=())]
    assert [str(problem).partition(";")[0] for problem in found.problems] == [
        "project-7.json, record 4: nothing is labelled"
    ]
    assert found.skipped == 1


@pytest.mark.parametrize(
    ("task", "said"),
    [
        ("1", "not a Label Studio task"),
        ('{"data": []}', "not a Label Studio task"),
        ('{"data": {}, "annotations": 5}', "text is empty"),
        (
            '{"data": {"text": "好"}, "annotations": [{"result": [{"from_name": [], "value": 1}]}]}',
            "nothing is labelled",
        ),
        (
            '{"data": {"text": "好"}, "annotations": [{"result": [{"from_name": "tone", "value": {"choices": [1]}}]}]}',
            "unknown tone 1",
        ),
    ],
)
def test_a_task_that_is_none_is_named(task: str, said: str) -> None:
    assert said in problems("a.json", task, "label-studio")[0]


def test_label_studio_imports_what_is_written_for_it() -> None:
    task = json.loads(write([FULL], "label-studio"))[0]
    assert task["data"] == {"text": FULL.text, "group": "shop-a"}
    assert task["annotations"][0]["result"][0] == {
        "from_name": "cause",
        "to_name": "text",
        "type": "choices",
        "value": {"choices": ["out_of_stock"]},
    }
    assert "predictions" not in task


def test_the_labelling_interface_offers_every_label_under_its_id() -> None:
    view = ElementTree.fromstring(label_studio_config())  # noqa: S314, our own
    offered = {box.get("name"): [choice.get("alias") for choice in box] for box in view.iter("Choices")}
    assert offered == {**{name: list(ids) for name, ids in IDS.items()}, "tactics": [*IDS["tactics"], "none"]}
    assert view.find("Text").get("value") == "$text"  # type: ignore[union-attr]


def test_a_doccano_export_is_read_and_an_unclear_label_is_named() -> None:
    found = read("admin.jsonl", (EXPORTS / "doccano.jsonl").read_bytes())
    assert found.rows == [FULL, Row("单太多了,排着呢", "backlog", tactics=())]
    assert [str(problem) for problem in found.problems] == [
        "admin.jsonl:3: unknown label '立场'; write it as in cause:out_of_stock",
        "admin.jsonl:4: label none may be stance:none or tactics:none; write which",
        "admin.jsonl:5: nothing is labelled; give one of cause, tone, stance, tactics",
        "admin.jsonl:6: label must be a list of names; found [0, 2, 'cause']",
        "admin.jsonl:7: a message has one cause, here out_of_stock and backlog",
    ]


def test_a_label_may_be_named_bare_because_no_two_sets_share_a_word() -> None:
    words = [word for labels in LABEL_SETS.values() for label in labels for word in (label.id, label.name)]
    assert len(set(words)) == len(words)
    lines = [
        json.dumps({"text": "好", "label": [word]}) for word in words if word not in ("none", "buyer_fault_refund")
    ]
    said = "\n".join(lines).encode()
    assert [p for p in read("a.jsonl", said).problems if "refund_request belongs" not in p.reason] == []


@settings(deadline=None)  # the first file loads the normaliser's table
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.none() | st.sampled_from(FORMS))
def test_no_file_does_harm(raw: bytes, form: Form | None) -> None:
    with suppress(InputError):
        read("upload", raw, form)


KEYS = "text cause tone tactics group label data annotations result value choices from_name was_cancelled updated_at"
keys = st.sampled_from(KEYS.split())
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(st.lists(json_values, min_size=1, max_size=3), st.sampled_from(["jsonl", "label-studio", "doccano"]))
def test_no_record_does_harm(records: list[object], form: Form) -> None:
    found = read("upload", json.dumps(records).encode(), form)
    assert len(found.rows) + found.skipped + len({problem.place for problem in found.problems}) == len(records)


def test_a_folder_is_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(write([FULL]))
    (tmp_path / "b.jsonl").write_text("{\n", encoding="utf-8")
    found = read_folder(tmp_path)
    assert (found.rows, [str(problem)[:10] for problem in found.problems]) == ([FULL], ["b.jsonl:1:"])
    with pytest.raises(InputError, match="holds no"):
        read_folder(tmp_path / "nowhere")


def test_what_is_reviewed_has_its_private_passages_masked_instead_of_being_refused() -> None:
    raw = line(text="没货了 加V 13800138000").encode()
    assert problems("a.jsonl", raw) == ["a.jsonl:1: personal data in the text: 1380…; mask it as 〔手机号〕"]
    assert read("a.jsonl", raw, for_review=True).rows == [Row("没货了 加V 〔手机号〕", "out_of_stock")]


def test_what_is_reviewed_needs_no_label() -> None:
    assert problems("a.jsonl", line(cause=None)) == [
        f"a.jsonl:1: nothing is labelled; give one of {', '.join(LABEL_SETS)}"
    ]
    assert read("a.jsonl", line(cause=None).encode(), for_review=True).rows == [Row("没货了")]
    assert read("a.csv", "text\n没货了\n".encode(), for_review=True).rows == [Row("没货了")]


def test_what_is_reviewed_may_be_wrong_all_the_same() -> None:
    found = read("a.csv", "text,cause\n,backlog\n没货了,nope\n爆单了,backlog\n".encode(), for_review=True)
    assert [problem.place.number for problem in found.problems] == [2, 3]
    assert [row.text for row in found.rows] == ["爆单了"]


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("shop.txt", "没货了\n\n电话13800138000\n"),
        ("shop.csv", "text,cause\n没货了,backlog\n电话13800138000,no label\n"),
        ("shop.jsonl", '{"text": "没货了", "cause": 7}\n{"text": "电话13800138000"}\n'),
    ],
)
def test_messages_to_be_labelled_come_in_lines_or_records_and_lose_the_labels_they_have(name: str, raw: str) -> None:
    assert read_messages(name, raw.encode()).rows == [Row("没货了"), Row("电话〔手机号〕")]


def test_texts_are_messages_too_and_bad_ones_are_told_by_number() -> None:
    found = messages("texts", ["没货了", " ", "电话13800138000"])
    assert found.rows == [Row("没货了"), Row("电话〔手机号〕")]
    assert [str(problem) for problem in found.problems] == ["texts, message 2: text is empty"]


def packed(columns: dict[str, list[object]]) -> bytes:
    sink = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), sink, compression="zstd")
    return sink.getvalue()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (packed({"text": ["没货"] * (MOST + 1)}), "holds more than 100000 records"),
        (packed({"text": ["没" * 300_000] * 1000}), "unpacks to more than 64 MiB"),
        (packed({"text": ["没货"] * 100, "tactics": [["s" * 1_000_000]] * 100}), "unpacks to more than 64 MiB"),
        (packed({"text": ["没" * 30_000_000]}), "unpacks to more than 64 MiB"),
    ],
    ids=["many rows", "a long text many times", "a long tactic many times", "one endless text"],
)
def test_a_small_file_that_holds_far_more_than_it_seems_is_refused_before_it_fills_the_memory(
    raw: bytes, said: str
) -> None:
    assert len(raw) < 100_000
    with pytest.raises(InputError, match=said):
        read("a.parquet", raw, for_review=True)


def test_a_text_file_may_hold_so_many_records_and_no_more() -> None:
    with pytest.raises(InputError, match="holds more than 100000 records"):
        read_messages("a.txt", "好\n".encode() * (MOST + 1))
    assert len(read_messages("a.txt", "好\n".encode() * MOST).rows) == MOST


def test_parquet_for_review_is_read_like_any_other() -> None:
    assert read("a.parquet", write([FULL, CAUSE_ONLY], "parquet"), for_review=True).rows == [FULL, CAUSE_ONLY]
