"""What is labelled already is found by its words, also where they differ a little."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from model import known
from model.copies import sketch
from model.data import Example
from model.known import Known


@pytest.fixture(scope="module")
def few() -> Known:
    """Three messages that are labelled already."""
    texts = ("亲亲这款真的没货了哦", "亲亲这款真的没货了哈", "快递停运了等通知")
    return Known([Example(text, "unstated", "neutral", "delay", (), "v") for text in texts])


def test_the_nearest_comes_first(few: Known) -> None:
    text = "親親這款真的沒貨了哈"
    assert [example.text for example in few.near(text, sketch(text))] == [
        "亲亲这款真的没货了哈",
        "亲亲这款真的没货了哦",
    ]


def test_what_is_not_near_is_not_found(few: Known) -> None:
    assert few.near("今天就发", sketch("今天就发")) == []
    assert few.same("今天就发") is None


def test_the_same_words_are_found_in_other_spelling(few: Known) -> None:
    assert few.same("快遞停運了等通知").text == "快递停运了等通知"


def test_the_projects_messages_are_read_once_for_all_threads(examples: list[Example]) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = {id(each) for each in threads.map(lambda _: known.project(), range(4))}
    assert len(found) == 1
    for example in examples[::2000]:
        assert known.project().same(example.text) == example
        assert known.project().near(example.text, sketch(example.text))[0] == example
