"""Finds the latest moment by which a seller says that this order ships (docs/labels.md, promise).

A small grammar: time expressions, each bound to the verb that follows or precedes it. A time counts when the verb
means shipping and nothing denies it, sets it as a lower bound, or hangs it on an event of unknown date.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

from model.normalise import fold
from model.reading import Promise

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "俩": 2,
    "〇": 0,
    "日": 7,
    "天": 7,
    "末": 7,
}
_N = r"(?:\d{1,3}|[一二三四五六七八九两俩]?十[一二三四五六七八九]?|[一二三四五六七八九两俩])"
_TO = r"(?:[-~—–到至]{1,2}|、)"
_PART = r"(?P<part>早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚|早)?"
_CLOCK = r"(?:(?P<hour>\d{1,2}|[一二三四五六七八九两]|十[一二]?)(?:点(?:钟)?(?P<half>半)?(?P<minute>\d{1,2})?分?|:(?P<minute2>\d{2})))?"
_OF_DAY = rf"(?:的?{_PART} ?{_CLOCK})"
_WEEK = r"(?:周|星期|礼拜)"

_SHIP = re.compile(
    r"发(?:货|出|走|掉|件|车|快递|顺丰|给[您你]|过来|过去)?(?![票生现展愁烧财布图链照视信消地尺])|寄(?:出|走|给)?(?![回存])|揽收|揽件|出库|出货|出单发|交快递|送快递|走(?!丢)|出(?=去|给|[哈哦呢啦的了哒滴~!。,]|$)"
)
_OTHER_EVENT = re.compile(
    r"到货|到仓|到家|收到|送到|送达|能到|会到|才到|到(?=[您你货哦呢啦了的就~。,]|$)|签收|派送|来货|进货|补货|上架|开售|回复|答复|回[您你]|告诉|通知|联系|核实|上班|开门|营业|付款|付尾款|尾款|拍下|下单|优惠|活动|直播|截止|"
    r"退款|到账|更新|开工|开始|开窑|出窑|结束|做好|做完|有货|补上|休息|放假|打款|返|取件|反馈|结果|处理|降温"
)
_DENIED = re.compile(r"(?:不|没|无法|没法|不能|未必|不一定|别想|甭想|难)[^,。!?;到]{0,4}$")
_NOT_KEPT = re.compile(r"[^,。!?;]{0,2}(?:做不到|办不到|不可能|不现实|来不及)")
_DENIED_AFTER = re.compile(r"发?(?:货)?(?:不(?:了|出|掉|走|成|动|上)|得?不到)")
_LOWER_BOUND = re.compile(r"(?:最快|最早|起码|至少|最少|不早于|怎么也[要得]|少说)[^,。!?;]{0,4}$")
_AFTER = re.compile(r"(?:以后|之后|过后|后)(?!天)")
_UNKNOWN_EVENT = re.compile(
    r"(?:到货|来货|收到|付款|付尾款|尾款|拍下|下单|审核|做好|出来|恢复|解封|通过|确认|齐|补)[^,。!?;]{0,5}(?:后|以后|之后)[^,。!?;]{0,3}$"
)
_GENERAL = re.compile(
    r"(?:一般|通常|正常|平时|都是|每天|现在拍|今天拍|页面|公告|默认|规定|规则)[^。!?;\n]{0,10}$|(?:拍下|拍了|下单|付款)(?:后|之后|以后|就|即)?[^,。!?;\n ]{0,3}$"
)
_WAITS_FOR = re.compile(
    r"(?:等|待)(?!一|待|等|下|到|我|个|了)[^,。!?;\n ]{2,10}$|(?:上传|审核|确认|补|改|填)[^,。!?; ]{0,4}(?:了|完|好)[^,。!?; ]{0,2}$|[你您](?:自己)?说[^,。!?;]{0,4}$|没(?:说过?|答应|承诺)[^,。!?;]{0,4}$"
)
_HEDGE = re.compile(r"大概|大约|预计|左右|应该|争取|尽量|尽可能|可能|估计|差不多|说不定|没意外|不出意外|兴许|约")
_PREFIX = re.compile(
    r"(?:(?:最晚|最迟|最慢|顶多|不超过|不会超过|保证|肯定|一定|争取|尽量|预计|大概|大约|估计|应该|可能|差不多|是|在|到|要|得|等|就) ?)+$"
)


_LONGEST_LEAD = 24
"""Characters before a time that may belong to its quote (最晚不超过…)."""


@dataclass(frozen=True, slots=True)
class _Time:
    """A time expression: where it stands and the moment that it ends."""

    start: int
    end: int
    due: datetime
    vague: bool
    ahead: bool
    """Whether the words themselves lie in the future (明天, 下周), so that a following 的 or 了 does not make them past."""


def _number(text: str) -> int:
    """Read a number below 100 in digits or Chinese."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return _DIGITS[text]


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def _last_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _shift_month(day: date, months: int) -> tuple[int, int]:
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def working_days_later(day: date, count: int) -> date:
    """Count working days from the day after; Monday to Friday where the calendar does not know the year.

    The State Council publishes the holidays of a year late in the one before (chinesecalendar).
    """
    while count:
        day += timedelta(days=1)
        count -= _is_workday(day)
    return day


@lru_cache(maxsize=4096)
def _is_workday(day: date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


@cache
def knows_holidays(year: int) -> bool:
    """Say whether the holidays of a year are known."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def _at(day: date, match: re.Match[str]) -> datetime:
    """Set the time of day that the match names; a day without one ends at 23:59:59."""
    part, hour = match["part"], match["hour"]
    if hour:
        value = _number(hour)
        if part in ("下午", "晚上", "傍晚", "晚", "夜里") and value < 12:
            value += 12
        minute = 30 if match["half"] else int(match["minute"] or match["minute2"] or 0)
        if value < 24 and minute < 60:
            return datetime.combine(day, time(value, minute), SHANGHAI)
    ends = {"早上": 11, "早晨": 11, "早": 11, "上午": 11, "中午": 11, "下午": 17}
    return datetime.combine(day, time(ends.get(part or "", 23), 59, 59), SHANGHAI)


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str], datetime], tuple[datetime, bool] | None]]


def _relative_day(match: re.Match[str], now: datetime) -> tuple[datetime, bool]:
    offset = {"今": 0, "当": 0, "明": 1, "后": 2, "大后": 3}[match["day"]]
    return _at(now.date() + timedelta(days=offset), match), False


def _weekday(match: re.Match[str], now: datetime) -> tuple[datetime, bool] | None:
    wanted = _number(match["weekday"])
    monday = now.date() - timedelta(days=now.weekday())
    which = match["which"] or ""
    if match["weekday"] == "末" and not which:
        which = "本"
    if which.startswith("下"):
        day = monday + timedelta(days=7 * which.count("下") + wanted - 1)
    else:
        day = monday + timedelta(days=wanted - 1)
        if day <= now.date() and not which:
            day += timedelta(days=7)
        if day < now.date():
            return None
    return _at(day, match), False


def _date(match: re.Match[str], now: datetime) -> tuple[datetime, bool] | None:
    today = now.date()
    month_text = match["month"]
    try:
        if not month_text:
            year, month = _shift_month(today, 0)
            if match["next"] or _number(match["day"]) < today.day:
                year, month = _shift_month(today, 1)
            day = date(year, month, _number(match["day"]))
        else:
            day = date(int(match["year"] or today.year), _number(month_text), _number(match["day"]))
            if not match["year"] and (today - day).days > 180:
                day = day.replace(year=day.year + 1)
            if day < today:
                return None
    except ValueError:
        return None
    return _at(day, match), False


def _part_of_month(match: re.Match[str], now: datetime) -> tuple[datetime, bool] | None:
    today = now.date()
    year, month = today.year, today.month
    if match["month"]:
        month = _number(match["month"])
        if not 1 <= month <= 12:
            return None
        year += month < today.month
    elif match["next"]:
        year, month = _shift_month(today, 1)
    days = {"初": 5, "上旬": 10, "中": 15, "中旬": 20}
    part = match["third"]

    def resolve(year: int, month: int) -> date:
        return date(year, month, days[part]) if part in days else _last_of_month(year, month)

    day = resolve(year, month)
    if day < today and not match["month"]:
        day = resolve(*_shift_month(today, 1))
    return _end_of(day), False


def _hours(match: re.Match[str], now: datetime) -> tuple[datetime, bool]:
    count = 0.5 if match["n"] == "半" else _number(match["n"])
    return now + timedelta(hours=count), False


def _days(match: re.Match[str], now: datetime) -> tuple[datetime, bool]:
    unit, number = match["unit"], match["n"]
    count = (
        _number(number)
        * {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30}[
            unit[-2:] if unit.endswith(("星期", "礼拜")) else unit[-1]
        ]
    )
    return _end_of(now.date() + timedelta(days=count)), bool(match["from"] or match["about"])


def _working_days(match: re.Match[str], now: datetime) -> tuple[datetime, bool]:
    return _end_of(working_days_later(now.date(), _number(match["n"]))), bool(match["about"])


def _few_days(match: re.Match[str], now: datetime) -> tuple[datetime, bool]:
    count = 2 if match["how"] else max(_number(c) for c in match["few"])
    return _end_of(now.date() + timedelta(days=count)), True


def _week(match: re.Match[str], now: datetime) -> tuple[datetime, bool]:
    sunday = now.date() + timedelta(days=6 - now.weekday() + 7 * match["which"].count("下"))
    return _end_of(sunday), False


def _feast(match: re.Match[str], now: datetime) -> tuple[datetime, bool]:
    month, day = {
        "元旦": (1, 1),
        "情人节": (2, 14),
        "520": (5, 20),
        "六一": (6, 1),
        "618": (6, 18),
        "国庆": (10, 1),
        "圣诞": (12, 25),
    }.get(match["feast"], (12, 12))
    found = date(now.year, month, day)
    return _end_of(found if found >= now.date() else found.replace(year=now.year + 1)), False


_RULES: tuple[_Rule, ...] = (
    (
        re.compile(
            rf"(?P<year>20\d\d)?[年./-]?(?P<month>(?<!\d)(?:1[0-2]|0?[1-9])|十[一二]?|[一二三四五六七八九])(?:[月./]|-(?!\d{{1,2}}[号日]))(?P<day>{_N}|三十一?|二十[一二三四五六七八九]?)(?:[号日](?![线店链])|(?![\d元块斤折倍米.~-]| ?[天个日周月小年元w]| ?工作)){_OF_DAY}"
        ),
        _date,
    ),
    (
        re.compile(
            rf"(?P<next>下个?月)?(?P<year>)(?P<month>)(?P<day>\d{{1,2}}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[号日](?![线店链码色楼仓])(?!下单|拍的?|付款)的?{_OF_DAY}"
        ),
        _date,
    ),
    (re.compile(rf"(?P<day>大后|今|明|后|当)(?:天|日|儿个?)的?{_OF_DAY}"), _relative_day),
    (re.compile(rf"(?P<day>今|明|后)(?=[早晚]){_OF_DAY}"), _relative_day),
    (re.compile(rf"(?P<which>下下个?|下个?|这个?|本)?{_WEEK}(?P<weekday>[一二三四五六日天末1-7]){_OF_DAY}"), _weekday),
    (re.compile(rf"(?P<which>下下个?|下个?|这个?|本){_WEEK}"), _week),
    (
        re.compile(
            r"(?P<next>下个?)?(?:这个?|本)?(?:(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])?月份?)(?P<third>上旬|中旬|下旬|初|中|底|末)"
        ),
        _part_of_month,
    ),
    (re.compile(rf"(?:{_N}{_TO})?(?P<n>{_N}|半) ?个?(?:小时|钟头|h(?![a-z]))"), _hours),
    (re.compile(rf"(?:{_N}{_TO})?(?P<n>{_N}) ?个?工作日(?P<about>左右)?"), _working_days),
    (re.compile(r"(?P<how>这|过)(?P<few>[一两二三几]{1,2})天"), _few_days),
    (re.compile(r"(?P<how>)(?P<few>一两|两三|二三|三四|三五|四五|五六|六七|七八)[天日]"), _few_days),
    (
        re.compile(
            rf"(?<!第)(?P<from>{_N}{_TO})?(?P<n>{_N}) ?(?P<unit>天|日(?!子)|个?周|个?星期|个?礼拜|个月)(?P<about>左右|上下)?"
        ),
        _days,
    ),
    (re.compile(r"半个月"), lambda _, now: (_end_of(now.date() + timedelta(days=15)), False)),
    (
        re.compile(
            r"(?P<part>早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚|早)?的?(?P<hour>\d{1,2}|[一二三四五六七八九两]|十[一二]?)(?:点(?:钟)?(?P<half>半)?(?P<minute>\d{1,2})?分?|:(?P<minute2>\d{2}))(?=之?前|[发寄走])"
        ),
        lambda match, now: (_at(now.date(), match), False),
    ),
    (
        re.compile(r"(?P<part>上午|中午|下午|傍晚)(?P<hour>)(?=之?前|就?[发寄走能可])"),
        lambda match, now: (_at(now.date(), match), False),
    ),
    (re.compile(r"年底"), lambda _, now: (_end_of(date(now.year, 12, 31)), False)),
    (re.compile(r"(?P<feast>双十二|双12|元旦|情人节|520|六一|618|国庆|圣诞)节?(?=之?前)"), _feast),
)


_FIXED = (_relative_day, _weekday, _date)
"""Rules whose words may name a day that is over."""


def _times(text: str, now: datetime) -> Iterator[_Time]:
    """Find the time expressions of a folded text, from left to right, the longer rule before the shorter."""
    taken = [False] * len(text)
    for pattern, resolve in _RULES:
        for match in pattern.finditer(text):
            begin, end = match.span()
            if begin == end or any(taken[begin:end]):
                continue
            resolved = resolve(match, now)
            taken[begin:end] = [True] * (end - begin)
            if resolved:
                yield _Time(
                    begin, end, *resolved, ahead=resolve not in _FIXED or bool(re.search("[明后下]", match.group()[:2]))
                )


def _quote(text: str, found: _Time, stop: int, floor: int) -> tuple[int, int] | None:
    """Say where the quote stands if this time is one by which the order ships, or None.

    `floor` and `stop` are the ends of the neighbouring time expressions: each verb belongs to its own time.
    """
    clause = re.split(r"[。!?;\n]", text[found.end : stop])[0]
    before = re.split(r"[。!?;\n]", text[floor : found.start])[-1]
    ship, other = _SHIP.search(clause), _OTHER_EVENT.search(clause)
    if _AFTER.match(clause) and not re.search(r"[天周月]$", text[found.start : found.end]):
        return None
    if any(pattern.search(before) for pattern in (_LOWER_BOUND, _UNKNOWN_EVENT, _GENERAL, _WAITS_FOR)):
        return None
    if ship and ship.start() <= 12 and not (other and other.start() < ship.start()):
        if _DENIED.search(clause[: ship.start()]) or _DENIED_AFTER.match(clause, ship.start()):
            return None
        if _NOT_KEPT.match(clause, ship.end()):
            return None
        tail = clause[ship.end() : ship.end() + 2]
        if re.search(r"已经?|昨|刚刚?$", before[-4:] + clause[: ship.start()]) or (
            not found.ahead and re.match(r"了|过|的", tail)
        ):
            return None
        return found.start, found.end + ship.end()
    # the verb may stand before its time: 发货时间是周五, 发货要到30号
    early = list(_SHIP.finditer(before))
    if early and len(before) - early[-1].end() <= 7 and not (other and other.start() <= 4):
        between = before[early[-1].end() :]
        if re.match(r"了|的(?!时间|话)", between) or _OTHER_EVENT.search(between) or re.search(r"[,]", between):
            return None
        if _DENIED.search(before[: early[-1].start()]) or _DENIED_AFTER.match(before, early[-1].start()):
            return None
        return floor + len(text[floor : found.start]) - len(before) + early[-1].start(), found.end
    return None


def find(text: str, now: datetime) -> Promise | None:
    """Find the promise in a seller's words.

    Args:
        text: the seller's message as written.
        now: when it was written; any time zone, read as Asia/Shanghai.

    Returns:
        The latest moment named for shipping this order with its quote, or None.
    """
    now = now.astimezone(SHANGHAI)
    folded = fold(text)
    plain = folded.text
    times = sorted(_times(plain, now), key=lambda found: found.start)
    best: tuple[_Time, tuple[int, int]] | None = None
    for index, found in enumerate(times):
        stop = times[index + 1].start if index + 1 < len(times) else len(plain)
        floor = times[index - 1].end if index else 0
        quote = _quote(plain, found, stop, floor)
        if quote and found.due >= now and (best is None or found.due >= best[0].due):
            best = (found, quote)
    if best is None:
        return None
    found, (start, end) = best
    lead = _PREFIX.search(plain[max(0, start - _LONGEST_LEAD) : start])
    start -= len(lead.group()) if lead else 0
    around = re.split(r"[。!?;,\n]", plain[:start])[-1][-8:] + plain[start : min(end + 4, len(plain))]
    firm = not found.vague and not _HEDGE.search(around)
    begin, finish = folded.starts[start], folded.ends[end - 1]
    return Promise(text[begin:finish], begin, finish, found.due, firm)
