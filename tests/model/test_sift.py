from dataclasses import replace

from model.data import Problem
from model.formats import Imported, Row
from model.records import Place
from model.sift import sift

BACKLOG = Row("单太多了", "backlog", "neutral", "delay", (), place=Place("own.jsonl", 7))


def test_copies_of_what_is_known_and_of_each_other_are_left_out_and_counted() -> None:
    rows = [Row("單太多了", "backlog"), Row("没货了", "out_of_stock"), Row("没货了 ", "out_of_stock")]
    found = sift([Imported(rows[:2], []), Imported(rows[2:], [], skipped=3)], [BACKLOG])
    assert (found.rows, found.copies, found.skipped, found.problems) == ([rows[1]], 2, 3, [])


def test_other_labels_for_the_same_words_are_a_problem_that_names_both_places() -> None:
    place = Place("new.csv", 2)
    found = sift([Imported([replace(BACKLOG, tactics=("stalling",), place=place)], [])], [BACKLOG])
    assert found.rows == []
    assert [str(problem) for problem in found.problems] == [
        "new.csv:2: the same words as own.jsonl:7, but tactics is stalling here and none there"
    ]


def test_labels_that_go_together_join_and_those_that_cannot_are_a_problem() -> None:
    cause, tone = Row("发了", "not_refusal"), Row("发了", tone="neutral")
    assert sift([Imported([cause, tone], [])]).rows == [Row("发了", "not_refusal", "neutral")]
    assert "stance is none exactly when" in str(sift([Imported([cause, Row("发了", stance="delay")], [])]).problems[0])


def test_a_row_that_adds_labels_to_a_known_one_is_kept() -> None:
    assert sift([Imported([BACKLOG], [])], [Row("单太多了", "backlog")]).rows == [BACKLOG]


def test_problems_stand_in_the_order_of_the_file_and_bad_records_are_counted_once() -> None:
    bad = [Problem(Place("new.csv", 5), "one"), Problem(Place("new.csv", 5), "two")]
    clash = replace(BACKLOG, cause="pricing", place=Place("new.csv", 2))
    found = sift([Imported([clash], bad)], [BACKLOG])
    assert [problem.place.number for problem in found.problems] == [2, 5, 5]
    assert found.bad == 2
