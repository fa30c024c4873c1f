"""Splits a pasted chat into its messages, and says who wrote each."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from model.reading import Message, Speaker

_SELLER = r"商家|卖家|客服|店家|店主|店铺|掌柜|老板娘?|商户|小店|团长|主播|助播|官方|seller"
_BUYER = r"我|买家|本人|顾客|客户|用户|me|buyer"
_CLOCK = r"(?:[上下中]午|晚上|凌晨)? *\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_DAY = r"(?:(?:\d{2,4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?|昨天|今天|前天|星期[一二三四五六日天]|周[一二三四五六日])"
_TIME = rf"(?:{_DAY} *)?{_CLOCK}"
_FULL_TIME = re.compile(rf"\d{{4}}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日? +{_CLOCK}")
_SHOP_WORD = re.compile(rf"{_SELLER}|店|旗舰|专营|专卖|工作室|小铺|小二|售后|售前|厂|手作|代购", re.IGNORECASE)
_BUYER_NAME = re.compile(rf"(?:{_BUYER}|tb\w+|jd_\w+|\w\*+\w)", re.IGNORECASE)
_ROLE = rf"客服[\w·-]{{1,6}}|{_SELLER}|{_BUYER}"

# A name before its words, or alone on its line: what these say is a name wherever it stands.
_NAMED = (
    re.compile(rf"(?:\[{_TIME}\] *|{_TIME} +)?(?P<name>{_ROLE}) *(?:\(?{_TIME}\)? *)?[:：]\s*", re.IGNORECASE),
    re.compile(rf"[\[【(](?P<name>{_ROLE})[\]】)]\s*[:：]?\s*", re.IGNORECASE),
    re.compile(rf"(?P<name>{_ROLE}) *[:：]?$", re.IGNORECASE),
)
# A name beside a time may also be the seller's own words (最晚明天 18:00): taken for names where two lines have them.
_TIMED = (
    re.compile(rf"(?P<name>\S.{{0,30}}?)(?:\(\w{{3,}}\))? *[\[(] *{_TIME} *[\])] *[:：]\s*"),
    re.compile(rf"(?P<name>\S.{{0,30}}?) *[\[(]? *{_TIME} *[\])]? *[:：]?$"),
    re.compile(rf"{_TIME} +(?P<name>\S.{{0,30}}?)(?:\(\w{{3,}}\))?$"),
)
_SYSTEM = re.compile(
    rf"(?:{_TIME}|(?:对方)?已读|未读|送达|\[[^\[\]]{{1,8}}\](?: *\d+[\"″秒])?|.{{0,20}}撤回了一条消息|.{{0,20}}拍了拍.{{0,20}}"
    r"|[-—]*以[上下]是(?:历史|新)?消息[-—]*|[-—_ ]{3,}|.{0,30}的聊天记录"
    r"|.{0,12}(?:客服|商家).{0,12}(?:为您服务|接入会话|已接入|已介入|结束了?会话)"
    r"|(?:您|本)?[的次]?(?:订单|会话|服务)已(?:创建|结束|关闭)|请(?:您)?对本次服务.{0,12}评价)[。.]?$"
)
_QUOTE = re.compile(r"「.{1,30}[:：].*」$|引用 ?.{1,30}[:：]|> ")

_LONGEST_HEADER = 80
"""Characters of a line that holds nothing but a name, a time or a notice of the system."""
_LONGEST_NAME = 20


@dataclass(frozen=True, slots=True)
class Chat:
    """The messages of a paste in the order of its lines; `speakers_known` says whether it names who wrote them."""

    messages: tuple[Message, ...]
    speakers_known: bool


def split(paste: str) -> Chat:
    """Split a paste into messages.

    A line without a speaker of its own belongs to the speaker of the line before; without any sign of a speaker all is
    the seller's: that is what people paste. Times, notices, lone pictures and quotes of an earlier message are the
    system's.
    """
    lines = list(_lines(paste))
    heads = [_head(line) for _, line in lines]
    asides = [_is_aside(head) for head in heads]
    layout = _layout(heads, asides)
    roles = _roles(name for name, _ in layout if name)
    pieces: list[tuple[Speaker, int, int]] = []
    speaker: Speaker = "seller"
    for (start, line), (name, begin), aside in zip(lines, layout, asides, strict=True):
        if name:
            speaker = roles[name]
        pieces.append(("system" if aside else speaker, start + begin, start + len(line)))
    return Chat(_trimmed(pieces, paste), any(_side(name) for name in roles))


def seller_turns(messages: Iterable[Message]) -> list[list[Message]]:
    """Group the seller's messages into turns: bubbles in a row, with no word of the buyer between them."""
    turns: list[list[Message]] = []
    open_turn = False
    for message in messages:
        if message.speaker == "seller":
            if not open_turn:
                turns.append([])
            turns[-1].append(message)
        open_turn = message.speaker == "seller" or (open_turn and message.speaker == "system")
    return turns


def _lines(paste: str) -> Iterator[tuple[int, str]]:
    """Yield each line that is not blank, stripped, with its place."""
    start = 0
    for line in paste.splitlines(keepends=True):
        words = line.strip()
        if words:
            yield start + line.index(words[0]), words
        start += len(line)


def _head(line: str) -> str:
    """Cut a long line down to what may name its speaker; its end is marked, so that it is no whole line any more.

    The patterns look at every way to divide a line, which must not take its time on a line of 20,000 blanks.
    """
    return line if len(line) <= _LONGEST_HEADER else line[:_LONGEST_HEADER] + "\0"


def _is_aside(line: str) -> bool:
    """Say whether a line is a notice, a time, a lone picture or a quote: nobody's own words."""
    return bool(_SYSTEM.match(line) or _QUOTE.match(line))


def _layout(lines: Sequence[str], asides: Sequence[bool]) -> list[tuple[str, int]]:
    """Find the name that each line begins with and where the words after it start; an empty name where none is."""
    timed = [None if aside else _match(line, _TIMED) for line, aside in zip(lines, asides, strict=True)]
    found = [match for match in timed if match]
    use_timed = len(found) > 1 or any(_FULL_TIME.search(match.group()) for match in found)
    layout: list[tuple[str, int]] = []
    for line, beside, aside in zip(lines, timed, asides, strict=True):
        match = None if aside else _match(line, _NAMED) or (beside if use_timed else None)
        layout.append((match["name"].strip(), match.end()) if match else ("", 0))
    return _with_name_lines(lines, asides, layout)


def _match(line: str, patterns: Iterable[re.Pattern[str]]) -> re.Match[str] | None:
    return next((match for pattern in patterns if (match := pattern.match(line))), None)


def _with_name_lines(
    lines: Sequence[str], asides: Sequence[bool], layout: list[tuple[str, int]]
) -> list[tuple[str, int]]:
    """Take for names the short lines that come back, and those that end in a colon, where others are named so too.

    A line right after a name is what that name says: 我 / 在吗 / 我 / 在吗 names nobody 在吗.
    """
    alone = [bool(name) and begin == len(line) for line, (name, begin) in zip(lines, layout, strict=True)]
    if not any(alone):
        return layout
    free = [
        not (name or after_name or aside) and len(line) <= _LONGEST_NAME
        for line, (name, _), after_name, aside in zip(lines, layout, [False, *alone[:-1]], asides, strict=True)
    ]
    often = Counter(line for line, is_free in zip(lines, free, strict=True) if is_free)
    return [
        (line.rstrip(":： "), len(line)) if is_free and (often[line] > 1 or line.endswith((":", "："))) else entry
        for line, is_free, entry in zip(lines, free, layout, strict=True)
    ]


def _side(name: str) -> Speaker | None:
    """Tell by a name which side it is on; None where it does not say."""
    if _BUYER_NAME.fullmatch(name):
        return "buyer"
    return "seller" if _SHOP_WORD.search(name) else None


def _roles(names: Iterable[str]) -> dict[str, Speaker]:
    """Tell seller from buyer by name; of two names of which one is known, the other is the other side."""
    sides = {name: _side(name) for name in names}
    known = set(sides.values())
    other: Speaker = "buyer" if "seller" in known and "buyer" not in known else "seller"
    return {name: side or other for name, side in sides.items()}


def _trimmed(pieces: list[tuple[Speaker, int, int]], paste: str) -> tuple[Message, ...]:
    """Make messages of the pieces that hold more than blanks."""
    messages = []
    for speaker, start, end in pieces:
        text = paste[start:end]
        words = text.strip()
        if words:
            begin = start + len(text) - len(text.lstrip())
            messages.append(Message(speaker, words, begin, begin + len(words)))
    return tuple(messages)
