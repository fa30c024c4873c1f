import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.normalise import fold, normal_text, normalise


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("加V", "加微信"),
        ("+V", "加微信"),
        ("薇❤", "微信"),
        ("维信给我", "微信给我"),
        ("vx聊", "微信聊"),
        ("绿泡泡", "微信"),
        ("tui款", "退款"),
        ("申请tk", "申请退款"),
        ("kd停了", "快递停了"),
        ("缺貨，請退款", "缺货,请退款"),
        ("嗰張券", "嗰张券"),
        ("ＡＢＣ１２３", "abc123"),
        ("订单1234567890", "订单#"),
        ("138****0000", "#"),
        ("哈哈哈哈哈", "哈哈"),
        ("3-5天", "3~5天"),
        ("没\u200b货", "没货"),
        ("a\x00b", "a b"),
    ],
)
def test_spellings_of_one_word_become_one(written: str, plain: str) -> None:
    assert normalise(written).text == plain


@pytest.mark.parametrize("text", ["信息", "威信扫地不是微信息", "iphone15", "服务", "48小时"])
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert normalise(text).text.replace("微信", "威信", 1) == text or normalise(text).text == text


@given(st.text(max_size=60))
def test_every_character_leads_back_into_the_text(text: str) -> None:
    for normalised in (fold(text), normalise(text)):
        assert len(normalised.text) == len(normalised.starts) == len(normalised.ends)
        assert all(0 <= a < b <= len(text) for a, b in zip(normalised.starts, normalised.ends, strict=True))
        assert normalised.starts == sorted(normalised.starts)


@given(st.lists(st.sampled_from([*"加+VvX 微t退k款fa货uo1.5-~a#哈貨", "\u200b", "tui"]) | st.characters()).map("".join))
def test_the_text_alone_is_the_same_text(text: str) -> None:
    assert normal_text(text) == normalise(text).text


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once
