from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.chat import seller_turns, split


@pytest.mark.parametrize(
    ("paste", "expected"),
    [
        ("亲,这款没货了", [("seller", "亲,这款没货了")]),
        ("没货了\n您退款吧", [("seller", "没货了"), ("seller", "您退款吧")]),
        ("我:怎么还不发\n商家:没货了\n退款吧\n我:不退", [("buyer", "怎么还不发"), ("seller", "没货了"), ("seller", "退款吧"), ("buyer", "不退")]),
        ("我：在吗\n客服小美：在的亲", [("buyer", "在吗"), ("seller", "在的亲")]),
        ("某某旗舰店:小美 2026-11-20 10:23:11\n没货\ntb123 2026-11-20 10:24:00\n啊?\n已读", [("seller", "没货"), ("buyer", "啊?"), ("system", "已读")]),
        ("糖糖小铺 10:23\n在催了\n我 10:25\n快点", [("seller", "在催了"), ("buyer", "快点")]),
        ("我\n啥时候发\n商家\n没货", [("buyer", "啥时候发"), ("seller", "没货")]),
        ("10:23\n没货了\n[图片]", [("system", "10:23"), ("seller", "没货了"), ("system", "[图片]")]),
        ("最晚明天 18:00", [("seller", "最晚明天 18:00")]),
        ("客户地址:没写全", [("seller", "客户地址:没写全")]),
    ],
)  # fmt: skip
def test_layouts_are_split_by_speaker(paste: str, expected: list[tuple[str, str]]) -> None:
    assert [(message.speaker, message.text) for message in split(paste)] == expected


@given(st.text(max_size=200))
def test_every_message_stands_where_it_says(paste: str) -> None:
    messages = split(paste)
    assert all(paste[message.start : message.end] == message.text for message in messages)
    assert all(a.end <= b.start for a, b in pairwise(messages))


def test_bubbles_in_a_row_are_one_turn() -> None:
    turns = seller_turns(split("商家:没货了\n已读\n退款吧\n我:不退\n商家:那等等"))
    assert [[bubble.text for bubble in turn] for turn in turns] == [["没货了", "退款吧"], ["那等等"]]


def test_a_very_long_line_keeps_its_speaker_and_its_words() -> None:
    words = "没货" + " " * 9_000 + "了"
    assert [(m.speaker, m.text) for m in split(f"   我:  {words}\n客服小美:好")] == [("buyer", words), ("seller", "好")]
