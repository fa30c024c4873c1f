"""What is asked first is what the model doubts and what nothing asked before resembles."""

from model.asking import most_useful

SAME = [f"仓库爆单了亲，要等{days}天才能发" for days in ("三", "四", "五", "六")]
OTHER = "您的地址写错了，改好再拍一次"


def test_all_are_ordered_and_none_twice() -> None:
    texts = [*SAME, OTHER]
    assert sorted(most_useful(texts, [0.1] * 5)) == [0, 1, 2, 3, 4]
    assert sorted(most_useful(texts, [0.1] * 5, picks=2)) == [0, 1, 2, 3, 4]
    assert most_useful([], []) == []


def test_the_most_doubtful_comes_first() -> None:
    assert most_useful([*SAME, OTHER], [0.5, 0.6, 0.7, 0.9, 0.8])[0] == 3


def test_the_second_is_not_a_copy_of_the_first() -> None:
    assert most_useful([*SAME, OTHER], [0.9, 0.88, 0.87, 0.86, 0.5])[:2] == [0, 4]


def test_what_was_labelled_before_is_not_asked_for_in_other_words() -> None:
    assert most_useful([*SAME, OTHER], [0.9, 0.88, 0.87, 0.86, 0.5], before=[SAME[1]])[0] == 4


def test_behind_those_that_are_picked_doubt_alone_decides() -> None:
    assert most_useful([*SAME, OTHER], [0.5, 0.6, 0.7, 0.9, 0.8], picks=1) == [3, 4, 2, 1, 0]


def test_the_order_is_always_the_same() -> None:
    assert most_useful(SAME, [0.5] * 4) == most_useful(SAME, [0.5] * 4)
