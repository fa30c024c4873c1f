"""Where an order stands: its state and the moments that matter, from what is told and what the seller says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from model.labels import NO_CAUSE
from model.promise import SHANGHAI, knows_holidays, working_days_later
from model.reading import Reading
from server.advice.types import Deadline, Order

ANSWER_WITHIN = timedelta(hours=24)
"""How long the letter gives the seller: our suggestion of 24 to 48 hours, no rule (docs/advice.md)."""
_SHORTEST_ANSWER = timedelta(hours=4)
_ANSWER_HOUR = 18
_END_OF_DAY = time(23, 59, 59)
_ACCEPT_WORKING_DAYS, _MEDIATE_DAYS = 7, 60
"""市场监督管理投诉举报处理办法（总局令第121号，2026-04-15起）: 7 working days to accept, 60 days to mediate."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The state's id, the deadlines in the order of the calendar, and by when the letter asks for an answer."""

    state: str
    deadlines: tuple[Deadline, ...]
    reply_by: datetime


def standing(reading: Reading | None, order: Order, usual_hours: int | None, now: datetime) -> Standing:
    """Find where an order stands (design: Words, state).

    Without a reading the seller has said nothing. The time that the page shows wins; `usual_hours` after payment is
    the fallback for goods in stock.
    """
    ship_by = order.ship_by or usual_ship_by(order, usual_hours)
    found: list[tuple[str, str, datetime, str]] = []
    if order.ship_by:
        found.append(("ship_by", "最晚发货时间", order.ship_by, "订单页显示的时间"))
    elif ship_by:
        found.append(("usual_ship_by", "一般发货期限", ship_by, f"现货一般{usual_hours}小时内发，以订单页为准"))
    promise = _promise(reading, order)
    if promise:
        found.append(("promise", "商家说的发货时间", *promise))
    answer_by = reply_by(now, [at for _, _, at, _ in found])
    if reading is None or reading.cause.id != NO_CAUSE:
        found.append(("reply_by", "请商家答复的时间", answer_by, "我们的建议，不是规定"))
    rows = [Deadline(id, name, at.astimezone(SHANGHAI), at < now, source) for id, name, at, source in found]
    state = _state(reading, order, ship_by, promise[0] if promise else None, now)
    return Standing(state, tuple(sorted(rows, key=lambda deadline: deadline.at)), answer_by)


def usual_ship_by(order: Order, usual_hours: int | None) -> datetime | None:
    """Give the platform's usual time for goods in stock, where only the payment is told."""
    if order.paid_at and usual_hours and order.goods in (None, "spot"):
        return order.paid_at + timedelta(hours=usual_hours)
    return None


def reply_by(now: datetime, awaited: Iterable[datetime] = ()) -> datetime:
    """Give the seller at least a day, up to the next six in the evening, but not beyond the moments still awaited."""
    later = now + ANSWER_WITHIN
    evening = later.replace(hour=_ANSWER_HOUR, minute=0, second=0, microsecond=0)
    asked = evening if evening >= later else evening + timedelta(days=1)
    return min([asked, *(at.astimezone(SHANGHAI) for at in awaited if at >= now + _SHORTEST_ANSWER)])


def complaint_deadlines(now: datetime) -> tuple[Deadline, Deadline]:
    """Say by when the authority decides on a complaint handed in today, and by when mediation ends."""
    accepted, ended = working_days_later(now.date(), _ACCEPT_WORKING_DAYS), now.date() + timedelta(days=_MEDIATE_DAYS)
    rule = "市场监督管理投诉举报处理办法"
    known = knows_holidays(accepted.year)
    days = "7个工作日" if known else f"7个工作日，{accepted.year}年的放假安排还不知道，先按周一到周五算"
    rows = (
        ("accept_by", "今天投诉12315，最晚告知是否受理", accepted, days),
        ("mediate_by", "今天投诉12315，调解最晚到", ended, "受理后60天内，这里从今天算起"),
    )
    first, second = (
        Deadline(id, name, datetime.combine(day, _END_OF_DAY, SHANGHAI), False, f"{rule}（{count}）")
        for id, name, day, count in rows
    )
    return first, second


def _promise(reading: Reading | None, order: Order) -> tuple[datetime, str] | None:
    """Give the latest promise: the message's own, else the one that the buyer told of."""
    if reading and reading.promise:
        return reading.promise.due, f"商家原话：“{reading.promise.quote}”"
    return (order.promised_by, "商家之前说的时间") if order.promised_by else None


def _state(
    reading: Reading | None, order: Order, ship_by: datetime | None, promised: datetime | None, now: datetime
) -> str:
    tactics = [tactic.id for tactic in reading.tactics] if reading else []
    if order.off_platform_paid:
        return "paid_off_platform"
    if order.status == "refunding" and "buyer_fault_refund" in tactics:
        return "wrong_reason"
    if order.status in ("cancelled", "label_only", "shipped"):
        return order.status
    refused, late = reading is not None and reading.stance.id == "refuse", ship_by is not None and ship_by < now
    if not refused and promised:
        if promised < now:
            return "promise_broken"
        if late:
            return "late_promised"
    if late:
        return "late"
    if ship_by is None:
        return "unknown"
    return "refused_within_time" if refused else "within_time"
