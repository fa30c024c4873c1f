"""What the model says of a paste. All offsets count Unicode code points of the text as pasted."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

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
    """The one label of a set, with how sure it is: the thresholds are set for a precision of 0.95 and of 0.8."""

    id: str
    confidence: float
    level: Literal["sure", "likely", "unsure"]
    alternatives: tuple[Candidate, ...]
    evidence: tuple[Evidence, ...]

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
