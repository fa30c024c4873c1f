"""What the labelled messages must hold at least (training_data/README.md)."""

import pytest

from model.data import Example, counts
from model.labels import IDS


@pytest.mark.parametrize("cause", [cause for cause in IDS["cause"] if cause != "not_refusal"])
def test_every_cause_has_its_hundred(examples: list[Example], cause: str) -> None:
    assert counts(examples)["cause"][cause] >= 100


@pytest.mark.parametrize("tactic", IDS["tactics"])
def test_every_tactic_has_its_sixty(examples: list[Example], tactic: str) -> None:
    assert counts(examples)["tactics"][tactic] >= 60


def test_what_is_no_refusal_is_well_present(examples: list[Example]) -> None:
    assert len(examples) >= 1500
    assert counts(examples)["cause"]["not_refusal"] >= 350


def test_many_messages_are_short_and_many_unpunctuated(examples: list[Example]) -> None:
    assert sum(len(e.text) < 12 for e in examples) > len(examples) * 0.15
    assert sum(not any(c in ",，。.!！?？;；" for c in e.text) for e in examples) > len(examples) * 0.3
