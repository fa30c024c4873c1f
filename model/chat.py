"""Splits a pasted chat into its messages, and says who wrote each."""

import re
from collections.abc import Iterable, Iterator

from model.reading import Message, Speaker

_SELLER = r"商家|卖家|客服|店家|店主|店铺|掌柜|老板娘?|商户|小店|团长|主播|助播|官方|seller"
_BUYER = r"我|买家|本人|顾客|客户|me|buyer"
_TIME = r"(?:(?:\d{2,4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日? *|昨天 *|今天 *|前天 *|星期[一二三四五六日天] *|周[一二三四五六日] *)?(?:[上下中]午|晚上|凌晨)? *\d{1,2}[:：]\d{2}(?:[:：]\d{2})?"
_SHOP_WORD = re.compile(rf"{_SELLER}|店|旗舰|专营|专卖|工作室|小二|售后|售前|厂")
_BUYER_NAME = re.compile(rf"(?:{_BUYER})", re.IGNORECASE)

_PREFIX = re.compile(
    rf"\s*[\[【(]?(?P<name>客服[\w·-]{{1,6}}|{_SELLER}|{_BUYER})[\]】)]?\s*(?:\(?{_TIME}\)?\s*)?[:：]\s*", re.IGNORECASE
)
_HEADER = re.compile(rf"\s*(?P<name>\S.{{0,30}}?)\s*[\((]?\s*{_TIME}\s*[\))]?\s*[:：]?\s*$")
_NAME_LINE = re.compile(rf"\s*(?P<name>{_SELLER}|{_BUYER})\s*[:：]?\s*$", re.IGNORECASE)
_SYSTEM = re.compile(
    rf"\s*(?:{_TIME}|已读|未读|对方已读|送达|\[?(?:图片|表情|视频|语音|动画表情|商品链接|订单)\]?|.{{0,20}}撤回了一条消息|[-—]*以[上下]是历史消息[-—]*"
    r"|.{0,12}(?:客服|商家).{0,12}(?:为您服务|接入会话|已接入|结束了?会话)|您?的?(?:订单|会话)已(?:创建|结束|关闭))[。.]?\s*$"
)

_LONGEST_HEADER = 80
"""Characters of a line that holds nothing but a name, a time or a notice of the system."""


def split(paste: str) -> tuple[Message, ...]:
    """Split a paste into messages in the order of their lines.

    A line without a speaker of its own belongs to the speaker of the line before; without any sign of a speaker all is
    the seller's: that is what people paste.
    """
    lines = list(_lines(paste))
    # one line that ends in a clock time may be the seller's own words (最晚明天 18:00); two are headers
    patterns = (
        (_PREFIX, _NAME_LINE, _HEADER)
        if sum(_is_header(_head(line)) for _, line in lines) > 1
        else (_PREFIX, _NAME_LINE)
    )
    layout = [_speaker_of(_head(line), patterns) for _, line in lines]
    roles = _roles(name for name, _ in layout if name)
    pieces: list[tuple[Speaker, int, int]] = []
    speaker: Speaker = "seller"
    for (start, line), (name, begin) in zip(lines, layout, strict=True):
        if name:
            speaker = roles[name]
        elif _SYSTEM.match(_head(line)):
            pieces.append(("system", start, start + len(line)))
            continue
        pieces.append((speaker, start + begin, start + len(line)))
    return _trimmed(pieces, paste)


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


def _is_header(line: str) -> bool:
    return bool(_HEADER.match(line)) and not _SYSTEM.match(line)


def _speaker_of(line: str, patterns: Iterable[re.Pattern[str]]) -> tuple[str, int]:
    """Find the name that a line begins with and where the words after it start; an empty name where there is none."""
    if not _SYSTEM.match(line):
        for pattern in patterns:
            if match := pattern.match(line):
                return match["name"].strip(), match.end()
    return "", 0


def _roles(names: Iterable[str]) -> dict[str, Speaker]:
    """Tell seller from buyer by name; of two names of which one is known, the other is the other side."""
    found = dict.fromkeys(names)
    roles: dict[str, Speaker] = {}
    for name in found:
        if _BUYER_NAME.fullmatch(name):
            roles[name] = "buyer"
        elif _SHOP_WORD.search(name):
            roles[name] = "seller"
    unknown = [name for name in found if name not in roles]
    other: Speaker = "buyer" if "seller" in roles.values() and "buyer" not in roles.values() else "seller"
    return roles | dict.fromkeys(unknown, other)


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
