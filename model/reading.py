"""What the model says of a paste. All offsets count Unicode code points of the text as pasted."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from model.labels import NO_CAUSE, NO_STANCE

Speaker = Literal["seller", "buyer", "system"]


@dataclass(frozen=True, slots=True)
class Message:
    """One bubble of the chat: who wrote it and where it stands in the paste."""

    speaker: Speaker
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage and its signed share of the score that decided a label, in log-odds."""

    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label with its calibrated probability."""

    id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Choice:
    """The one label of a set, with how sure it is: the thresholds are set for a precision of 0.95 and of 0.8.

    Where the buyer `told` it, it is sure; confidence, alternatives and evidence stay the model's own.
    """

    id: str
    confidence: float
    level: Literal["sure", "likely", "unsure"]
    alternatives: tuple[Candidate, ...]
    evidence: tuple[Evidence, ...]
    told: bool = False

    @property
    def sure(self) -> bool:
        """Whether the reading may be relied on."""
        return self.level == "sure"


@dataclass(frozen=True, slots=True)
class Tactic:
    """One tactic found in the message."""

    id: str
    confidence: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """The latest moment by which the seller says that this order ships; `firm` unless hedged."""

    quote: str
    start: int
    end: int
    due: datetime
    firm: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the model reads in a paste; without `speakers_known` all of it was taken for the seller's."""

    messages: tuple[Message, ...]
    speakers_known: bool
    cause: Choice
    tone: Choice
    stance: Choice
    tactics: tuple[Tactic, ...] = field(default=())
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What the buyer says the labels are; None where the model is to say it. Empty tactics say that there are none."""

    cause: str | None = None
    tone: str | None = None
    stance: str | None = None
    tactics: tuple[str, ...] | None = None

    @property
    def refused(self) -> bool:
        """Whether the buyer says that something is refused or delayed."""
        return self.cause not in (None, NO_CAUSE) or self.stance not in (None, NO_STANCE)

    def settled(self) -> "Told":
        """Make cause and stance go together: who tells that one is absent tells it of both, and the cause decides."""
        if self.cause == NO_CAUSE or (self.cause is None and self.stance == NO_STANCE):
            return replace(self, cause=NO_CAUSE, stance=NO_STANCE)
        return replace(self, stance=None) if self.stance == NO_STANCE else self
