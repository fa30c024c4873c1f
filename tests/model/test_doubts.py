import numpy as np

from model.calibration import Probabilities
from model.doubts import doubts
from model.given import Given
from model.labels import IDS


def found(tone: list[list[float]]) -> Probabilities:
    """Probabilities of tones; the other sets say nothing."""
    rows = len(tone)
    choices = {name: np.full((rows, len(IDS[name])), 1 / len(IDS[name])) for name in ("cause", "stance")}
    return Probabilities(choices | {"tone": np.array(tone)}, np.zeros((rows, len(IDS["tactics"]))))


def given(tone: list[int]) -> Given:
    rows = len(tone)
    codes = {name: np.full(rows, -1, dtype=np.int8) for name in ("cause", "stance")}
    return Given(codes | {"tone": np.array(tone, dtype=np.int8), "tactics": np.full((rows, 8), -1, dtype=np.int8)})


def test_a_label_is_doubted_where_another_is_as_likely_as_it_is_for_its_own() -> None:
    sure_0, sure_1 = [0.9, 0.1, 0, 0], [0.1, 0.9, 0, 0]
    likely = found([sure_0, sure_0, sure_1, sure_1, sure_1, [0.45, 0.55, 0, 0]])
    named = doubts(likely, given([0, 0, 1, 1, 0, 0]), 30)
    assert [(doubt.row, doubt.label, doubt.likelier) for doubt in named] == [(4, "friendly", "neutral")]


def test_a_label_that_nobody_gave_is_not_doubted() -> None:
    assert doubts(found([[0.1, 0.9, 0, 0]]), given([-1]), 30) == []
