"""The tables; `server/migrations` holds how they came to be."""

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Float, ForeignKey, Index, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Status = Literal["pending", "accepted", "rejected", "unlabelled"]
Source = Literal["buyer", "file", "owner"]
State = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]


def now() -> datetime:
    """The moment, as it is kept."""
    return datetime.now(UTC)


class Moment(TypeDecorator[datetime]):
    """A moment with its zone, which SQLite does not keep."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Read a moment without a zone as what it is: of UTC."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    """What all tables share."""


class Correction(Base):
    """A message with the labels that somebody gave it, waiting for the owner's review, or with the owner's own.

    `source` says whose the message is: a buyer's correction, a labelled file's, or one that the owner was asked to
    label. `words` finds what has the same words. `doubt` is how unsure the model is of it and `disagreement` how sure
    it is of other labels, as the version `read_by` reads it; both from 0 to 1.
    """

    __tablename__ = "corrections"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(String(32))
    tone: Mapped[str | None] = mapped_column(String(32))
    stance: Mapped[str | None] = mapped_column(String(32))
    tactics: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    model_version: Mapped[str | None] = mapped_column(String(64))
    status: Mapped[Status] = mapped_column(String(16), default="pending")
    created_at: Mapped[datetime] = mapped_column(Moment(), default=now)
    source: Mapped[Source] = mapped_column(String(16), default="buyer")
    words: Mapped[str] = mapped_column(String(32), index=True)
    doubt: Mapped[float] = mapped_column(Float, default=0.0)
    disagreement: Mapped[float] = mapped_column(Float, default=0.0)
    read_by: Mapped[str | None] = mapped_column(String(64))
    flagged: Mapped[bool] = mapped_column(default=False, index=True)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment())

    __table_args__ = tuple(
        Index(f"ix_corrections_status_{order}", "status", order, "id")  # the id, so that equal ones have an order too
        for order in ("created_at", "doubt", "disagreement", "reviewed_at", "read_by")
    )

    @property
    def labels(self) -> dict[str, Any]:
        """What it says of each label set; None where it says nothing."""
        return {"cause": self.cause, "tone": self.tone, "stance": self.stance, "tactics": self.tactics}


class Sketch(Base):
    """A number that near copies of a correction's text are likely to share with it (`model.copies.sketch`)."""

    __tablename__ = "sketches"
    __table_args__ = ({"sqlite_with_rowid": False},)  # the key is all that there is

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    correction_id: Mapped[str] = mapped_column(
        ForeignKey("corrections.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Review(Base):
    """What somebody decided about a correction: its status and labels before and after, who and when."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[str] = mapped_column(ForeignKey("corrections.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment(), default=now, index=True)


class Run(Base):
    """A training: who began it, how far it is, and what came of it.

    `slot` is 1 while it goes on and nothing after, so that the database lets no second one in. `seen_at` is when the
    process that trains last said that it lives, `cancel` whether somebody asked it to stop, `told` the gate's verdict
    or the fault.
    """

    __tablename__ = "training_runs"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    state: Mapped[State] = mapped_column(String(16), default="queued")
    slot: Mapped[int | None] = mapped_column(unique=True, default=1)
    stages: Mapped[list[str]] = mapped_column(JSON, default=list)
    stage: Mapped[str | None] = mapped_column(String(32))
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    cancel: Mapped[bool] = mapped_column(default=False)
    version: Mapped[str | None] = mapped_column(String(64))
    activated: Mapped[bool] = mapped_column(default=False)
    told: Mapped[str | None] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime] = mapped_column(Moment(), default=now, index=True)
    seen_at: Mapped[datetime] = mapped_column(Moment(), default=now)
    ended_at: Mapped[datetime | None] = mapped_column(Moment())

    @property
    def cancelling(self) -> bool:
        """Whether it goes on, but was asked to stop."""
        return self.cancel and self.slot is not None


class Activation(Base):
    """A version that began to answer: after which one, by what, who and when, and why against the gate."""

    __tablename__ = "activations"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(64))
    before: Mapped[str | None] = mapped_column(String(64))
    how: Mapped[str] = mapped_column(String(16))
    overruled: Mapped[str | None] = mapped_column(Text)
    who: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment(), default=now)
