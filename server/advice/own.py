"""What an owner advises for a cause of its own: a small entry of the playbook, held to the playbook's rules."""

import re
from collections.abc import Collection, Iterator
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

FORBIDDEN = re.compile(
    r"骗子|黑店|无良|奸商|曝光|差评|退一赔三|三倍|七天无理由|开箱|12300|12305|互联网法院"
    r"|(?<!不)(?:一定|肯定|必定|保证)(?:会|能)?(?:赢|胜诉|支持|赔|退)|必胜|包赢|\d+\s*%|\d+\s*元"
    r"|(?<!别)(?<!不要)选“?(?:不想要|拍错|多拍)|贵司|鉴于|特此|敬请|予以|加微信联系|黑猫|45个?工作日"
)
"""What no advice may say: untrue reasons, promises to win, unproven amounts and times, threats, wrong offices."""
_MOST_STEPS, _MOST_SOURCES = 5, 10


def _text(longest: int) -> Any:
    return StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=longest)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OwnStep(_Entry):
    """One thing to do."""

    title: Annotated[str, _text(30)]
    detail: Annotated[str, _text(200)]
    when: Annotated[str, _text(20)] = "现在"


class OwnReplies(_Entry):
    """Wording ready to send, as it stands."""

    gentle: Annotated[str, _text(160)]
    firm: Annotated[str, _text(160)]


class OwnAdvice(_Entry):
    """The steps, the replies (the general ones where there are none), and the ids of the sources that they rest on."""

    steps: list[OwnStep] = Field(min_length=1, max_length=_MOST_STEPS)
    replies: OwnReplies | None = None
    sources: list[Annotated[str, _text(40)]] = Field(min_length=1, max_length=_MOST_SOURCES)


class Breach(NamedTuple):
    """What in an owner's advice breaks the playbook's rules: the field, and the source or the words meant."""

    field: str
    source: str = ""
    words: str = ""

    def __str__(self) -> str:
        what = f"unknown source {self.source!r}" if self.source else f"says {self.words!r}, which advice must not say"
        return f"{self.field}: {what}"


def breaches(advice: OwnAdvice, sources: Collection[str]) -> Iterator[Breach]:
    """Find what breaks the rules: a source that is not there, words that no advice may say."""
    for source in advice.sources:
        if source not in sources:
            yield Breach("advice.sources", source=source)
    said = {
        "advice.steps": [text for step in advice.steps for text in (step.title, step.detail, step.when)],
        "advice.replies": [advice.replies.gentle, advice.replies.firm] if advice.replies else [],
    }
    for field, texts in said.items():
        for text in texts:
            if found := FORBIDDEN.search(text):
                yield Breach(field, words=found[0])
