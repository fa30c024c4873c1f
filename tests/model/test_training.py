import dataclasses

import pytest

from model import training
from model.corrections import Correction
from model.data import Example
from model.errors import DataError
from model.training import stages, train


@pytest.fixture(scope="module")
def few(examples: list[Example]) -> list[Example]:
    """Every eighth message: all labels, all voices, little time."""
    return examples[::8]


def test_training_is_the_same_twice(few: list[Example]) -> None:
    one, two = train(few, rounds=1), train(few, rounds=1)
    assert one.calibration == two.calibration
    assert (one.layer.weights == two.layer.weights).all()


def test_every_message_is_judged_by_a_model_that_had_not_read_its_voice(few: list[Example]) -> None:
    seen: list[str] = []
    trained = train(few, seen.append)
    assert sorted(trained.judged) == list(range(len(few)))
    assert seen == stages()
    assert trained.evaluation.messages == len(few)


def test_the_folds_learn_corrections_with_the_weight_that_they_have_in_the_end(
    few: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    against = [Correction(e.id, e.text, tone="hostile") for e in few if e.tone == "neutral"][:40]
    heavy = train(few, rounds=1, corrections=against)
    monkeypatch.setattr(training, "MOST_WEIGHT", training.WEIGHT)
    light = train(few, rounds=1, corrections=against)
    misread = [sum(len(case.wrong) for case in trained.cases) for trained in (heavy, light)]
    assert misread[0] < misread[1]
    assert (heavy.out_of_fold != light.out_of_fold).any()


def test_too_few_voices_are_refused(few: list[Example]) -> None:
    alike = [dataclasses.replace(example, group="one") for example in few]
    with pytest.raises(DataError, match="1 groups are too few"):
        train(alike)


def test_a_label_of_a_single_voice_is_refused(few: list[Example]) -> None:
    voice = few[0].group
    rare = [e for e in few if e.tone != "hostile" or e.group == voice]
    with pytest.raises(DataError, match="more voices"):
        train(rare)
