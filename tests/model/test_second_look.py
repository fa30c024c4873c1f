"""A message is worth a look where the model is unsure of it, or sure of other labels than it was given."""

import pytest

from model.classifier import Classifier
from model.corrections import Correction
from model.second_look import Look, looks

CLEAR, UNCLEAR = "亲，这款没货了，给您申请退款吧", "那个啥看情况吧到时候"


def look(classifier: Classifier, text: str, **labels: object) -> Look:
    (found,) = looks(classifier, [Correction("id", text, **labels)])
    return found


def test_nothing_is_looked_at_where_there_is_nothing(classifier: Classifier) -> None:
    assert looks(classifier, []) == []


def test_doubt_is_greater_where_the_model_is_less_sure(classifier: Classifier) -> None:
    assert look(classifier, CLEAR).doubt < look(classifier, UNCLEAR).doubt


def test_doubt_is_that_of_the_least_sure_part_of_the_reading(classifier: Classifier) -> None:
    reading = classifier.read(UNCLEAR)
    least = min(choice.confidence for choice in (reading.cause, reading.tone, reading.stance))
    assert look(classifier, UNCLEAR).doubt >= 1 - least - 1e-12


def test_labels_have_no_part_in_doubt(classifier: Classifier) -> None:
    assert look(classifier, CLEAR, cause="backlog").doubt == look(classifier, CLEAR).doubt


def test_nobody_disagrees_where_nothing_is_labelled(classifier: Classifier) -> None:
    assert look(classifier, CLEAR).disagreement == 0


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ({"cause": "out_of_stock"}, {"cause": "logistics"}),
        ({"stance": "refuse"}, {"stance": "delay"}),
        ({"tactics": ("refund_request",)}, {"tactics": ()}),
        ({"cause": "out_of_stock"}, {"cause": "out_of_stock", "tactics": ("threat",)}),
    ],
)
def test_one_label_that_the_model_would_not_give_is_enough(classifier: Classifier, right: dict, wrong: dict) -> None:
    assert look(classifier, CLEAR, **right).disagreement < 0.3
    assert look(classifier, CLEAR, **wrong).disagreement > 0.7


def test_of_a_chat_the_sellers_latest_words_count(classifier: Classifier) -> None:
    chat = f"买家：什么时候发货\n商家：{CLEAR}"
    assert look(classifier, chat, cause="out_of_stock") == pytest.approx(look(classifier, CLEAR, cause="out_of_stock"))
