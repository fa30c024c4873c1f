import json
from pathlib import Path

import pytest

from model import data
from model.errors import DataError

GOOD = {"text": "没货了", "cause": "out_of_stock", "tone": "neutral", "stance": "refuse", "tactics": [], "group": "g1"}


def write(folder: Path, *records: object, name: str = "out_of_stock") -> None:
    lines = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
    (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ({**GOOD, "text": " "}, "text is empty"),
        ({**GOOD, "text": "字" * 2001}, "at most 2000"),
        ({**GOOD, "text": "打13912345678"}, "personal data"),
        ({**GOOD, "cause": "nope"}, "unknown cause 'nope'"),
        ({**GOOD, "tone": None}, "unknown tone"),
        ({**GOOD, "stance": "none"}, "stance is none exactly when"),
        ({**GOOD, "tactics": ["nope"]}, "tactics must be"),
        ({**GOOD, "tactics": ["stalling", "stalling"]}, "named twice"),
        ({**GOOD, "tactics": ["buyer_fault_refund"]}, "refund_request belongs"),
        ({k: v for k, v in GOOD.items() if k != "group"}, "lacks group"),
        ({**GOOD, "cause": "backlog"}, "belongs into backlog.jsonl"),
        ({**GOOD, "text": "没貨了"}, "a copy of out_of_stock.jsonl:1"),
        ({**GOOD, "text": "没貨了", "tone": "hostile"}, "the same words with other labels"),
    ],
)
def test_a_bad_record_is_named_by_file_line_and_reason(tmp_path: Path, record: object, reason: str) -> None:
    write(tmp_path, GOOD, record)
    good, problems = data.check(tmp_path)
    assert len(good) == 1
    assert [str(problem).startswith("out_of_stock.jsonl:2: ") for problem in problems] == [True]
    assert reason in problems[0].reason


def test_loading_refuses_a_folder_with_a_bad_record(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "{")
    with pytest.raises(DataError, match=r"out_of_stock\.jsonl:2"):
        data.load(tmp_path)


def test_a_near_copy_is_refused_but_a_pair_that_one_word_turns_round_is_not(tmp_path: Path) -> None:
    one = {**GOOD, "text": "亲这款蓝色的昨天就卖完了哦"}
    write(
        tmp_path,
        one,
        {**one, "text": "亲这款蓝色的昨天就卖完了哦亲"},
        {**one, "text": "亲这款蓝色的前天就卖完啦", "tone": "friendly"},
    )
    _, problems = data.check(tmp_path)
    assert [str(problem) for problem in problems] == [
        "out_of_stock.jsonl:2: a near copy (0.92) of out_of_stock.jsonl:1"
    ]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no"):
        data.load(tmp_path)


def test_a_byte_order_mark_and_blank_lines_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "out_of_stock.jsonl").write_text("\ufeff" + json.dumps(GOOD) + "\n\n", encoding="utf-8")
    assert len(data.load(tmp_path)) == 1


def test_the_fingerprint_tells_labels_apart_and_orders_not() -> None:
    one = data.Example("没货", "out_of_stock", "neutral", "refuse", (), "g")
    two = data.Example("没货", "out_of_stock", "hostile", "refuse", (), "g")
    assert data.fingerprint([one, two]) == data.fingerprint([two, one]) != data.fingerprint([one, one])


def test_what_falls_short_of_the_floors_is_named_with_its_number() -> None:
    found = data.shortfalls([data.Example("没货", "out_of_stock", "neutral", "refuse", (), "g")])
    assert "messages: 1, at least 10000 wanted" in found
    assert "cause not_refusal: 0, at least 2500 wanted" in found
    assert not any("without punctuation" in shortfall for shortfall in found)
