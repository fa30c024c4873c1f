"""What the labelled messages must hold at least (training_data/README.md)."""

from model.data import Example, shortfalls


def test_the_projects_messages_reach_every_floor(examples: list[Example]) -> None:
    assert shortfalls(examples) == []
