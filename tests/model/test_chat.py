from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from model.chat import seller_turns, split

LAYOUTS = yaml.safe_load((Path(__file__).parent / "layouts.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout["name"])
def test_a_layout_is_split_by_speaker(layout: dict[str, Any]) -> None:
    assert [[message.speaker, message.text] for message in split(layout["paste"]).messages] == layout["expected"]


@pytest.mark.parametrize(
    ("paste", "expected"),
    [
        ("没货了\n您退款吧", [("seller", "没货了"), ("seller", "您退款吧")]),
        ("我:怎么还不发\n商家:没货了\n退款吧\n我:不退", [("buyer", "怎么还不发"), ("seller", "没货了"), ("seller", "退款吧"), ("buyer", "不退")]),
        ("糖糖小铺 10:23\n在催了\n我 10:25\n快点", [("seller", "在催了"), ("buyer", "快点")]),
        ("我\n在吗\n我\n在吗\n商家\n在", [("buyer", "在吗"), ("buyer", "在吗"), ("seller", "在")]),
        ("商家\n好的\n稍等\n我\n好的", [("seller", "好的"), ("seller", "稍等"), ("buyer", "好的")]),
        ("客户地址:没写全", [("seller", "客户地址:没写全")]),
    ],
)  # fmt: skip
def test_lines_without_a_name_belong_to_the_speaker_before(paste: str, expected: list[tuple[str, str]]) -> None:
    assert [(message.speaker, message.text) for message in split(paste).messages] == expected


@pytest.mark.parametrize(
    ("paste", "known"),
    [
        ("没货了", False),
        ("糖糖 10:20\n没货\n小王 10:21\n啊", False),
        ("我:在吗\n没货", True),
        ("糖糖小铺 10:20\n没货\n小王 10:21\n啊", True),
    ],
)
def test_it_says_whether_the_speakers_are_known(paste: str, known: bool) -> None:
    assert split(paste).speakers_known == known


@given(st.text(max_size=200))
def test_every_message_stands_where_it_says(paste: str) -> None:
    messages = split(paste).messages
    assert all(paste[message.start : message.end] == message.text for message in messages)
    assert all(a.end <= b.start for a, b in pairwise(messages))


def test_bubbles_in_a_row_are_one_turn() -> None:
    turns = seller_turns(split("商家:没货了\n已读\n退款吧\n我:不退\n商家:那等等").messages)
    assert [[bubble.text for bubble in turn] for turn in turns] == [["没货了", "退款吧"], ["那等等"]]


def test_a_very_long_line_keeps_its_speaker_and_its_words() -> None:
    words = "没货" + " " * 9_000 + "了"
    assert [(m.speaker, m.text) for m in split(f"   我:  {words}\n客服小美:好").messages] == [
        ("buyer", words),
        ("seller", "好"),
    ]
