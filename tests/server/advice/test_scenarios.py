"""Sixty situations as a consumer lawyer judges them: what right advice says, cites and never says."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from model.reading import Promise, Reading, Tactic
from server import advice
from server.advice import Advice, Order, Playbook, advise
from tests.server.advice.test_advise import choice, printed

SCENARIOS = yaml.safe_load((Path(__file__).parent / "scenarios.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return advice.load()


def answer(playbook: Playbook, scenario: dict[str, Any]) -> Advice:
    """Advise on a scenario."""
    due = scenario["promise"] and datetime.fromisoformat(scenario["promise"])
    reading = Reading(
        (),
        True,
        choice(scenario["cause"]),
        choice(scenario["tone"]),
        choice(scenario["stance"]),
        tuple(Tactic(tactic, 0.9, ()) for tactic in scenario["tactics"]),
        due and Promise("我说的那天", 0, 5, due, True),
    )
    told = dict(scenario["order"])
    for moment in ("paid_at", "ship_by", "promised_by"):
        if moment in told:
            told[moment] = datetime.fromisoformat(told[moment])
    told["done"] = tuple(told.get("done", ()))
    return advise(playbook, reading, Order(**told), datetime.fromisoformat(scenario["now"]))


def held(wanted: str, text: str) -> bool:
    """Whether one of the alternatives stands in the text."""
    return any(words in text for words in wanted.split("|"))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario["name"])
def test_the_advice_is_what_a_consumer_lawyer_expects(playbook: Playbook, scenario: dict[str, Any]) -> None:
    found = answer(playbook, scenario)
    text = printed(found)
    assert found.state.id == scenario["state"]
    assert [wanted for wanted in scenario["says"] if not held(wanted, text)] == []
    assert [words for words in scenario["never"] if words in text] == []
    if "first" in scenario:
        assert held(scenario["first"], "".join(step.title + step.detail + step.keep for step in found.steps[:2]))
    cited = [f"{source.title}{article}" for source in found.sources for article in source.article.split("、")]
    assert [
        wanted for wanted in scenario.get("sources", []) if not any(one in cited for one in wanted.split("|"))
    ] == []
