"""What goes into advice and what comes out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Goods = Literal["spot", "presale", "custom", "cross_border"]
Status = Literal["unshipped", "label_only", "shipped", "refunding", "cancelled"]
Style = Literal["gentle", "firm"]


@dataclass(frozen=True, slots=True)
class Order:
    """What the buyer tells of the order; whatever is not told is None. Times carry a zone; `amount` is in yuan.

    `promised_by` is what the seller promised in an earlier message, `done` the ids of the steps already taken.
    """

    platform: str = "other"
    paid_at: datetime | None = None
    ship_by: datetime | None = None
    goods: Goods | None = None
    status: Status | None = None
    amount: float | None = None
    item: str | None = None
    order_no: str | None = None
    off_platform_paid: bool | None = None
    promised_by: datetime | None = None
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """An id with its Chinese name."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment that matters, whether it has passed, and what it rests on, in words."""

    id: str
    name: str
    at: datetime
    passed: bool
    source: str


@dataclass(frozen=True, slots=True)
class Trap:
    """A trap in the message and how to avoid it."""

    id: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that is missing and would change the advice; `field` is the order's field that answers it."""

    id: str
    text: str
    field: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do and when: where to click, what to keep before, what it can bring and what it cannot."""

    id: str
    title: str
    detail: str
    when: str
    click: str
    keep: str
    brings: str
    limits: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """Wording ready to send: to whom, where, when, and what to do after."""

    id: str
    style: Style
    text: str
    to: str
    channel: str
    when: str
    after: str


@dataclass(frozen=True, slots=True)
class Source:
    """A rule that advice rests on; `gives` is what it gives the buyer, in our words."""

    id: str
    title: str
    article: str
    gives: str
    url: str
    grade: Literal["A", "B"]
    effective: str | None
    checked: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The answer to a reading and an order; `general` says that the message could not be placed surely."""

    state: Named
    deadlines: tuple[Deadline, ...]
    warnings: tuple[Trap, ...]
    questions: tuple[Question, ...]
    steps: tuple[Step, ...]
    replies: tuple[Reply, ...]
    sources: tuple[Source, ...]
    general: bool
