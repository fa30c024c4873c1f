import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.features import PARTS, characters_of, mark_denied, words_of


@pytest.mark.parametrize(
    ("one", "other"), [("能发", "不能发"), ("没货", "不是没货"), ("要补钱", "不要补钱"), ("今天发", "今天不发")]
)
def test_a_negation_changes_the_features(one: str, other: str) -> None:
    assert set(words_of(one)) != set(words_of(other))
    assert set(characters_of(one)) != set(characters_of(other))


def test_what_is_denied_is_another_feature_than_what_is_said() -> None:
    assert not {"取消", "取", "消"} & set(characters_of("没取消"))
    assert {"没", "发", "货"} <= set(characters_of("没取消,照发货"))


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        *[("没货了", "货了"), ("没有货了哦", "有货"), ("不是没货", "是没货"), ("别不发", "不发")],
        *[("没,货", ""), ("没但是有货", ""), ("有货", "")],
    ],
)
def test_a_negator_denies_two_characters_of_its_clause(text: str, denied: str) -> None:
    assert "".join(chr(ord(c) - 0xF0000) for c in mark_denied(text) if ord(c) >= 0xF0000) == denied


def test_a_lone_negation_is_a_feature() -> None:
    assert "不" in words_of("不发货") and "不" in characters_of("不发货")


@given(st.text(min_size=1, max_size=30))
def test_every_feature_covers_at_least_one_character(text: str) -> None:
    for occurrences in PARTS.values():
        assert all(0 <= start < end <= len(text) for _, start, end in occurrences(text))
