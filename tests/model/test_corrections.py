from pathlib import Path

import pytest

from model import corrections
from model.corrections import Correction
from model.errors import DataError, InputError


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"corrections\.jsonl cannot be opened"):
        corrections.read(tmp_path / "corrections.jsonl")


def test_a_correction_may_give_one_label_or_all(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text('{"text": "没货了", "cause": "out_of_stock"}\n{"text": "滚", "tone": "hostile", "tactics": []}\n')
    assert corrections.read(path) == [
        Correction("corrections.jsonl:1", "没货了", cause="out_of_stock"),
        Correction("corrections.jsonl:2", "滚", tone="hostile", tactics=()),
    ]


def test_a_bad_correction_is_named(tmp_path: Path) -> None:
    path = tmp_path / "corrections.jsonl"
    path.write_text('{"text": "没货了", "cause": "lazy"}\n')
    with pytest.raises(DataError, match="jsonl:1: unknown cause"):
        corrections.read(path)


@pytest.mark.parametrize(
    ("given", "settled"),
    [
        ({"cause": "not_refusal"}, {"cause": "not_refusal", "stance": "none"}),
        ({"stance": "none"}, {"cause": "not_refusal", "stance": "none"}),
        ({"cause": "backlog", "stance": "none"}, {"cause": "backlog"}),
        ({"tactics": ("buyer_fault_refund",)}, {"tactics": ("refund_request", "buyer_fault_refund")}),
    ],
)
def test_labels_are_made_to_go_together(given: dict[str, object], settled: dict[str, object]) -> None:
    assert Correction("a", "x", **given).settled() == Correction("a", "x", **settled)  # type: ignore[arg-type]


def test_of_a_chat_the_sellers_latest_words_are_taught() -> None:
    chat = "买家: 什么时候发\n商家: 在的亲\n买家: 快点\n商家: 没货了\n商家: 退了吧"
    assert Correction("a", chat).taught().text == "没货了\n退了吧"


def test_the_same_words_with_other_labels_are_a_conflict() -> None:
    same = [
        Correction("a", "没货了", cause="backlog"),
        Correction("b", "没货了", tone="neutral"),
        Correction("c", "沒貨了", cause="logistics"),
    ]
    assert [(one.id, other.id) for one, other in corrections.conflicts(same)] == [("a", "c")]
