"""From a reading and an order to advice: which entries of the playbook apply, with the order's facts filled in."""

import re
from datetime import datetime

from model.labels import NO_CAUSE, NO_STANCE
from model.promise import SHANGHAI
from model.reading import Message, Reading, Tactic
from server.advice.playbook import STYLES, Playbook, Policy, Rule, Situation
from server.advice.standing import Standing, complaint_deadlines, standing
from server.advice.types import Advice, Deadline, Order, Question, Reply, Source, Step, Style, Trap
from server.advice.words import day, moment

_MOST_QUESTIONS = 3
_LONGEST_REPLY = 160
_LONGEST_ITEM = 10
_QUOTED = range(4, 15)
"""How long a passage of the seller's may be to be quoted back."""
_CALM = ("within_time", "shipped")
"""Where nothing is late and nobody has refused, no text speaks of what comes after."""
_NOT_LATE = ("within_time", "unknown")
_BREAKS = re.compile(r"[,，。.!！?？;；、~～…\s]+")


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
    stands = standing(reading, order, platform.usual_hours, now)
    at = _situation(playbook, reading, order, stands)
    facts = _facts(playbook, reading, order, at, stands, platform)
    warnings = tuple(
        Trap(rule.id, rule.texts["text"].render(facts), rule.sources)
        for rule in playbook.warnings
        if rule.when.fits(at)
    )
    fitting = [rule for rule in playbook.steps if rule.when.fits(at)]
    fitting.sort(key=lambda rule: not rule.first_after & at.done)  # the next rung of the ladder leads
    steps = tuple(_step(rule, facts) for rule in fitting)
    return Advice(
        state=playbook.states[stands.state],
        deadlines=_deadlines(stands, steps, now),
        warnings=warnings,
        questions=_questions(playbook, order, at),
        steps=steps,
        replies=tuple(_reply(playbook, reading, at, style, facts) for style in STYLES),
        sources=_cited(playbook, warnings, steps),
        general=at.general,
    )


def _situation(playbook: Playbook, reading: Reading, order: Order, stands: Standing) -> Situation:
    """Say what entries are chosen by.

    A cause that the model is unsure of chooses nothing: the advice is general. So it is for an owner's own cause of
    which nothing is advised, or that was removed while the model still reads it.
    """
    cause, stance = reading.cause.id, reading.stance.id
    unsure = reading.cause.level == "unsure" or cause not in playbook.causes
    if unsure:
        cause, stance = (
            ("unstated", stance) if stance != NO_STANCE and reading.stance.level != "unsure" else (NO_CAUSE, NO_STANCE)
        )
    return Situation(
        cause=cause,
        tone=reading.tone.id,
        stance=stance,
        state=stands.state,
        tactics=frozenset(tactic.id for tactic in reading.tactics),
        platform=order.platform,
        goods=order.goods,
        done=frozenset(order.done),
        general=unsure or cause in playbook.unadvised,
    )


def _step(rule: Rule, facts: dict[str, object]) -> Step:
    return Step(id=rule.id, sources=rule.sources, **{name: text.render(facts) for name, text in rule.texts.items()})


def _deadlines(stands: Standing, steps: tuple[Step, ...], now: datetime) -> tuple[Deadline, ...]:
    """Add the authority's clock where complaining is among the steps."""
    complain = any(step.id == "complain_12315" for step in steps)
    return (*stands.deadlines, *(complaint_deadlines(now) if complain else ()))


def _cited(playbook: Playbook, warnings: tuple[Trap, ...], steps: tuple[Step, ...]) -> tuple[Source, ...]:
    cited = {source for trap in warnings for source in trap.sources}
    cited |= {source for step in steps for source in step.sources}
    return tuple(source for id, source in playbook.sources.items() if id in cited)


def _facts(
    playbook: Playbook,
    reading: Reading,
    order: Order,
    at: Situation,
    stands: Standing,
    platform: Policy,
) -> dict[str, object]:
    """Put the facts into the words that the texts are filled with; `ship_by`, `why` and `promise` may be empty."""
    item = order.item.strip() if order.item else ""
    if len(item) > _LONGEST_ITEM:
        item = item[:_LONGEST_ITEM] + "…"
    promised = next((deadline.at for deadline in stands.deadlines if deadline.id == "promise"), None)
    return {
        "order": f"「{item}」这单" if item else "这单",
        "paid": f"{day(order.paid_at)}付了款" if order.paid_at else "已经付了款",
        "ship_by": moment(order.ship_by) if order.ship_by else "",
        "why": playbook.causes[at.cause],
        "promise": reading.promise.quote if reading.promise and len(reading.promise.quote) < _QUOTED.stop else "",
        "promise_by": day(promised) if promised else "",
        "reply_by": moment(stands.reply_by),
        "calm": at.state in _CALM or at.stance == NO_STANCE,
        "platform": platform,
    }


def _questions(playbook: Playbook, order: Order, at: Situation) -> tuple[Question, ...]:
    """Ask what is missing and would change the advice, the most telling first."""
    known = {
        "ship_by": order.ship_by,
        "paid_at": order.paid_at or order.ship_by,
        "platform": order.platform != "other",
        "status": order.status,
        "goods": order.goods or order.ship_by,
        "off_platform_paid": order.off_platform_paid is not None,
    }
    open_ones = (asked for asked in playbook.questions if not known.get(asked.field) and asked.when.fits(at))
    return tuple(Question(asked.id, asked.text, asked.field) for asked in open_ones)[:_MOST_QUESTIONS]


def _reply(playbook: Playbook, reading: Reading, at: Situation, style: Style, facts: dict[str, object]) -> Reply:
    """Fill the wording, with one more sentence for what the seller tries as far as there is room."""
    promised = facts["promise_by"] and at.stance == "delay" and at.state in _NOT_LATE
    id, template = playbook.promised[style] if promised else playbook.replies[(at.cause, at.stance, at.state, style)]
    text = template.render(facts)
    addition = next((a for a in playbook.additions if a.tactic in at.tactics and a.when.fits(at)), None)
    if addition:
        tactic = next(tactic for tactic in reading.tactics if tactic.id == addition.tactic)
        said = _said(reading.messages, tactic)
        sentences = [addition.quote.render(quote=said)] if addition.quote and said else []
        sentences += [addition.styles[style], addition.short]
        text += next((more for more in sentences if len(text) + len(more) <= _LONGEST_REPLY), "")
    way = {name: words.render(facts) for name, words in playbook.delivery[style].items()}
    return Reply(id, style, text, **way)


def _said(messages: tuple[Message, ...], tactic: Tactic) -> str:
    """Give the seller's own clause that decided a tactic most, where it is short enough to be quoted back."""
    speaking_for = (evidence for evidence in tactic.evidence if evidence.weight > 0)
    strongest = max(speaking_for, key=lambda evidence: evidence.weight, default=None)
    if strongest is None:
        return ""
    for message in messages:
        if message.start <= strongest.start < message.end:
            place = message.start
            for clause in _BREAKS.split(message.text):
                begin = message.text.index(clause, place - message.start) + message.start
                if begin <= strongest.start < begin + len(clause):
                    return clause if len(clause) in _QUOTED and not re.search(r"[“”「」{}<>]", clause) else ""
                place = begin + len(clause)
    return ""
