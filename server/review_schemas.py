"""What goes over HTTP between the owner and the review queue."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictStr, model_validator

from model.records import Form
from server.errors import ApiError
from server.schemas import LabelsIn, LabelsReadOut

Status = Literal["pending", "accepted", "rejected", "unlabelled"]
Source = Literal["buyer", "file", "owner"]


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class QueueIn(BaseModel):
    """Which corrections to list."""

    status: Status = "pending"
    order: Literal["doubt", "disagreement", "age", "useful"] = "doubt"
    source: Source | None = None
    cause: str | None = None
    flagged: bool | None = None
    q: str = Field(default="", max_length=200, description="a part of the text, in whatever case")
    limit: int = Field(default=20, ge=1, le=100)
    after: str | None = Field(default=None, max_length=36, description="the id of the last one that was seen")

    @model_validator(mode="after")
    def _useful(self) -> "QueueIn":
        if self.order == "useful" and self.status != "unlabelled":
            hint = "加上 status=unlabelled。"
            raise ApiError(422, "invalid_field", "只有还没标注的消息能按用处排。", "order", hint)
        return self


class DecisionIn(LabelsIn):
    """What the owner decides; what is absent stays, a label that is null is taken away."""

    status: Literal["pending", "accepted", "rejected"] | None = None
    flagged: StrictBool | None = None
    copies: list[StrictStr] = Field(default=[], max_length=200, description="ids that get the same decision")


class FileIn(BaseModel):
    """A file; its form is told by its content and its name."""

    name: StrictStr = Field(max_length=255)
    content: StrictStr = Field(description="the file's bytes in base64")


class ImportIn(FileIn):
    """A labelled file."""

    form: Form | None = None
    keep_good: StrictBool = Field(default=False, description="keep the good rows of a file that has bad ones")


class MessagesIn(BaseModel):
    """Messages to be labelled: texts, or a file of them."""

    texts: list[StrictStr] = []
    name: StrictStr = Field(default="", max_length=255)
    content: StrictStr | None = None

    @model_validator(mode="after")
    def _something(self) -> "MessagesIn":
        if not self.texts and self.content is None:
            raise ApiError(422, "text_blank", "还没有文字。", "texts", "粘贴几条消息，或者选一个文件。")
        return self


class ExportIn(BaseModel):
    """Which corrections to write, and how."""

    form: Form = "jsonl"
    status: Status = "accepted"


class GivenOut(_Out):
    """Labels that somebody gave; null where nobody said."""

    cause: str | None
    tone: str | None
    stance: str | None
    tactics: list[str] | None


class CopyOut(_Out):
    """A near copy that waits too."""

    id: str
    text: str
    labels: GivenOut
    status: Status


class KnownOut(BaseModel):
    """A message with nearly the same words that has its labels already."""

    from_: Literal["messages", "corrections"] = Field(alias="from")
    id: str
    text: str
    labels: GivenOut


class CorrectionOut(_Out):
    """A correction, or a message that is to be labelled; private passages are masked."""

    id: str
    text: str
    labels: GivenOut
    source: Source
    status: Status
    flagged: bool
    created_at: datetime
    reviewed_at: datetime | None
    doubt: float
    disagreement: float
    model_version: str | None


class ItemOut(CorrectionOut):
    """A correction as it is reviewed; evidence counts Unicode code points of its text."""

    reading: LabelsReadOut | None
    copies: list[CopyOut]
    known: list[KnownOut]


class ReviewOut(_Out):
    """A decision: status, labels and flag before and after."""

    at: datetime
    who: str
    before: dict[str, object]
    after: dict[str, object]


class ItemWithReviewsOut(ItemOut):
    """A correction with all that was decided about it."""

    reviews: list[ReviewOut]


class CountsOut(BaseModel):
    """How many there are of each status, and how many of those that wait are flagged."""

    pending: int
    accepted: int
    rejected: int
    unlabelled: int
    flagged: int


class QueueOut(BaseModel):
    """A page of the queue; `total` counts what the filters leave."""

    total: int
    counts: CountsOut
    items: list[ItemOut]


class DecidedOut(BaseModel):
    """What a decision changed."""

    item: CorrectionOut
    changed: list[str]


class ProblemOut(BaseModel):
    """A record that will not do."""

    place: str
    reason: str


class AddedOut(BaseModel):
    """How many messages were added, how many said nothing new, and what is wrong with others."""

    added: int
    copies: int
    problems: list[ProblemOut]


class ImportedOut(AddedOut):
    """What became of a labelled file; `skipped` are those that its labellers skipped."""

    skipped: int


class PointOut(BaseModel):
    """A point of the learning curve."""

    voices: int
    messages: int
    f1: dict[str, float]


class ForecastOut(_Out):
    """How many more messages are likely to raise F1 by `gain`; null where none would."""

    now: float
    gain: float
    messages: int | None


class AskingOut(BaseModel):
    """How far labelling is, and what more of it is likely to bring."""

    waiting: int
    labelled: int
    curve: list[PointOut]
    forecast: dict[str, ForecastOut]
