import itertools
import re
from datetime import datetime, timedelta

import pytest

from model.labels import IDS
from model.promise import SHANGHAI
from model.reading import Choice, Promise, Reading, Tactic
from server import advice
from server.advice import Order, Playbook, advise

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return advice.load()


def reading(cause: str, stance: str, *tactics: str, promise: datetime | None = None) -> Reading:
    """A reading as the model would give it, with only what advice looks at."""

    def choice(id: str) -> Choice:
        return Choice(id, 0.9, "sure", (), ())

    found = tuple(Tactic(tactic, 0.9, ()) for tactic in tactics)
    said = promise and Promise("周五前发", 0, 4, promise, True)
    return Reading((), True, choice(cause), choice("neutral"), choice(stance), found, said)


PAIRS = [("not_refusal", "none"), *itertools.product(IDS["cause"][:-1], IDS["stance"][:3])]
ORDERS = [
    Order(),
    Order(platform="xiaohongshu", ship_by=NOW + DAY, item="奶油色帆布包", paid_at=NOW - DAY),
    Order(platform="taobao", ship_by=NOW - DAY, goods="spot", status="unshipped"),
    Order(platform="jd", paid_at=NOW - 3 * DAY),
    Order(status="label_only"),
    Order(status="cancelled", paid_at=NOW - DAY),
    Order(status="refunding", goods="custom"),
    Order(status="shipped"),
]


@pytest.mark.parametrize(("cause", "stance"), PAIRS)
def test_every_situation_gets_steps_and_two_filled_replies(playbook: Playbook, cause: str, stance: str) -> None:
    for order in ORDERS:
        for tactics in [(), *((tactic,) for tactic in IDS["tactics"])]:
            found = advise(playbook, reading(cause, stance, *tactics), order, NOW)
            assert len(found.steps) >= 1
            assert [reply.style for reply in found.replies] == ["gentle", "firm"]
            printed = repr(found)
            assert not re.search(r"\{\{|\}\}|None|undefined", printed.replace("None,", ""))
            for reply in found.replies:
                assert 60 <= len(reply.text) <= 190
                assert reply.text.count("11月24日18:00") == 1
            assert {id for step in found.steps for id in step.sources} <= {source.id for source in found.sources}
            if tactics:
                assert tactics[0] in [warning.id for warning in found.warnings]


@pytest.mark.parametrize(
    ("order", "stance", "promise", "state"),
    [
        (Order(), "refuse", None, "unknown"),
        (Order(ship_by=NOW + DAY), "delay", None, "within_time"),
        (Order(ship_by=NOW + DAY), "refuse", None, "refused_within_time"),
        (Order(ship_by=NOW - DAY), "delay", None, "late"),
        (Order(ship_by=NOW - DAY), "delay", NOW + DAY, "late_promised"),
        (Order(platform="jd", paid_at=NOW - 3 * DAY), "delay", None, "late"),
        (Order(platform="jd", paid_at=NOW - 3 * DAY, goods="presale"), "delay", None, "unknown"),
        (Order(platform="other", paid_at=NOW - 3 * DAY), "delay", None, "unknown"),
        (Order(status="label_only", ship_by=NOW - DAY), "delay", None, "label_only"),
        (Order(status="cancelled"), "refuse", None, "cancelled"),
    ],
)
def test_where_the_order_stands(
    playbook: Playbook, order: Order, stance: str, promise: datetime | None, state: str
) -> None:
    assert advise(playbook, reading("backlog", stance, promise=promise), order, NOW).state.id == state


def test_a_refund_under_a_false_reason_is_a_state_of_its_own(playbook: Playbook) -> None:
    found = advise(
        playbook,
        reading("out_of_stock", "refuse", "refund_request", "buyer_fault_refund"),
        Order(status="refunding"),
        NOW,
    )
    assert found.state.id == "wrong_reason"
    assert "withdraw_wrong_reason" in [step.id for step in found.steps]


def test_inside_the_promised_time_nobody_is_accused(playbook: Playbook) -> None:
    found = advise(playbook, reading("backlog", "delay"), Order(ship_by=NOW + DAY), NOW)
    assert found.state.name == "尚未逾期"
    assert not any("12315" in step.title or "平台介入" in step.title for step in found.steps)


def test_the_page_s_time_wins_over_the_platforms_usual_one(playbook: Playbook) -> None:
    order = Order(platform="taobao", paid_at=NOW - 3 * DAY, ship_by=NOW + DAY)
    deadlines = [deadline.id for deadline in advise(playbook, reading("backlog", "delay"), order, NOW).deadlines]
    assert "ship_by" in deadlines
    assert "usual_ship_by" not in deadlines


def test_deadlines_come_in_the_order_of_the_calendar(playbook: Playbook) -> None:
    found = advise(playbook, reading("backlog", "delay", promise=NOW + 3 * DAY), Order(ship_by=NOW - DAY), NOW)
    assert [deadline.id for deadline in found.deadlines] == ["ship_by", "reply_by", "promise"]
    assert [deadline.passed for deadline in found.deadlines] == [True, False, False]


def test_what_is_missing_is_asked_and_no_more_than_three(playbook: Playbook) -> None:
    questions = advise(playbook, reading("unstated", "refuse"), Order(), NOW).questions
    assert [question.field for question in questions] == ["ship_by", "paid_at", "platform"]
    told = Order(platform="jd", ship_by=NOW + DAY, status="unshipped")
    assert advise(playbook, reading("unstated", "refuse"), told, NOW).questions == ()


def test_the_orders_facts_are_in_the_replies(playbook: Playbook) -> None:
    order = Order(item="奶油色帆布包", paid_at=datetime(2026, 11, 20, 9, tzinfo=SHANGHAI))
    for reply in advise(playbook, reading("out_of_stock", "refuse"), order, NOW).replies:
        assert "「奶油色帆布包」这单" in reply.text
        assert "11月20日付了款" in reply.text


def test_a_price_slip_is_warned_of_as_the_weak_case(playbook: Playbook) -> None:
    assert "price_slip" in [
        warning.id for warning in advise(playbook, reading("pricing", "refuse"), Order(), NOW).warnings
    ]
    assert "price_slip" not in [
        w.id for w in advise(playbook, reading("pricing", "conditional"), Order(), NOW).warnings
    ]
