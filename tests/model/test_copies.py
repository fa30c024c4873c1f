"""Near copies are told by the characters that they share, and found among many by a sketch of a few numbers."""

import random
import subprocess
import sys

import pytest

from model.copies import NEAR, near_copies, similarities, sketch, sketches
from model.data import Example

MADE = (3110243919898429421, 8416008843339193815)


def altered(text: str, dice: random.Random) -> str:
    characters = list(text)
    for _ in range(max(1, len(characters) // dice.choice((8, 12, 16, 25)))):
        characters[dice.randrange(len(characters))] = dice.choice("的了啊吗发货亲")
    return "".join(characters)


def test_spelling_makes_no_difference() -> None:
    assert similarities("这款没货了亲", ["這款沒貨了親"]) == [1]
    assert sketch("这款没货了亲") == sketch("這款沒貨了親")


@pytest.mark.parametrize("text", ["", "好", "好的", "好的亲", "𠮷" * 5, "半\ud800个"])
def test_every_text_has_a_sketch_that_fits_a_signed_column(text: str) -> None:
    assert all(0 <= number < 2**63 for number in sketch(text))
    assert len(sketch(text)) == 10


def test_a_sketch_is_the_same_in_company_and_alone() -> None:
    texts = ["没货了", "", "爆单了，等等哦", "没货了"]
    assert sketches(texts) == [sketch(text) for text in texts]


def test_a_sketch_is_the_same_in_another_process() -> None:
    code = "from model.copies import sketch; print(sketch('这款没货了亲'))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.strip() == str(sketch("这款没货了亲"))


def test_a_sketch_never_changes() -> None:
    assert sketch("这款没货了亲")[:2] == MADE


def test_nearly_all_near_copies_share_a_number(examples: list[Example]) -> None:
    dice = random.Random(1)  # noqa: S311, no secret
    pairs = [(example.text, altered(example.text, dice)) for example in examples[::5]]
    near = [(one, other) for one, other in pairs if NEAR <= similarities(one, [other])[0] < 1]
    ones, others = (sketches([pair[side] for pair in near]) for side in (0, 1))
    found = sum(not set(one).isdisjoint(other) for one, other in zip(ones, others, strict=True))
    assert len(near) > 1000
    assert found / len(near) > 0.985


def test_hardly_any_others_do(examples: list[Example]) -> None:
    made = sketches([example.text for example in examples[:2000]])
    pairs = [(a, b) for a in range(0, 2000, 7) for b in range(a + 1, 2000, 13)]
    assert sum(not set(made[a]).isdisjoint(made[b]) for a, b in pairs) / len(pairs) < 0.01


def test_similarity_is_that_of_the_whole_list() -> None:
    texts = ["亲这款没货了哦", "亲这款没货了哈", "今天发货"]
    assert list(near_copies(texts, least=0.5)) == [(1, 0, pytest.approx(similarities(texts[0], texts[1:2])[0]))]
