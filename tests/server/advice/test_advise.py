import itertools
import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from joblib import Parallel, delayed

from model.labels import IDS
from model.promise import SHANGHAI
from model.reading import Choice, Evidence, Message, Promise, Reading, Tactic
from server import advice
from server.advice import Advice, Order, Playbook, advise
from server.advice.own import FORBIDDEN
from tests.own import ADVICE, GIFT

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def playbook() -> Playbook:
    return advice.load()


def choice(id: str, level: str = "sure") -> Choice:
    """One label, as the model would give it."""
    return Choice(id, 0.9, level, (), ())  # type: ignore[arg-type]


def reading(
    cause: str,
    stance: str,
    *tactics: str,
    tone: str = "neutral",
    promise: datetime | None = None,
    level: str = "sure",
) -> Reading:
    """A reading as the model would give it, with only what advice looks at."""
    found = tuple(Tactic(tactic, 0.9, ()) for tactic in tactics)
    said = promise and Promise("周五前发", 0, 4, promise, True)
    return Reading((), True, choice(cause, level), choice(tone), choice(stance, level), found, said)


PAIRS = [("not_refusal", "none"), *itertools.product(IDS["cause"][:-1], IDS["stance"][:3])]
TACTICS = [(), *itertools.combinations(IDS["tactics"], 1), *itertools.combinations(IDS["tactics"], 2)]
GOODS = (None, "spot", "presale", "custom", "cross_border")
LATE, SOON = NOW - DAY, NOW + DAY
STANDS: dict[str, tuple[dict[str, object], datetime | None]] = {
    "within_time": ({"ship_by": SOON}, None),
    "within_time, promised": ({"ship_by": NOW + 3 * DAY}, SOON),
    "unknown, promised": ({}, SOON),
    "late": ({"ship_by": LATE}, None),
    "late_promised": ({"ship_by": LATE}, SOON),
    "promise_broken": ({"ship_by": LATE}, NOW - DAY / 2),
    "label_only": ({"status": "label_only"}, None),
    "cancelled": ({"status": "cancelled", "ship_by": SOON}, None),
    "wrong_reason": ({"status": "refunding", "ship_by": LATE}, None),
    "paid_off_platform": ({"off_platform_paid": True}, None),
    "shipped": ({"status": "shipped"}, None),
    "unknown": ({}, None),
}
"""Facts that put an order into each state; a refusal turns within_time into refused_within_time."""


def printed(found: Advice) -> str:
    """Everything of an answer that the buyer reads."""
    lines = [found.state.name, *(w.text for w in found.warnings), *(q.text for q in found.questions)]
    lines += [f"{d.name} {d.source}" for d in found.deadlines]
    for step in found.steps:
        lines += [step.title, step.detail, step.when, step.click, step.keep, step.brings, step.limits]
    for reply in found.replies:
        lines += [reply.text, reply.to, reply.channel, reply.when, reply.after]
    return "\n".join(lines)


def flaws(cause: str, stance: str) -> tuple[set[str], list[str]]:
    """Look at every answer for a cause and stance: the states met, and what is wrong."""
    playbook = advice.load(own=[GIFT])
    platforms = itertools.cycle(playbook.platforms)
    states: set[str] = set()
    found_wrong: list[str] = []
    looked_at: set[object] = set()
    for tactics, (facts, promise), tone, goods in itertools.product(TACTICS, STANDS.values(), IDS["tone"], GOODS):
        order = Order(platform=next(platforms), goods=goods, item="奶油色帆布包", paid_at=NOW - 2 * DAY, **facts)  # type: ignore[arg-type]
        found = advise(playbook, reading(cause, stance, *tactics, tone=tone, promise=promise), order, NOW)
        states.add(found.state.id)
        steps, warned = [step.id for step in found.steps], {warning.id for warning in found.warnings}
        texts = (found.state.id, order.platform, *steps, *warned, *(reply.text for reply in found.replies))
        if texts in looked_at:
            continue
        looked_at.add(texts)
        at = f"{cause} {stance} {found.state.id} {tactics} {tone} {goods}: "
        if len(steps) < 2 or len(set(steps)) < len(steps):
            found_wrong.append(f"{at}steps {steps}")
        if [reply.style for reply in found.replies] != ["gentle", "firm"]:
            found_wrong.append(f"{at}replies")
        cited = {source.id for source in found.sources}
        if {id for entry in (*found.steps, *found.warnings) for id in entry.sources} != cited:
            found_wrong.append(f"{at}sources")
        if not set(tactics) <= warned | ({"off_platform"} if order.off_platform_paid else set()):
            found_wrong.append(f"{at}warnings {warned}")
        asked = "11月24日10:00" if SOON in (order.ship_by, promise) else "11月24日18:00"
        if not all(60 <= len(reply.text) <= 160 and asked in reply.text for reply in found.replies):
            found_wrong.append(f"{at}{[reply.text for reply in found.replies]}")
        if slip := re.search(rf"{FORBIDDEN.pattern}|[{{}}]|None|undefined|。。|，，|，。", printed(found)):
            found_wrong.append(f"{at}says {slip.group()}")
    return states, found_wrong


def test_every_combination_gets_a_whole_answer(playbook: Playbook) -> None:
    """Cause × stance × tone × tactics (none, each, every pair) × state × goods; the platforms take turns."""
    own = [(GIFT.id, stance) for stance in IDS["stance"][:3]]
    results = Parallel(n_jobs=-1)(delayed(flaws)(cause, stance) for cause, stance in [*PAIRS, *own])
    assert [flaw for _, wrong in results for flaw in wrong] == []
    assert set().union(*(states for states, _ in results)) == set(playbook.states)


@pytest.mark.parametrize(
    "platform", ["xiaohongshu", "taobao", "pinduoduo", "douyin", "jd", "weixin", "xianyu", "other"]
)
def test_every_platform_fills_every_step(playbook: Playbook, platform: str) -> None:
    for cause, stance in PAIRS:
        found = advise(playbook, reading(cause, stance, *IDS["tactics"]), Order(platform=platform, ship_by=LATE), NOW)
        assert not re.search(rf"{FORBIDDEN.pattern}|[{{}}]|None", printed(found))


@pytest.mark.parametrize(
    ("order", "stance", "promise", "state"),
    [
        (Order(), "refuse", None, "unknown"),
        (Order(ship_by=SOON), "delay", None, "within_time"),
        (Order(ship_by=SOON), "refuse", None, "refused_within_time"),
        (Order(ship_by=LATE), "delay", None, "late"),
        (Order(ship_by=LATE), "delay", SOON, "late_promised"),
        (Order(ship_by=LATE), "refuse", SOON, "late"),
        (Order(ship_by=LATE), "delay", LATE, "promise_broken"),
        (Order(ship_by=SOON, promised_by=LATE), "delay", None, "promise_broken"),
        (Order(ship_by=LATE, promised_by=LATE), "delay", SOON, "late_promised"),
        (Order(off_platform_paid=True, ship_by=LATE), "refuse", None, "paid_off_platform"),
        (Order(platform="jd", paid_at=NOW - 3 * DAY), "delay", None, "late"),
        (Order(platform="jd", paid_at=NOW - 3 * DAY, goods="presale"), "delay", None, "unknown"),
        (Order(platform="other", paid_at=NOW - 3 * DAY), "delay", None, "unknown"),
        (Order(status="label_only", ship_by=LATE), "delay", None, "label_only"),
        (Order(status="cancelled"), "refuse", None, "cancelled"),
    ],
)
def test_where_the_order_stands(
    playbook: Playbook, order: Order, stance: str, promise: datetime | None, state: str
) -> None:
    assert advise(playbook, reading("backlog", stance, promise=promise), order, NOW).state.id == state


def test_a_refund_under_a_false_reason_is_a_state_of_its_own(playbook: Playbook) -> None:
    tactics = ("refund_request", "buyer_fault_refund")
    found = advise(playbook, reading("out_of_stock", "refuse", *tactics), Order(status="refunding"), NOW)
    assert found.state.id == "wrong_reason"
    assert "withdraw_wrong_reason" in [step.id for step in found.steps]


def test_inside_the_promised_time_nobody_is_accused(playbook: Playbook) -> None:
    found = advise(playbook, reading("backlog", "delay"), Order(ship_by=SOON), NOW)
    assert found.state.name == "尚未逾期"
    assert not re.search(r"12315|平台介入|违约|违法|第\d+条", printed(found))


def test_the_page_s_time_wins_over_the_platforms_usual_one(playbook: Playbook) -> None:
    order = Order(platform="taobao", paid_at=NOW - 3 * DAY, ship_by=SOON)
    deadlines = [deadline.id for deadline in advise(playbook, reading("backlog", "delay"), order, NOW).deadlines]
    assert "ship_by" in deadlines
    assert "usual_ship_by" not in deadlines


def test_the_usual_time_is_called_so(playbook: Playbook) -> None:
    found = advise(playbook, reading("backlog", "delay"), Order(platform="taobao", paid_at=NOW - DAY), NOW)
    usual = next(deadline for deadline in found.deadlines if deadline.id == "usual_ship_by")
    assert usual.at == NOW + DAY
    assert "一般" in usual.name and "以订单页为准" in usual.source


def test_deadlines_come_in_the_order_of_the_calendar(playbook: Playbook) -> None:
    found = advise(playbook, reading("backlog", "delay", promise=NOW + 3 * DAY), Order(ship_by=LATE), NOW)
    assert [d.id for d in found.deadlines] == ["ship_by", "reply_by", "promise", "accept_by", "mediate_by"]
    assert [d.passed for d in found.deadlines] == [True, False, False, False, False]


def test_the_authoritys_clock_counts_working_days_and_says_where_a_year_is_not_known(playbook: Playbook) -> None:
    def accept_by(now: datetime) -> tuple[str, str]:
        found = advise(playbook, reading("backlog", "refuse"), Order(ship_by=now - DAY), now)
        deadline = next(d for d in found.deadlines if d.id == "accept_by")
        return deadline.at.isoformat(), deadline.source

    assert accept_by(NOW)[0] == "2026-12-02T23:59:59+08:00"
    spring = datetime(2026, 2, 12, 10, tzinfo=SHANGHAI)  # 春节 2026: 15 to 23 February off, 14 and 28 February worked
    assert accept_by(spring)[0] == "2026-02-28T23:59:59+08:00"
    assert "放假安排还不知道" in accept_by(datetime(2031, 3, 3, 10, tzinfo=SHANGHAI))[1]


def test_the_letter_gives_a_day_but_not_beyond_what_is_awaited(playbook: Playbook) -> None:
    def asked(order: Order, promise: datetime | None = None) -> datetime:
        found = advise(playbook, reading("backlog", "delay", promise=promise), order, NOW)
        return next(d.at for d in found.deadlines if d.id == "reply_by")

    assert asked(Order()) == datetime(2026, 11, 24, 18, tzinfo=SHANGHAI)
    assert asked(Order(ship_by=SOON)) == SOON
    assert asked(Order(ship_by=LATE), NOW + DAY / 2) == NOW + DAY / 2
    assert asked(Order(ship_by=NOW + timedelta(minutes=5))) == datetime(2026, 11, 24, 18, tzinfo=SHANGHAI)


def test_what_is_missing_is_asked_and_no_more_than_three(playbook: Playbook) -> None:
    questions = advise(playbook, reading("unstated", "refuse"), Order(), NOW).questions
    assert [question.field for question in questions] == ["ship_by", "paid_at", "platform"]
    told = Order(platform="jd", ship_by=SOON, status="unshipped")
    assert advise(playbook, reading("unstated", "refuse"), told, NOW).questions == ()


def test_whoever_is_led_outside_is_asked_whether_money_was_paid_there(playbook: Playbook) -> None:
    asked = advise(playbook, reading("unstated", "refuse", "off_platform"), Order(), NOW).questions
    assert asked[0].field == "off_platform_paid"
    told = Order(off_platform_paid=False)
    assert "off_platform_paid" not in [
        question.field
        for question in advise(playbook, reading("unstated", "refuse", "off_platform"), told, NOW).questions
    ]


def test_the_ladder_goes_one_rung_further_with_each_step_taken(playbook: Playbook) -> None:
    def rungs(*done: str) -> list[str]:
        order = Order(ship_by=LATE, status="unshipped", done=done)
        ladder = ("send_reply", "platform", "human_review", "complain_12315", "court")
        return [
            step.id for step in advise(playbook, reading("backlog", "refuse"), order, NOW).steps if step.id in ladder
        ]

    assert rungs() == ["send_reply", "platform", "complain_12315"]
    assert rungs("send_reply", "platform") == ["human_review", "complain_12315"]
    assert rungs("send_reply", "platform", "human_review", "complain_12315") == ["court"]


def test_the_orders_facts_are_in_the_replies(playbook: Playbook) -> None:
    order = Order(item="奶油色帆布包", paid_at=datetime(2026, 11, 20, 9, tzinfo=SHANGHAI))
    for reply in advise(playbook, reading("out_of_stock", "refuse"), order, NOW).replies:
        assert "「奶油色帆布包」这单" in reply.text
        assert "11月20日付了款" in reply.text


def test_a_long_item_is_cut_short_in_the_replies(playbook: Playbook) -> None:
    found = advise(playbook, reading("out_of_stock", "refuse"), Order(item="特别特别特别特别长的商品名字" * 3), NOW)
    assert all(len(reply.text) <= 160 and "…」这单" in reply.text for reply in found.replies)


def test_the_sellers_own_words_are_answered(playbook: Playbook) -> None:
    words = "亲 没货了 补30差价给您换别的"
    start = words.index("补30差价")
    evidence = (Evidence(start, start + 2, 1.0),)
    said = Reading(
        (Message("seller", words, 0, len(words)),), True, choice("pricing"), choice("neutral"), choice("conditional"),
        (Tactic("extra_payment", 0.9, evidence),), None,
    )  # fmt: skip
    gentle, _ = advise(playbook, said, Order(ship_by=LATE), NOW).replies
    assert "您说的“补30差价给您换别的”" in gentle.text
    promised = advise(playbook, reading("backlog", "delay", promise=SOON), Order(ship_by=LATE), NOW)
    assert all("“周五前发”" in reply.text for reply in promised.replies)


@pytest.mark.parametrize("order", [Order(), Order(ship_by=NOW + 3 * DAY)])
def test_a_day_that_the_seller_names_in_time_is_taken_at_its_word(playbook: Playbook, order: Order) -> None:
    for reply in advise(playbook, reading("logistics", "delay", promise=SOON), order, NOW).replies:
        assert "“周五前发”" in reply.text and "11月24日" in reply.text
        assert 60 <= len(reply.text) <= 160


def test_what_nobody_can_place_gets_safe_general_steps_and_is_told_so(playbook: Playbook) -> None:
    found = advise(playbook, reading("pricing", "refuse", level="unsure"), Order(), NOW)
    assert found.general
    assert "看不太准" in found.warnings[0].text
    assert not {"refuse_extra", "price_slip"} & {entry.id for entry in (*found.steps, *found.warnings)}
    assert len(found.steps) >= 2


def test_a_cause_of_the_owners_own_gets_the_general_advice_or_the_owners() -> None:
    without, unknown = advice.load(own=[GIFT]), advice.load()
    own = advice.load(own=[replace(GIFT, advice=ADVICE)])
    read = reading(GIFT.id, "delay")
    for playbook in (without, unknown):
        general = advise(playbook, read, Order(), NOW)
        assert general.general
        assert len(general.steps) >= 2
    assert "还没有专门的办法" in advise(without, read, Order(), NOW).warnings[0].text
    found = advise(own, read, Order(), NOW)
    assert not found.general
    (step,) = [step for step in found.steps if step.id == "gift_wait-1"]
    assert (step.title, step.sources) == ("请店里先发正品", ("civil-509",))
    assert [reply.text for reply in found.replies] == list(ADVICE["replies"].values())
    assert advise(own, reading(GIFT.id, "delay", level="unsure"), Order(), NOW).general


def test_a_price_slip_is_warned_of_as_the_weak_case(playbook: Playbook) -> None:
    def warned(stance: str) -> list[str]:
        return [warning.id for warning in advise(playbook, reading("pricing", stance), Order(), NOW).warnings]

    assert "price_slip" in warned("refuse")
    assert "price_slip" not in warned("conditional")


@pytest.mark.parametrize("hostile", ["{{7*7}}", "{% for x in y %}", "<img src=x onerror=alert(1)>", "None"])
def test_what_the_buyer_types_is_never_run(playbook: Playbook, hostile: str) -> None:
    for reply in advise(playbook, reading("out_of_stock", "refuse"), Order(item=hostile), NOW).replies:
        assert hostile[:10] in reply.text
