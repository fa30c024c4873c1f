"""The playbook: advice as data, checked when it is loaded. What does not resolve is named with file and line."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from jinja2 import StrictUndefined, Template
from jinja2.exceptions import TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from model.causes import Cause
from model.labels import BUILT_IN, NO_CAUSE, NO_STANCE, OWN
from server.advice.own import OwnAdvice, breaches
from server.advice.types import Named, Source, Style

_STEP_TEXTS = ("title", "detail", "when", "click", "keep", "brings", "limits")
_NO_REASON = "unstated"
"""The last of the causes that have steps of their own; behind it come the ladder's."""
STYLES: tuple[Style, ...] = ("gentle", "firm")
FOLDER = Path(__file__).parent / "data"
# plain text, shown as text
_PLACEHOLDERS = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
_GOODS = ("spot", "presale", "custom", "cross_border")


class PlaybookError(Exception):
    """A playbook file does not resolve; the text names file and line."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What entries are chosen by: the reading's labels, the state, the goods and the steps already taken."""

    cause: str
    tone: str
    stance: str
    state: str
    tactics: frozenset[str]
    platform: str
    goods: str | None
    done: frozenset[str]
    general: bool


@dataclass(frozen=True, slots=True)
class When:
    """When an entry applies: each set holds the ids that fit, None fits everything.

    Of tactics one that fits is enough; `done` wants one of its steps taken, `not_done` none of its.
    """

    cause: frozenset[str] | None = None
    tone: frozenset[str] | None = None
    stance: frozenset[str] | None = None
    state: frozenset[str] | None = None
    tactics: frozenset[str] | None = None
    platform: frozenset[str] | None = None
    goods: frozenset[str] | None = None
    done: frozenset[str] | None = None
    not_done: frozenset[str] = field(default=frozenset())
    general: bool | None = None

    def fits(self, at: Situation) -> bool:
        """Say whether the situation is one that the entry is for."""
        return (
            (self.cause is None or at.cause in self.cause)
            and (self.tone is None or at.tone in self.tone)
            and (self.stance is None or at.stance in self.stance)
            and (self.state is None or at.state in self.state)
            and (self.tactics is None or bool(self.tactics & at.tactics))
            and (self.platform is None or at.platform in self.platform)
            and (self.goods is None or at.goods in self.goods)
            and (self.done is None or bool(self.done & at.done))
            and not self.not_done & at.done
            and (self.general is None or self.general == at.general)
        )


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text without placeholders; fills itself as a template does, at no cost."""

    text: str

    def render(self, *_: object, **__: object) -> str:
        """Give the text."""
        return self.text


Text = Template | Fixed


class Entry(BaseModel):
    """An entry of a data file, with the line that it begins on."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    line: int = Field(alias="_line")


T = TypeVar("T", bound=Entry)


class _For(Entry):
    cause: list[str] | None = None
    tone: list[str] | None = None
    stance: list[str] | None = None
    state: list[str] | None = None
    tactics: list[str] | None = None
    platform: list[str] | None = None
    goods: list[str] | None = None
    done: list[str] | None = None
    not_done: list[str] | None = None
    general: bool | None = None


class _Conditional(Entry):
    for_: _For | None = Field(default=None, alias="for")


class _Named(Entry):
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
    click: str = ""
    keep: str = ""
    brings: str = ""
    limits: str = ""
    first_after: list[str] = Field(default_factory=list)
    sources: list[str] = Field(min_length=1)


class _Question(_Conditional):
    id: str
    field: Literal["platform", "paid_at", "ship_by", "goods", "status", "off_platform_paid"]
    text: str


class _Addition(_Conditional):
    tactic: str
    gentle: str
    firm: str
    short: str
    quote: str | None = None


class _Way(Entry):
    to: str
    channel: str
    when: str
    after: str


class _Delivery(Entry):
    gentle: _Way
    firm: _Way


class _Book(Entry):
    states: list[_Named]
    causes: dict[str, str | int]
    warnings: list[_Warning]
    questions: list[_Question]
    steps: list[_Step]
    delivery: _Delivery


class _ReplyFor(Entry):
    cause: str | None = None
    stance: str | None = None
    state: str | None = None
    promised: bool = False


class _Reply(Entry):
    id: str
    for_: _ReplyFor = Field(alias="for")
    style: Style
    text: str


class _Source(Entry):
    id: str
    title: str
    article: str
    gives: str
    url: str = Field(pattern=r"^https?://")
    grade: Literal["A", "B"]
    effective: date | None
    checked: date


class Amount(Entry):
    """A platform's compensation; printed only with a source of grade A or B that was checked on a day."""

    text: str
    source: str


class Compensation(Entry):
    """What a platform pays or makes the seller pay; null where no rule text was read."""

    late: Amount | None
    out_of_stock: Amount | None
    fake_shipping: Amount | None


class Terms(Entry):
    """What the platform calls things, so that its service knows the class."""

    late: str
    out_of_stock: str
    fake_shipping: str


class Clock(Entry):
    """How the platform counts: `usual_hours` is a fallback for goods in stock, not a rule."""

    usual_hours: int | None
    starts: str
    stops: str


class Paths(Entry):
    """Where to click; labels differ by version."""

    status: str
    help: str
    service: str
    report: str


class Policy(Entry):
    """One platform: its terms, clock, paths and amounts, with the sources of all that."""

    id: str
    name: str
    operator: str | None
    rules: list[str]
    terms: Terms
    clock: Clock
    paths: Paths
    compensation: Compensation
    phone: str | None
    sources: list[str] = Field(min_length=1)
    checked: date

    @property
    def late_term(self) -> str:
        """What the platform calls late shipping."""
        return self.terms.late

    @property
    def usual_hours(self) -> int | None:
        """The fallback clock for goods in stock."""
        return self.clock.usual_hours

    @property
    def help(self) -> str:
        """Where to ask the platform to step in."""
        return self.paths.help


class GuidePart(Entry):
    """A part of a guide: a heading and its points."""

    title: str
    points: list[str] = Field(min_length=1)


class Guide(Entry):
    """A page of advice that needs no message: how to see an order's status, keep evidence, choose a shop."""

    id: str
    title: str
    intro: str
    parts: list[GuidePart] = Field(min_length=1)
    sources: list[str] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A warning or a step with its condition and its texts; it leads once one of `first_after` has been taken."""

    id: str
    when: When
    texts: dict[str, Text]
    sources: tuple[str, ...]
    first_after: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its condition."""

    id: str
    when: When
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Addition:
    """One more sentence for what the seller tries: by style, and with the seller's own words in it."""

    tactic: str
    when: When
    styles: dict[Style, str]
    short: str
    quote: Text | None


@dataclass(frozen=True, slots=True)
class Playbook:
    """Everything that advice is made of, by id, in the order in which it is shown.

    `unadvised` are the owner's own causes for which it advises nothing of its own.
    """

    states: dict[str, Named]
    causes: dict[str, str]
    unadvised: frozenset[str]
    warnings: tuple[Rule, ...]
    questions: tuple[Asked, ...]
    steps: tuple[Rule, ...]
    replies: dict[tuple[str, str, str, Style], tuple[str, Text]]
    promised: dict[Style, tuple[str, Text]]
    additions: tuple[Addition, ...]
    delivery: dict[Style, dict[str, Text]]
    platforms: dict[str, Policy]
    guides: dict[str, Guide]
    sources: dict[str, Source]


class _Lined(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # libyaml where it is
    """A loader that notes the line of every mapping, for the errors."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    return {
        **{str(key): value for key, value in loader.construct_mapping(node, deep=True).items()},
        "_line": node.start_mark.line + 1,
    }


_Lined.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class DataFile:
    """One data file, and the errors that name it."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self.values = yaml.load(path.read_text(encoding="utf-8"), Loader=_Lined)  # noqa: S506 - a SafeLoader
        except (OSError, yaml.YAMLError) as error:
            raise PlaybookError(f"{path} cannot be read: {error}") from error

    def error(self, line: int, why: str) -> PlaybookError:
        """Make the error that names this file and a line."""
        return PlaybookError(f"{self.name}:{line}: {why}")

    def parse(self, kind: type[T], values: Any) -> T:
        """Check values against their type.

        Raises:
            PlaybookError: they do not fit; the line is that of the innermost mapping.
        """
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

    def template(self, line: int, text: str) -> Text:
        """Compile a text; one without placeholders stays as it is.

        Raises:
            PlaybookError: the placeholders are not well formed.
        """
        try:
            return Fixed(text) if not {"{", "}"} & set(text) else _PLACEHOLDERS.from_string(text)
        except TemplateError as error:
            raise self.error(line, f"the text is no valid template: {error}") from error


def load(folder: Path = FOLDER, own: Sequence[Cause] = ()) -> Playbook:
    """Load and check the playbook, with what the owner advises for causes of its own.

    Raises:
        PlaybookError: an entry is malformed or names an unknown label, state, step or source, a reply is missing, or
            an amount has no source that may be shown.
    """
    sources = _sources(DataFile(folder / "sources.yaml"))
    file = DataFile(folder / "playbook.yaml")
    book = file.parse(_Book, file.values)
    states = {state.id: Named(state.id, state.name) for state in book.states}
    causes = {cause: str(name) for cause, name in book.causes.items() if cause != "_line"}
    if stray := set(BUILT_IN["cause"]) ^ set(causes):
        raise file.error(book.line, f"causes must name every cause once; look at {', '.join(sorted(stray))}")
    causes |= {cause.id: cause.name for cause in own}
    advised = {cause.id: advice for cause in own if (advice := own_advice(cause, sources))}
    platforms = {policy.id: policy for policy in _policies(folder / "policies", sources)}
    taken = {step.id for step in book.steps}
    known = {name: set(ids) for name, ids in BUILT_IN.items()}
    known["cause"].add(OWN)
    mine = frozenset(cause.id for cause in own)
    known |= {"state": set(states), "goods": set(_GOODS), "platform": set(platforms), "done": taken, "not_done": taken}

    def rule(entry: _Warning | _Step, names: tuple[str, ...]) -> Rule:
        _resolve(file, entry.line, entry.sources, sources)
        texts = {name: file.template(entry.line, getattr(entry, name)) for name in names}
        first_after = frozenset(entry.first_after) if isinstance(entry, _Step) else frozenset()
        for stray in first_after - taken:
            raise file.error(entry.line, f"unknown step {stray!r}")
        return Rule(entry.id, _condition(file, entry, known, mine), texts, tuple(entry.sources), first_after)

    steps = [rule(entry, _STEP_TEXTS) for entry in book.steps]
    beside = next((i for i, step in enumerate(steps) if step.when.cause == frozenset({_NO_REASON})), len(steps))
    steps[beside:beside] = [step for id, advice in advised.items() for step in _own_steps(id, advice)]
    replies, promised = _replies(DataFile(folder / "replies.yaml"), set(states), own, advised)
    return Playbook(
        states=states,
        causes=causes,
        unadvised=mine - set(advised),
        warnings=tuple(rule(entry, ("text",)) for entry in book.warnings),
        questions=tuple(
            Asked(entry.id, _condition(file, entry, known, mine), entry.field, entry.text) for entry in book.questions
        ),
        steps=tuple(steps),
        replies=replies,
        promised=promised,
        additions=tuple(_additions(DataFile(folder / "additions.yaml"), known, mine)),
        delivery=_delivery(file, book.delivery),
        platforms=platforms,
        guides={guide.id: guide for guide in _guides(DataFile(folder / "guides.yaml"), sources)},
        sources=sources,
    )


def own_advice(cause: Cause, sources: Collection[str]) -> OwnAdvice | None:
    """Read what an owner advises for a cause of its own, or None.

    Raises:
        PlaybookError: it is malformed or breaks the playbook's rules; the text names the key.
    """
    if cause.advice is None:
        return None
    try:
        advice = OwnAdvice.model_validate(cause.advice)
    except ValidationError as error:
        first = error.errors()[0]
        raise PlaybookError(f"{'.'.join(map(str, ('advice', *first['loc'])))}: {first['msg']}") from error
    for breach in breaches(advice, sources):
        raise PlaybookError(str(breach))
    return advice


def _own_steps(id: str, advice: OwnAdvice) -> Iterator[Rule]:
    when, sources = When(cause=frozenset({id}), general=False), tuple(advice.sources)
    for number, step in enumerate(advice.steps, start=1):
        said = {"title": step.title, "detail": step.detail, "when": step.when}
        texts = {name: Fixed(said.get(name, "")) for name in _STEP_TEXTS}
        yield Rule(f"{id}-{number}", when, dict(texts), sources)


def _resolve(file: DataFile, line: int, named: list[str], sources: dict[str, Source]) -> None:
    for stray in set(named) - set(sources):
        raise file.error(line, f"unknown source {stray!r}; sources.yaml does not have it")


def _sources(file: DataFile) -> dict[str, Source]:
    found = {}
    for values in file.values:
        entry = file.parse(_Source, values)
        effective = entry.effective.isoformat() if entry.effective else None
        found[entry.id] = Source(
            entry.id,
            entry.title,
            entry.article,
            entry.gives,
            entry.url,
            entry.grade,
            effective,
            entry.checked.isoformat(),
        )
    return found


def _replies(
    file: DataFile, states: set[str], own: Sequence[Cause], advised: dict[str, OwnAdvice]
) -> tuple[dict[tuple[str, str, str, Style], tuple[str, Text]], dict[Style, tuple[str, Text]]]:
    """Give every cause, stance and state its text of each style: the state's own where it has one, else the cause's.

    For a cause of the owner's own that is the owner's wording, or the one for all of those. Apart from them stand the
    two texts for a seller who has named a day that is still to come.
    """
    promised: dict[Style, tuple[str, Text]] = {}
    given: dict[tuple[str | None, str | None, str | None, Style], tuple[str, Text]] = {}
    for values in file.values:
        reply = file.parse(_Reply, values)
        at = reply.for_
        if at.promised:
            promised[reply.style] = reply.id, file.template(reply.line, reply.text)
            continue
        strange = (
            at.cause not in {None, OWN, *BUILT_IN["cause"]}
            or at.stance not in {None, *BUILT_IN["stance"]}
            or at.state not in {None, *states}
        )
        key = (at.cause, at.stance, at.state, reply.style)
        if strange or key in given:
            raise file.error(reply.line, f"no such cause, stance and state, or given twice: {reply.id}")
        given[key] = (reply.id, file.template(reply.line, reply.text))
    for id, advice in advised.items():
        if advice.replies:
            for style in STYLES:
                given[(id, None, None, style)] = f"{id}-{style}", Fixed(getattr(advice.replies, style))
    whose = dict.fromkeys(BUILT_IN["cause"], "") | {cause.id: OWN for cause in own}
    chosen: dict[tuple[str, str, str, Style], tuple[str, Text]] = {}
    for cause, kind in whose.items():
        for stance in (NO_STANCE,) if cause == NO_CAUSE else BUILT_IN["stance"][:3]:
            for state in states:
                for style in STYLES:
                    by_state = ((None, stance, state, style), (None, None, state, style))
                    by_cause = ((cause, stance, None, style), (cause, None, None, style), (kind, stance, None, style))
                    keys = (*by_state, *by_cause)
                    text = next((given[key] for key in keys if key in given), None)
                    if text is None:
                        raise PlaybookError(f"{file.name}: no {style} reply for {cause}, {stance} and {state}")
                    chosen[(cause, stance, state, style)] = text
    if set(promised) != set(STYLES):
        raise PlaybookError(f"{file.name}: no reply of each style for a promise")
    return chosen, promised


def _condition(file: DataFile, entry: _Conditional, known: dict[str, set[str]], own: frozenset[str]) -> When:
    """Make an entry's condition; `own` among its causes stands for each of the owner's own."""
    values = {} if entry.for_ is None else entry.for_.model_dump(exclude={"line"}, exclude_none=True)
    general = values.pop("general", None)
    for key, ids in values.items():
        for stray in set(ids) - known[key]:
            raise file.error(entry.line, f"unknown {key} {stray!r}")
    sets = {key: frozenset(ids) | (own if OWN in ids else frozenset()) for key, ids in values.items()}
    return When(**sets, general=general)


def _additions(file: DataFile, known: dict[str, set[str]], mine: frozenset[str]) -> Iterator[Addition]:
    for values in file.values:
        entry = file.parse(_Addition, values)
        if entry.tactic not in BUILT_IN["tactics"]:
            raise file.error(entry.line, f"unknown tactics {entry.tactic!r}")
        quote = file.template(entry.line, entry.quote) if entry.quote else None
        yield Addition(
            entry.tactic,
            _condition(file, entry, known, mine),
            {"gentle": entry.gentle, "firm": entry.firm},
            entry.short,
            quote,
        )


def _delivery(file: DataFile, delivery: _Delivery) -> dict[Style, dict[str, Text]]:
    ways: dict[Style, _Way] = {"gentle": delivery.gentle, "firm": delivery.firm}
    names = ("to", "channel", "when", "after")
    return {style: {name: file.template(way.line, getattr(way, name)) for name in names} for style, way in ways.items()}


def _policies(folder: Path, sources: dict[str, Source]) -> Iterator[Policy]:
    files = sorted(
        folder.glob("*.yaml"), key=lambda path: (path.stem == "other", path.stem != "xiaohongshu", path.stem)
    )
    if not files:
        raise PlaybookError(f"{folder} holds no platform")
    for path in files:
        file = DataFile(path)
        policy = file.parse(Policy, file.values)
        if policy.id != path.stem:
            raise file.error(policy.line, f"the platform {policy.id!r} belongs into {policy.id}.yaml")
        _resolve(file, policy.line, policy.sources, sources)
        paid = policy.compensation
        for amount in (paid.late, paid.out_of_stock, paid.fake_shipping):
            if amount:
                _resolve(file, amount.line, [amount.source], sources)
        yield policy


def _guides(file: DataFile, sources: dict[str, Source]) -> Iterator[Guide]:
    for values in file.values:
        guide = file.parse(Guide, values)
        _resolve(file, guide.line, guide.sources, sources)
        yield guide
