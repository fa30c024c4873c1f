"""The playbook: advice as data, checked when it is loaded. What does not resolve is named with file and line."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from jinja2 import StrictUndefined, Template
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.labels import IDS
from server.advice.types import Named, Source, Style

STYLES: tuple[Style, ...] = ("gentle", "firm")
FOLDER = Path(__file__).parent / "data"
_PLACEHOLDERS = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # plain text, shown as text


class PlaybookError(Exception):
    """A playbook file does not resolve; the text names file and line."""


@dataclass(frozen=True, slots=True)
class When:
    """When an entry applies: each set holds the ids that fit, None fits everything."""

    cause: frozenset[str] | None = None
    stance: frozenset[str] | None = None
    state: frozenset[str] | None = None
    tactics: frozenset[str] | None = None

    def fits(self, cause: str, stance: str, state: str, tactics: frozenset[str]) -> bool:
        """Say whether the situation is one that the entry is for; one fitting tactic is enough."""
        return (
            (self.cause is None or cause in self.cause)
            and (self.stance is None or stance in self.stance)
            and (self.state is None or state in self.state)
            and (self.tactics is None or bool(self.tactics & tactics))
        )


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    line: int = Field(alias="_line")


T = TypeVar("T", bound=_Entry)


class _For(_Entry):
    cause: list[str] | None = None
    stance: list[str] | None = None
    state: list[str] | None = None
    tactics: list[str] | None = None


class _Conditional(_Entry):
    for_: _For | None = Field(default=None, alias="for")


class _Named(_Entry):
    id: str
    name: str


class _Warning(_Conditional):
    id: str
    text: str
    sources: list[str] = Field(min_length=1)


class _Step(_Conditional):
    id: str
    title: str
    detail: str
    when: str
    sources: list[str] = Field(min_length=1)


class _Question(_Entry):
    id: str
    field: Literal["platform", "paid_at", "ship_by", "goods", "status", "amount", "item", "order_no"]
    text: str


class _Addition(_Entry):
    tactic: str
    text: str


class _Way(_Entry):
    to: str
    channel: str
    when: str
    after: str


class _Delivery(_Entry):
    gentle: _Way
    firm: _Way


class _Book(_Entry):
    states: list[_Named]
    warnings: list[_Warning]
    questions: list[_Question]
    steps: list[_Step]
    additions: list[_Addition]
    delivery: _Delivery


class _Reply(_Entry):
    id: str
    for_: dict[str, Any] = Field(alias="for")
    style: Style
    text: str


class _Source(_Entry):
    id: str
    title: str
    article: str
    gives: str
    url: str = Field(pattern=r"^https://")
    grade: Literal["A", "B"]
    effective: date | None
    checked: date


class Platform(_Entry):
    """A platform's terms; `usual_hours` is a fallback, not a rule."""

    id: str
    name: str
    late_term: str
    usual_hours: int | None
    help: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A warning or a step with its condition and its compiled texts."""

    id: str
    when: When
    texts: dict[str, Template]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Playbook:
    """Everything that advice is made of, by id, in the order in which it is shown."""

    states: dict[str, Named]
    warnings: tuple[Rule, ...]
    questions: tuple[_Question, ...]
    steps: tuple[Rule, ...]
    replies: dict[tuple[str, str, Style], tuple[str, Template]]
    additions: tuple[tuple[str, str], ...]
    delivery: dict[Style, dict[str, Template]]
    platforms: dict[str, Platform]
    sources: dict[str, Source]


class _Lined(yaml.SafeLoader):
    """A loader that notes the line of every mapping, for the errors."""


def _mapping(loader: _Lined, node: yaml.MappingNode) -> dict[str, Any]:
    return {
        **{str(key): value for key, value in loader.construct_mapping(node, deep=True).items()},
        "_line": node.start_mark.line + 1,
    }


_Lined.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class _File:
    """One data file, and the errors that name it."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self.values = yaml.load(path.read_text(encoding="utf-8"), Loader=_Lined)  # noqa: S506 - a SafeLoader
        except (OSError, yaml.YAMLError) as error:
            raise PlaybookError(f"{path} cannot be read: {error}") from error

    def error(self, line: int, why: str) -> PlaybookError:
        return PlaybookError(f"{self.name}:{line}: {why}")

    def parse(self, kind: type[T], values: Any) -> T:
        try:
            return kind.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            place: Any = values
            line = 1
            for key in first["loc"]:
                if isinstance(place, dict):
                    line = place.get("_line", line)
                try:
                    place = place[key]
                except (KeyError, IndexError, TypeError):
                    break
            if isinstance(place, dict):
                line = place.get("_line", line)
            raise self.error(line, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error

    def template(self, line: int, text: str) -> Template:
        try:
            return _PLACEHOLDERS.from_string(text)
        except TemplateError as error:
            raise self.error(line, f"the text is no valid template: {error}") from error


def load(folder: Path = FOLDER) -> Playbook:
    """Load and check the playbook.

    Raises:
        PlaybookError: an entry is malformed or names an unknown label, state or source, or a reply is missing.
    """
    source_file, book_file = _File(folder / "sources.yaml"), _File(folder / "playbook.yaml")
    reply_file, platform_file = _File(folder / "replies.yaml"), _File(folder / "platforms.yaml")
    sources = {}
    for values in source_file.values:
        found = source_file.parse(_Source, values)
        sources[found.id] = Source(
            found.id, found.title, found.article, found.gives, found.url, found.grade,
            found.effective.isoformat() if found.effective else None, found.checked.isoformat(),
        )  # fmt: skip
    platforms = {p.id: p for p in (platform_file.parse(Platform, values) for values in platform_file.values)}
    book = book_file.parse(_Book, book_file.values)
    states = {state.id: Named(state.id, state.name) for state in book.states}
    known = {
        "cause": set(IDS["cause"]),
        "stance": set(IDS["stance"]),
        "tactics": set(IDS["tactics"]),
        "state": set(states),
    }

    def condition(entry: _Conditional) -> When:
        values = {} if entry.for_ is None else entry.for_.model_dump(exclude={"line"}, exclude_none=True)
        for key, ids in values.items():
            for stray in set(ids) - known[key]:
                raise book_file.error(entry.line, f"unknown {key} {stray!r}")
        return When(**{key: frozenset(ids) for key, ids in values.items()})

    def rule(entry: _Warning | _Step, names: tuple[str, ...]) -> Rule:
        for stray in set(entry.sources) - set(sources):
            raise book_file.error(entry.line, f"unknown source {stray!r}; sources.yaml does not have it")
        texts = {name: book_file.template(entry.line, getattr(entry, name)) for name in names}
        return Rule(entry.id, condition(entry), texts, tuple(entry.sources))

    replies: dict[tuple[str, str, Style], tuple[str, Template]] = {}
    for values in reply_file.values:
        reply = reply_file.parse(_Reply, values)
        key = (reply.for_.get("cause", ""), reply.for_.get("stance", ""), reply.style)
        if key[0] not in known["cause"] or key[1] not in known["stance"] or key in replies:
            raise reply_file.error(reply.line, f"no such cause and stance, or given twice: {reply.id}")
        replies[key] = (reply.id, reply_file.template(reply.line, reply.text))
    for cause in IDS["cause"]:
        for stance in ("none",) if cause == "not_refusal" else IDS["stance"][:3]:
            for style in STYLES:
                if (cause, stance, style) not in replies:
                    raise PlaybookError(f"{reply_file.name}: no {style} reply for {cause} and {stance}")
    ways: dict[Style, _Way] = {"gentle": book.delivery.gentle, "firm": book.delivery.firm}
    return Playbook(
        states=states,
        warnings=tuple(rule(entry, ("text",)) for entry in book.warnings),
        questions=tuple(book.questions),
        steps=tuple(rule(entry, ("title", "detail", "when")) for entry in book.steps),
        replies=replies,
        additions=tuple((addition.tactic, addition.text) for addition in book.additions),
        delivery={
            style: {
                name: book_file.template(way.line, getattr(way, name)) for name in ("to", "channel", "when", "after")
            }
            for style, way in ways.items()
        },
        platforms=platforms,
        sources=sources,
    )
