"""What goes over HTTP. Keys may be added, never renamed or removed; clients ignore keys that they do not know."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictStr, model_validator

from model.causes import MOST_EXAMPLES
from model.files import LONGEST
from model.labels import IDS
from model.promise import SHANGHAI
from server.advice.own import OwnAdvice
from server.config import UUID
from server.errors import ApiError

_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC)


def _whole(text: str) -> str:
    """Replace lone surrogates, which are no characters and cannot be written as UTF-8, one for one."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _pasted(text: str) -> str:
    if len(text) > LONGEST:
        hint = f"现在有 {len(text)} 个字，最多 {LONGEST} 个。只留商家最近说的几段就够了。"
        raise ApiError(413, "text_too_long", "文字太长了。", "text", hint)
    whole = _whole(text)
    if not any(character.isprintable() and not character.isspace() for character in whole):
        raise ApiError(422, "text_blank", "还没有文字。", "text", "把商家发来的话粘贴进来。")
    return whole


def _zoned(moment: datetime) -> datetime:
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
    if not _EARLIEST <= zoned < _LATEST:
        raise ValueError("the year must lie between 2000 and 2100")
    return zoned


Moment = Annotated[datetime, AfterValidator(_zoned)]
"""A time in ISO 8601; without a zone it is Shanghai's."""
Words = Annotated[StrictStr, AfterValidator(_whole)]


class OrderIn(BaseModel):
    """What the buyer tells of the order; everything may be absent."""

    paid_at: Moment | None = None
    ship_by: Moment | None = Field(default=None, description="the ship-by time that the order page shows")
    goods: Literal["spot", "presale", "custom", "cross_border"] | None = None
    status: Literal["unshipped", "label_only", "shipped", "refunding", "cancelled"] | None = None
    amount: float | None = Field(default=None, ge=0, le=10_000_000, allow_inf_nan=False, description="yuan")
    item: Words | None = Field(default=None, max_length=60)
    order_no: Words | None = Field(default=None, max_length=64)
    off_platform_paid: bool | None = Field(default=None, description="whether money was paid outside the platform")
    promised_by: Moment | None = Field(default=None, description="by when the seller promised to ship earlier on")
    done: tuple[Annotated[StrictStr, Field(max_length=40)], ...] = Field(
        default=(), max_length=60, description="ids of the steps already taken"
    )

    @model_validator(mode="after")
    def _in_order(self) -> "OrderIn":
        if self.paid_at and self.ship_by and self.ship_by < self.paid_at:
            raise ValueError("ship_by lies before paid_at; look at both dates again")
        return self


class LabelsIn(BaseModel):
    """Labels that the buyer chose; each may be absent, and no tactics are an empty list."""

    within: ClassVar[str] = ""

    cause: StrictStr | None = None
    tone: StrictStr | None = None
    stance: StrictStr | None = None
    tactics: tuple[StrictStr, ...] | None = Field(default=None, max_length=len(IDS["tactics"]))

    @model_validator(mode="after")
    def _known(self) -> "LabelsIn":
        for name, ids in IDS.items():
            value = getattr(self, name)
            chosen = [value] if isinstance(value, str) else value or []
            if not set(chosen) <= set(ids):
                hint = f"可以填：{'、'.join(ids)}"
                raise ApiError(422, "unknown_label", "不认识这个标签。", self.within + name, hint)
        return self


class ToldIn(LabelsIn):
    """What the buyer says that the labels are; the advice follows it."""

    within: ClassVar[str] = "told."


class AnalyzeIn(BaseModel):
    """A pasted message or chat, and what is known of the order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text": "亲，这款没货了", "platform": "xiaohongshu"}]})

    text: Annotated[StrictStr, AfterValidator(_pasted)] = Field(description=f"at most {LONGEST} characters")
    platform: StrictStr = Field("other", description="an id of GET /api/v1/platforms")
    now: Moment | None = Field(None, description="the moment to advise for; the present by default")
    said_at: Moment | None = Field(None, description="when the message was written, for its promise; `now` by default")
    order: OrderIn = Field(default_factory=OrderIn)
    told: ToldIn = Field(default_factory=ToldIn)


class SaidIn(BaseModel):
    """A message of a case."""

    speaker: Literal["seller", "buyer", "system"]
    text: Annotated[StrictStr, AfterValidator(_pasted)]
    at: Moment | None = None


class ComplaintIn(BaseModel):
    """A whole case: the order, what was said, the steps taken and the evidence in hand."""

    platform: StrictStr = Field("other", description="an id of GET /api/v1/platforms")
    now: Moment | None = None
    order: OrderIn = Field(default_factory=OrderIn)
    messages: list[SaidIn] = Field(default_factory=list, max_length=500)
    done: tuple[Annotated[StrictStr, Field(max_length=40)], ...] = Field(default=(), max_length=60)
    evidence: tuple[Annotated[StrictStr, Field(max_length=40)], ...] = Field(default=(), max_length=60)
    claim: Literal["refund", "ship", "ship_or_refund"] | None = None


class DraftIn(BaseModel):
    """The buyer's own draft of a message."""

    text: Annotated[StrictStr, AfterValidator(_pasted)] = Field(description=f"at most {LONGEST} characters")


class CorrectionIn(LabelsIn):
    """The labels of a message that the model read wrongly. It is kept with personal data masked."""

    text: Annotated[StrictStr, AfterValidator(_pasted)] = Field(description=f"at most {LONGEST} characters")
    model_version: StrictStr | None = Field(
        default=None, pattern=r"^[\w.-]{1,64}$", description="the model that read it"
    )
    id: StrictStr | None = Field(
        default=None, pattern=f"^{UUID}$", description="a UUID made by the client: sending it again changes nothing"
    )

    @model_validator(mode="after")
    def _corrects(self) -> "CorrectionIn":
        if all(getattr(self, name) is None for name in IDS):
            hint = f"至少填一项：{'、'.join(IDS)}"
            raise ApiError(422, "nothing_corrected", "还没有选正确的标签。", hint=hint)
        return self


class CauseIn(BaseModel):
    """A cause of the owner's own."""

    name: Words
    definition: Words
    examples: list[Words] = Field(max_length=MOST_EXAMPLES, description="sellers' messages that give it, all different")
    advice: OwnAdvice | None = Field(None, description="without it, the general advice serves")


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class MessageOut(_Out):
    """A bubble of the chat; offsets count Unicode code points of the pasted text."""

    speaker: Literal["seller", "buyer", "system"]
    text: str
    start: int
    end: int


class EvidenceOut(_Out):
    """A passage and its signed share of the label's score."""

    start: int
    end: int
    weight: float


class CandidateOut(_Out):
    """A label with its probability."""

    id: str
    name: str
    confidence: float


class ChoiceOut(CandidateOut):
    """The one label of a set."""

    sure: bool
    level: Literal["sure", "likely", "unsure"]
    told: bool
    alternatives: list[CandidateOut]
    evidence: list[EvidenceOut]


class TacticOut(CandidateOut):
    """A tactic that was found."""

    evidence: list[EvidenceOut]


class PromiseOut(_Out):
    """By when the seller says that it ships."""

    quote: str
    start: int
    end: int
    due: datetime
    firm: bool


class PrivateOut(_Out):
    """A passage that tells who or where somebody is, and what would stand in for it."""

    start: int
    end: int
    kind: str
    mask: str


class LabelsReadOut(_Out):
    """The labels that the model reads."""

    cause: ChoiceOut
    tone: ChoiceOut
    stance: ChoiceOut
    tactics: list[TacticOut]


class ReadingOut(LabelsReadOut):
    """What the model reads in the seller's messages."""

    messages: list[MessageOut]
    speakers_known: bool
    promise: PromiseOut | None
    private: list[PrivateOut]


class IssueOut(_Out):
    """A passage that had better not be sent; offsets count Unicode code points of the draft."""

    id: str
    name: str
    start: int
    end: int
    why: str


class CheckedOut(_Out):
    """What was found in a draft, and the draft mended."""

    ok: bool
    issues: list[IssueOut]
    mended: str


class NamedOut(_Out):
    """An id with its name."""

    id: str
    name: str


class DeadlineOut(NamedOut):
    """A moment that matters."""

    at: datetime
    passed: bool
    source: str


class WarningOut(_Out):
    """A trap in the message."""

    id: str
    text: str
    sources: list[str]


class QuestionOut(_Out):
    """A fact that would change the advice."""

    id: str
    text: str
    field: str


class StepOut(_Out):
    """One thing to do."""

    id: str
    title: str
    detail: str
    when: str
    click: str
    keep: str
    brings: str
    limits: str
    sources: list[str]


class ReplyOut(_Out):
    """Wording ready to send."""

    id: str
    style: Literal["gentle", "firm"]
    text: str
    to: str
    channel: str
    when: str
    after: str


class SourceOut(_Out):
    """A rule that the advice rests on."""

    id: str
    title: str
    article: str
    gives: str
    url: str
    grade: Literal["A", "B"]
    effective: str | None
    checked: str


class AdviceOut(_Out):
    """What the buyer can do."""

    state: NamedOut
    deadlines: list[DeadlineOut]
    warnings: list[WarningOut]
    questions: list[QuestionOut]
    steps: list[StepOut]
    replies: list[ReplyOut]
    sources: list[SourceOut]
    general: bool


class MomentOut(_Out):
    """An entry of the time line."""

    at: datetime
    text: str


class ProofOut(_Out):
    """A piece of evidence, how to get it, and whether it is in hand."""

    id: str
    title: str
    how: str
    have: bool


class CheckOut(_Out):
    """One thing that makes a complaint strong, and whether it is there."""

    id: str
    ok: bool
    text: str


class ComplaintOut(_Out):
    """The complaint's texts by receiver, and what goes beside them."""

    texts: dict[str, str]
    timeline: list[MomentOut]
    evidence: list[ProofOut]
    checks: list[CheckOut]
    confirm: list[str]
    sources: list[SourceOut]


class GuidePartOut(_Out):
    """A part of a guide."""

    title: str
    points: list[str]


class GuideOut(_Out):
    """A page of advice that needs no message."""

    id: str
    title: str
    intro: str
    parts: list[GuidePartOut]
    sources: list[SourceOut]


class ModelOut(_Out):
    """Which model answered."""

    version: str
    trained_at: str


class AnalyzeOut(_Out):
    """The reading, the advice, and what made them."""

    reading: ReadingOut
    advice: AdviceOut
    model: ModelOut
    notice: str


class CorrectedOut(_Out):
    """What was kept of a correction."""

    id: str
    masked: str


class LabelOut(NamedOut):
    """A label and when it is given; `own` marks a cause that the owner added."""

    definition: str
    own: bool


class LabelsOut(_Out):
    """The label sets."""

    cause: list[LabelOut]
    tone: list[LabelOut]
    stance: list[LabelOut]
    tactics: list[LabelOut]


class CauseOut(NamedOut):
    """A cause of the owner's own; `learned` says whether the active model reads it."""

    definition: str
    examples: list[str]
    advice: OwnAdvice | None
    learned: bool


class DamagedOut(_Out):
    """A file that holds no usable cause, and why."""

    file: str
    reason: str


class CitableOut(_Out):
    """A rule that advice may rest on."""

    id: str
    title: str
    article: str
    gives: str


class CausesOut(_Out):
    """The owner's own causes, the files that hold none, and the sources that advice may rest on."""

    causes: list[CauseOut]
    damaged: list[DamagedOut]
    sources: list[CitableOut]


class PlatformOut(NamedOut):
    """A platform and what it calls things; `usual_hours` is a fallback, not a rule."""

    late_term: str
    usual_hours: int | None
    help: str


class ModelCardOut(ModelOut):
    """The active model's card."""

    data: dict[str, int | str]
    f1: dict[str, float]
    sure_at: dict[str, float]


class HealthOut(_Out):
    """Alive, and the limits that a client should know."""

    status: Literal["ok"]
    service: Literal["cuifa"]
    version: str
    longest_text: int


class ReadyOut(_Out):
    """Ready to answer with this model."""

    status: Literal["ready"]
    model: str


class RunOut(_Out):
    """A training: where it stands among its stages, and what came of it."""

    id: str
    state: Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
    stage: str | None
    stages: list[str] = Field(description="all of them, in order; empty before it runs")
    progress: float = Field(ge=0, le=1)
    version: str | None
    activated: bool
    told: str | None = Field(description="the gate's paragraph, or the fault in one sentence")
    who: str
    started_at: datetime
    ended_at: datetime | None
    cancelling: bool


class RunsOut(_Out):
    """The newest trainings, the newest first."""

    runs: list[RunOut]


class BegunOut(_Out):
    """The training that was begun."""

    id: str


class OverruleIn(BaseModel):
    """Why a version shall answer that the gate did not let pass."""

    overrule: Words | None = Field(default=None, max_length=500)


class GateOut(_Out):
    """The gate's verdict on a version."""

    passed: bool
    reasons: list[str]
    paragraph: str
    details: dict[str, Any] = Field({}, description="the same as values: `findings`, `beside`, `corrections`")


class VersionOut(_Out):
    """A version of the model; where its card cannot be read, `fault` says why and nothing else is known."""

    version: str
    trained_at: str | None
    data: dict[str, int | str] | None
    f1: dict[str, float] | None
    gate: GateOut | None
    active: bool
    fault: str | None


class ActivationOut(_Out):
    """A version that began to answer: after which one, by what, who, and why against the gate."""

    at: datetime
    version: str
    before: str | None
    how: Literal["train", "activate", "rollback"]
    overruled: str | None
    who: str


class VersionsOut(_Out):
    """The versions and the activations, each the newest first; `previous` is where a rollback leads."""

    active: str | None
    previous: str | None
    models: list[VersionOut]
    activations: list[ActivationOut]


class ActiveOut(_Out):
    """The version that answers."""

    active: str


class ErrorDetail(_Out):
    """What was wrong, where, and the mend."""

    code: str
    message: str
    field: str | None
    hint: str | None


class ErrorOut(_Out):
    """The one error body."""

    error: ErrorDetail
