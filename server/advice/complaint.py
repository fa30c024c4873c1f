"""Writes a complaint from a whole case: for the platform, for 12315, and as a plain letter to the shop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, Field

from model.labels import BUILT_IN, NAMES, NO_STANCE, OWN
from model.promise import SHANGHAI
from model.reading import Reading
from server.advice.playbook import FOLDER, DataFile, Entry, Playbook, Text
from server.advice.standing import Standing, standing
from server.advice.types import Order, Source
from server.advice.wording import Wording
from server.advice.words import day, moment

Claim = Literal["refund", "ship", "ship_or_refund"]
_LONGEST_QUOTE = 32
_LIMIT = timedelta(days=3 * 365)
"""民法典第188条, 市场监督管理投诉举报处理办法第16条: three years."""
_SOURCES = ("ecommerce-49", "ecommerce-20", "civil-563", "civil-566", "ecommerce-61", "complaints-2026")


@dataclass(frozen=True, slots=True)
class Said:
    """A message of the case; `at` is None where the time is not known."""

    speaker: Literal["seller", "buyer"]
    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Case:
    """An order with all that was said, what has been done and what proofs are in hand (their ids)."""

    order: Order
    messages: tuple[Said, ...]
    evidence: frozenset[str]
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """An entry of the time line."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence: how to get it, and whether it is in hand."""

    id: str
    title: str
    how: str
    have: bool


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that makes a complaint strong, and whether it is there."""

    id: str
    ok: bool
    text: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """The texts by receiver (`platform`, `12315`, `letter`), with what goes beside them.

    `confirm` names what the texts say and only the buyer can know to be true.
    """

    texts: dict[str, str]
    timeline: tuple[Moment, ...]
    evidence: tuple[Proof, ...]
    checks: tuple[Check, ...]
    confirm: tuple[str, ...]
    sources: tuple[Source, ...]


class _Item(Entry):
    id: str
    title: str
    how: str


class _Sentence(Entry):
    text: str
    always: bool = False


class _Letter(Entry):
    shortest: int
    longest: int
    sentences: list[_Sentence] = Field(min_length=1)


class _Verdict(Entry):
    good: str
    bad: str


class _Data(Entry):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    evidence: list[_Item]
    required: list[str]
    required_12315: list[str] = Field(alias="12315_required")
    done: dict[str, str | int]
    reasons: dict[str, str | int]
    tactics: dict[str, str | int]
    claims: dict[str, str | int]
    texts: dict[str, Any]
    standing: dict[str, str | int]
    confirm: list[str]
    checks: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Form:
    shortest: int
    longest: int
    sentences: tuple[tuple[bool, Text], ...]


class Complaints:
    """The complaint's data, ready to write."""

    def __init__(self, file: DataFile) -> None:
        data = file.parse(_Data, file.values)

        def plain(values: Mapping[str, str | int]) -> dict[str, str]:
            return {key: str(value) for key, value in values.items() if key != "_line"}

        def compiled(values: Mapping[str, str | int]) -> dict[str, Text]:
            return {key: file.template(data.line, value) for key, value in plain(values).items()}

        if lacking := {*BUILT_IN["cause"], OWN} - set(data.reasons):
            raise file.error(data.line, f"reasons lack {', '.join(sorted(lacking))}")
        self._items, self._confirm = data.evidence, tuple(data.confirm)
        self._required, self._required_12315 = data.required, data.required_12315
        if stray := {*data.required, *data.required_12315} - {item.id for item in data.evidence}:
            raise file.error(data.line, f"unknown evidence {', '.join(sorted(stray))}")
        self._done, self._tactics = plain(data.done), plain(data.tactics)
        self._reasons = compiled(data.reasons)
        self._claims, self._standing = compiled(data.claims), compiled(data.standing)
        self._forms = {}
        for name, values in data.texts.items():
            if name != "_line":
                form = file.parse(_Letter, values)
                sentences = tuple((s.always, file.template(s.line, s.text)) for s in form.sentences)
                self._forms[name] = _Form(form.shortest, form.longest, sentences)
        self._checks = {}
        for name, values in data.checks.items():
            if name != "_line":
                verdict = file.parse(_Verdict, values)
                self._checks[name] = file.template(verdict.line, verdict.good), file.template(verdict.line, verdict.bad)

    def write(
        self, playbook: Playbook, wording: Wording, reading: Reading | None, case: Case, now: datetime
    ) -> Complaint:
        """Write the texts, the time line, the list of evidence and the check of strength.

        Args:
            playbook: for the platform's terms and the sources.
            wording: looks at what the buyer said.
            reading: what the model read in the seller's messages; None where the seller said nothing.
            case: what is known; what is not told does not stand in the texts.
            now: with a time zone.
        """
        now = now.astimezone(SHANGHAI)
        order = case.order
        platform = playbook.platforms[order.platform]
        stands = standing(reading, order, platform.usual_hours, now)
        proofs = tuple(Proof(item.id, item.title, item.how, item.id in case.evidence) for item in self._items)
        facts = self._facts(playbook, reading, case, stands, proofs, now)
        return Complaint(
            texts={name: _compose(form, facts) for name, form in self._forms.items()},
            timeline=_timeline(case),
            evidence=proofs,
            checks=self._strength(wording, reading, case, stands, proofs, now),
            confirm=self._confirm,
            sources=tuple(playbook.sources[id] for id in _SOURCES),
        )

    def _facts(
        self,
        playbook: Playbook,
        reading: Reading | None,
        case: Case,
        stands: Standing,
        proofs: tuple[Proof, ...],
        now: datetime,
    ) -> dict[str, object]:
        order = case.order
        refused = reading is not None and reading.stance.id == "refuse"
        late = stands.state in ("late", "late_promised", "promise_broken", "label_only")
        claim = case.claim or (
            "refund" if refused or stands.state in ("cancelled", "wrong_reason") else "ship_or_refund"
        )
        asked = {"reply_by": moment(stands.reply_by)}
        tactics = [t.id for t in reading.tactics] if reading else []
        told = [self._done[step] for step in dict.fromkeys(order.done) if step in self._done]
        have = [proof.title for proof in proofs if proof.have] or [proof.title for proof in proofs[:3]]
        return {
            "platform": playbook.platforms[order.platform],
            "item": f"“{_short(order.item, 20)}”" if order.item and order.item.strip() else "一件商品",
            "amount": f"{order.amount:g}" if order.amount else "",
            "paid": day(order.paid_at) if order.paid_at else "之前",
            "paid_long": f"{order.paid_at.astimezone(SHANGHAI).year}年{day(order.paid_at)}"
            if order.paid_at
            else "此前",
            "ship_by": moment(order.ship_by) if order.ship_by else "",
            "standing": self._standing[stands.state].render(today=day(now)),
            "quote": _quote(case),
            "reason": self._reason(reading),
            "tactic": next((self._tactics[id] for id in self._tactics if id in tactics), ""),
            "done": "、".join(dict.fromkeys(told)),
            "late": late,
            "refused": refused,
            "claim": self._claims[claim].render(asked),
            "claim_to_shop": "发货，写明哪天发出；发不了，就全额退款"
            if claim != "refund"
            else "全额退款，钱按原路退回",
            "next": "申请平台介入" if "platform" not in order.done else "向12315投诉",
            "proofs": "、".join(have),
            "reply_by": asked["reply_by"],
            "today": day(now),
        }

    def _reason(self, reading: Reading | None) -> str:
        if reading is None:
            return "商家一直没有答复。"
        cause = reading.cause.id
        return self._reasons.get(cause, self._reasons[OWN]).render(cause=NAMES["cause"][cause])

    def _strength(
        self,
        wording: Wording,
        reading: Reading | None,
        case: Case,
        stands: Standing,
        proofs: tuple[Proof, ...],
        now: datetime,
    ) -> tuple[Check, ...]:
        """Look at dates, claim, proof and wording: what a complaint stands or falls with."""
        order = case.order
        needed = self._required_12315 if "platform" in order.done else self._required
        missing = [proof.title for proof in proofs if proof.id in needed and not proof.have]
        slips = dict.fromkeys(
            issue.name for said in case.messages if said.speaker == "buyer" for issue in wording.check(said.text).issues
        )
        due = stands.state not in ("within_time", "shipped", "unknown") or (
            reading is not None and reading.stance.id not in (NO_STANCE, "delay")
        )
        results = {
            "dates": bool(order.paid_at and order.ship_by),
            "due": due,
            "claim": case.claim in ("refund", "ship") or (reading is not None and reading.stance.id == "refuse"),
            "words": any(said.speaker == "seller" for said in case.messages),
            "proof": not missing,
            "asked": bool(order.done) or any(said.speaker == "buyer" for said in case.messages),
            "wording": not slips,
            "limit": order.paid_at is None or now - order.paid_at < _LIMIT,
        }
        facts = {"missing": "、".join(missing), "slips": "、".join(slips)}
        return tuple(Check(id, ok, self._checks[id][0 if ok else 1].render(facts)) for id, ok in results.items())


def _compose(form: _Form, facts: dict[str, object]) -> str:
    """Put the sentences together: those that always stand, and of the others as many as the lower bound wants."""
    rendered = [(always, text.render(facts)) for always, text in form.sentences]
    length = sum(len(text) for always, text in rendered if always)
    chosen = []
    for always, text in rendered:
        if always or (length < form.shortest and length + len(text) <= form.longest):
            chosen.append(text)
            length += 0 if always else len(text)
    return "".join(chosen).strip()


def _timeline(case: Case) -> tuple[Moment, ...]:
    order = case.order
    found = [
        (order.paid_at, "付款"),
        (order.ship_by, "订单页写的最晚发货时间"),
        (order.promised_by, "商家说的发货时间"),
    ]
    who = {"seller": "商家", "buyer": "我"}
    found += [(said.at, f"{who[said.speaker]}：{_short(said.text, _LONGEST_QUOTE)}") for said in case.messages]
    return tuple(
        sorted((Moment(at.astimezone(SHANGHAI), text) for at, text in found if at), key=lambda entry: entry.at)
    )


def _quote(case: Case) -> str:
    """Give the seller's last words, short enough to be quoted, without what looks like markup or quotes."""
    last = next((said.text for said in reversed(case.messages) if said.speaker == "seller"), "")
    return _short(last, _LONGEST_QUOTE).replace("“", "‘").replace("”", "’")


def _short(text: str, longest: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


def load(folder: Path = FOLDER) -> Complaints:
    """Load and check the complaint's data.

    Raises:
        PlaybookError: it is malformed.
    """
    return Complaints(DataFile(folder / "complaint.yaml"))
