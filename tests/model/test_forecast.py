"""A learning curve that follows a power law is foretold; one that is flat is not."""

from typing import Any

import pytest

from model.forecast import GAIN, forecast


def curve(*errors: tuple[int, float]) -> list[dict[str, Any]]:
    return [{"voices": 5, "messages": messages, "f1": {"cause": 1 - error}} for messages, error in errors]


def power(messages: int, exponent: float = 0.4) -> float:
    return 5 * messages**-exponent


POINTS = (1000, 2000, 4000, 8000)


def test_a_power_law_is_followed_to_the_message() -> None:
    found = forecast(curve(*((n, power(n)) for n in POINTS)))["cause"]
    assert found.now == pytest.approx(1 - power(8000), abs=1e-4)
    assert found.messages
    assert power(8000 + found.messages) == pytest.approx(power(8000) - GAIN, abs=1e-4)


def test_the_order_of_the_points_does_not_count() -> None:
    points = curve(*((n, power(n)) for n in POINTS))
    assert forecast(points) == forecast(points[::-1])


@pytest.mark.parametrize(
    "errors",
    [
        [0.2, 0.2, 0.2, 0.2],
        [0.2, 0.21, 0.22, 0.23],
        [0.2, 0.1999, 0.1998, 0.1997],
        [0.02, 0.015, 0.012, 0.009],
        [0.0, 0.0, 0.0, 0.0],
    ],
    ids=["flat", "worse", "hardly better", "too good to gain as much", "without a fault"],
)
def test_where_no_number_of_messages_is_likely_to_help_none_is_told(errors: list[float]) -> None:
    assert forecast(curve(*zip(POINTS, errors, strict=True)))["cause"].messages is None


@pytest.mark.parametrize("points", [0, 1, 2])
def test_few_points_foretell_nothing(points: int) -> None:
    assert forecast(curve(*((n, power(n)) for n in POINTS[:points]))) == {}
