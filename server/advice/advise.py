"""From a reading and an order to advice: which entries of the playbook apply, with the order's facts filled in."""

from datetime import datetime, timedelta

from model.labels import NO_CAUSE
from model.promise import SHANGHAI
from model.reading import Reading
from server.advice.playbook import STYLES, Platform, Playbook
from server.advice.types import Advice, Deadline, Order, Question, Reply, Step, Style, Trap

_MOST_QUESTIONS = 3
_ANSWER_WITHIN = timedelta(hours=24)
"""How long the letter gives the seller: our suggestion of 24 to 48 hours, no rule (docs/advice.md)."""
_ANSWER_HOUR = 18


def advise(playbook: Playbook, reading: Reading, order: Order, now: datetime) -> Advice:
    """Say where the order stands and what the buyer can do.

    Args:
        playbook: the loaded data.
        reading: what the model read in the seller's message.
        order: what the buyer told; nothing is guessed for what is missing, it is asked.
        now: with a time zone.
    """
    now = now.astimezone(SHANGHAI)
    platform = playbook.platforms[order.platform]
    cause, stance = reading.cause.id, reading.stance.id
    tactics = frozenset(tactic.id for tactic in reading.tactics)
    deadlines = _deadlines(reading, order, platform, now)
    state = _state(reading, order, deadlines, now)
    facts = _facts(order, platform, now)
    warnings = tuple(
        Trap(rule.id, rule.texts["text"].render(facts), rule.sources)
        for rule in playbook.warnings
        if rule.when.fits(cause, stance, state, tactics)
    )
    steps = tuple(
        Step(id=rule.id, sources=rule.sources, **{name: text.render(facts) for name, text in rule.texts.items()})
        for rule in playbook.steps
        if rule.when.fits(cause, stance, state, tactics)
    )
    cited = {source for entry in warnings for source in entry.sources}
    cited |= {source for entry in steps for source in entry.sources}
    return Advice(
        state=playbook.states[state],
        deadlines=tuple(deadlines),
        warnings=warnings,
        questions=_questions(playbook, order, stance),
        steps=steps,
        replies=tuple(_reply(playbook, cause, stance, style, tactics, facts) for style in STYLES),
        sources=tuple(source for id, source in playbook.sources.items() if id in cited),
    )


def _deadlines(reading: Reading, order: Order, platform: Platform, now: datetime) -> list[Deadline]:
    """Find the moments that matter, in the order of the calendar."""
    found = []
    if order.ship_by:
        found.append(("ship_by", "最晚发货时间", order.ship_by, "订单页显示的时间"))
    elif order.paid_at and platform.usual_hours and order.goods in (None, "spot"):
        usual = order.paid_at + timedelta(hours=platform.usual_hours)
        found.append(("usual_ship_by", "一般发货期限", usual, f"现货一般{platform.usual_hours}小时内发，以订单页为准"))
    if reading.promise:
        found.append(("promise", "商家说的发货时间", reading.promise.due, f"商家原话：“{reading.promise.quote}”"))
    if reading.cause.id != NO_CAUSE:
        found.append(("reply_by", "请商家答复的时间", _reply_by(now), "我们的建议，不是规定"))
    rows = [Deadline(id, name, at.astimezone(SHANGHAI), at < now, source) for id, name, at, source in found]
    return sorted(rows, key=lambda deadline: deadline.at)


def _reply_by(now: datetime) -> datetime:
    """Give the seller at least a day, up to the next six in the evening."""
    later = now + _ANSWER_WITHIN
    evening = later.replace(hour=_ANSWER_HOUR, minute=0, second=0, microsecond=0)
    return evening if evening >= later else evening + timedelta(days=1)


def _state(reading: Reading, order: Order, deadlines: list[Deadline], now: datetime) -> str:
    """Name where the order stands (design: Words, state)."""
    by_id = {deadline.id: deadline for deadline in deadlines}
    if order.status == "refunding" and any(tactic.id == "buyer_fault_refund" for tactic in reading.tactics):
        return "wrong_reason"
    if order.status in ("cancelled", "label_only", "shipped"):
        return order.status
    ship_by = by_id.get("ship_by") or by_id.get("usual_ship_by")
    if ship_by is None:
        return "unknown"
    if ship_by.passed:
        return "late_promised" if reading.promise and reading.promise.due >= now else "late"
    return "refused_within_time" if reading.stance.id == "refuse" else "within_time"


def _moment(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日{local:%H:%M}"


def _facts(order: Order, platform: Platform, now: datetime) -> dict[str, object]:
    """Put the order's facts into the words that the texts are filled with; none is ever empty but `ship_by`."""
    paid = order.paid_at.astimezone(SHANGHAI) if order.paid_at else None
    return {
        "order": f"「{order.item}」这单" if order.item else "这单",
        "paid": f"{paid.month}月{paid.day}日付了款" if paid else "已经付了款",
        "ship_by": _moment(order.ship_by) if order.ship_by else "",
        "reply_by": _moment(_reply_by(now)),
        "platform": platform,
    }


def _questions(playbook: Playbook, order: Order, stance: str) -> tuple[Question, ...]:
    """Ask what is missing and would change the advice, the most telling first."""
    if stance == "none":
        return ()
    known = {
        "ship_by": order.ship_by,
        "paid_at": order.paid_at or order.ship_by,
        "platform": order.platform != "other",
        "status": order.status,
        "goods": order.goods or order.ship_by,
    }
    open_ones = (question for question in playbook.questions if not known.get(question.field))
    return tuple(Question(q.id, q.text, q.field) for q in open_ones)[:_MOST_QUESTIONS]


def _reply(
    playbook: Playbook, cause: str, stance: str, style: Style, tactics: frozenset[str], facts: dict[str, object]
) -> Reply:
    id, template = playbook.replies[(cause, stance, style)]
    addition = next((text for tactic, text in playbook.additions if tactic in tactics), "")
    way = {name: text.render(facts) for name, text in playbook.delivery[style].items()}
    return Reply(id, style, template.render(facts) + addition, **way)
