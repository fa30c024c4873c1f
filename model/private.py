"""Finds and masks what tells who or where a person is, so that what is kept of a message does not tell it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from model.normalise import simplified

MASKS = {
    "name": "〔姓名〕",
    "email": "〔邮箱〕",
    "id_card": "〔身份证号〕",
    "bank_card": "〔银行卡号〕",
    "mobile": "〔手机号〕",
    "landline": "〔座机〕",
    "qq": "〔QQ号〕",
    "wechat": "〔微信号〕",
    "order_no": "〔订单号〕",
    "address": "〔地址〕",
}
"""What stands in for each kind."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Private:
    """A private passage, in code points of the text, and the mask that stands in for it."""

    start: int
    end: int
    kind: str
    mask: str


# The patterns read a text of the same length: half width, simplified, numerals as digits.
_NUMERALS = "零〇幺一二三四五六七八九壹贰叁肆伍陆柒捌玖"
_DIGITS = str.maketrans(_NUMERALS, "001123456789123456789")
_SPOKEN = re.compile(rf"[{_NUMERALS}]{{3,}}|(?<![\d{_NUMERALS}])[\d{_NUMERALS}]{{11}}(?![\d{_NUMERALS}])", re.A)
_HIDDEN = "〔"
"""Hides what has been found from the search for the next kind; like a mask's two ends it is in no pattern, so that a
masked text reads as the text did when the search ended."""

_GAP = "[-. ·–—\u200b-\u200d\u2060\ufeff]"
_IS = r"(?:号码?)?[是为叫]?[: ]{0,3}"
_HAN = "\u4e00-\u9fff"

# A group is the private part where the words before it are none.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}", re.A | re.I)
_ID_CARD = re.compile(
    rf"(?<!\d)\d{{6}}{_GAP}?(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_GAP}?\d{{3}}[\dx](?!\d)"
    rf"|(?<!\d)\d{{17}}x|身份证{_IS}(\d(?:{_GAP}?\d){{13,16}}[\dx])(?!\d)",
    re.A | re.I,
)
_CARD = re.compile(
    rf"(?:卡号?|账[号户]|[工农中建交招]行|邮储){_IS}(\d(?:{_GAP}?\d){{15,18}})(?!\d)"
    r"|(?<!\d)\d{4}(?:[- ]?\d{4}){3}(?:[- ]?\d{1,3})?(?!\d)",
    re.A,
)
_CARD_BEGINS = "34569"
"""No card begins with another digit; prices in a row do."""
_MOBILE = re.compile(
    rf"(?<!\d)(?:(?:\+|00)?86{_GAP}?)?(?:1[3-9]\d{_GAP}?\d{{4}}{_GAP}?\d{{4}}|1[-,. ][3-9](?:[-,. ]\d){{9}})(?!\d)",
    re.A,
)
_LANDLINE = re.compile(r"(?<!\d)\(?0(?:10|2\d|[3-9]\d\d)\)?[- ]?\d{7,8}(?:[-转]\d{1,6})?(?!\d)", re.A)
_QQ = re.compile(rf"(?:qq|扣扣|企鹅|加q){_IS}([1-9]\d{{4,11}})(?!\d)", re.A | re.I)
_WECHAT = re.compile(
    rf"(?:[薇微威维v] ?[信❤♥心]|(?<![a-z])[vw]x|wechat|weixin|绿泡泡|[加+➕] ?[v薇](?=[^a-z]|[a-z]{{0,12}}\d)"
    rf"|(?<![a-z0-9])v(?=:)){_IS}"
    r"([a-z][-_a-z0-9]{5,}|[1-9]\d{6,11}(?!\d))",
    re.A | re.I,
)
_NUMBERED = re.compile(rf"(?:单号|编号){_IS}(?=[a-z]{{0,8}}\d)([-a-z0-9]{{8,}})", re.A | re.I)
_TOKEN = re.compile("[a-z0-9]{12,}", re.A | re.I)
_LONG_NUMBER, _MOSTLY = 15, 0.7
"""Digits of a bare number that is taken for an order's, and their share where letters stand among them."""

_SURNAME = (
    "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹窦章苏潘葛范彭鲁马方任袁柳鲍史唐薛雷贺汤罗毕郝"
    "安于傅齐康伍余顾孟黄穆萧尹姚邵汪毛戴宋庞熊舒项祝董梁杜阮蓝季贾江童郭梅林钟徐邱骆高夏蔡田樊胡凌霍万柯卢莫丁邓石崔"
    "龚程邢裴陆翁曲靳段侯武刘景叶白蒲池乔谭温庄晏瞿阎连艾易廖耿匡聂辛简曾沙向冉牛覃]"
)
_NAME = re.compile(
    rf"(?:收货人|收件人|联系人|姓名|户名)(?:姓名|名字)?"
    rf"(?:[是为]?[: ]{{1,3}}((?!.某)[{_HAN}]{{2,4}}?)"
    rf"|[是为叫]?({_SURNAME}(?!女士|先生|小姐|同学|老师|师傅|[便时排全某])[{_HAN}]{{1,2}}?))"
    rf"(?=$|[^{_HAN}]|电话|手机|地址|身份证)"
)

# An address: places, one inside the other, then what counts houses. Atomic, so that no text is tried in many ways.
_NO_NAME = "我你您他她它们是的在着住到寄送给往去了吗呢吧啊没不有这与或请把被让叫要能可就也还再已等"
_PLACE = (
    rf"(?>[^\W_a-wyz{_NO_NAME}]{{1,8}}?"
    r"(?:[省市区县州旗镇乡村屯庄路街道巷苑]|胡同|花园|公寓|大厦|广场|大学|学院)++ ?)"
)
_HOUSE = (
    r"(?:[a-z]?[\d一二三四五六七八九十]{1,5}(?:[-之]\d{1,4}){0,3} ?"
    r"(?:号(?:宿舍|院)?楼?|[栋幢座室楼层弄组户期]|单元) ?)"
)
_ROOM = r"(?:(?:\d{1,3}(?:-\d{1,4}){1,3}|\d{3,4})(?![\d元块件个天小]))?"
_NUMBER = rf"{_HOUSE}{{1,8}}+{_ROOM}"
_HOUSES = re.compile(rf"(?<![\da-z]){_NUMBER}", re.A | re.I)
_PLACES = re.compile(rf"{_PLACE}{{1,8}}+\Z", re.I)
_CERTAIN = re.compile(rf"[栋幢座室层]|单元|号(?:宿舍|院)?楼|{_HOUSE}{{2}}|\d{{3}}$|[1-9]\d\d号|[4-9]\d号", re.A | re.I)
"""Houses that are no date: 解放路12号 may be the day on which the road opens."""
_STREET = re.compile("(?:[省市县州旗]|(?<!小)区).+(?<![省市区县州旗]) ?$")
_ADDRESSED = re.compile(r"(?:地址|住址|家住|住在|寄往|[寄发送邮改换]到)[是为]?[: ]{0,3}([^,。…!?;〔〕\n]{4,60})")
_SOMEWHERE = re.compile(
    rf"(?P<places>{_PLACE}(?:{_PLACE}{{1,7}}+|(?={_HOUSE})))(?P<houses>{_NUMBER})?[^\s{_NO_NAME}]*", re.I
)
_ALREADY_MASKED = re.compile("[x某]", re.I)
_FARTHEST = 40
"""Characters before a house in which its places are looked for."""


def find(text: str) -> tuple[Private, ...]:
    """Find the private passages, in the order of the text; none overlap.

    >>> [(one.kind, text[one.start : one.end]) for text in ["加V abc12345，电话138 0013 8000"] for one in find(text)]
    [('wechat', 'abc12345'), ('mobile', '138 0013 8000')]
    """
    found: list[Private] = []
    view = _plain(text)
    for kind, finder in _FINDERS:
        if spans := list(finder(view)):
            found += (Private(start, end, kind, MASKS[kind]) for start, end in spans)
            view = _replaced(view, ((start, end, _HIDDEN * (end - start)) for start, end in spans))
    return tuple(sorted(found, key=lambda one: one.start))


def mask(text: str) -> str:
    """Put its mask in the place of every private passage.

    >>> mask("打13800138000，加V也行，48小时内发")
    '打〔手机号〕，加V也行，48小时内发'
    """
    return _replaced(text, ((one.start, one.end, one.mask) for one in find(text)))


def _replaced(text: str, passages: Iterable[tuple[int, int, str]]) -> str:
    """Replace passages, which come in their order."""
    pieces: list[str] = []
    at = 0
    for start, end, instead in passages:
        pieces += (text[at:start], instead)
        at = end
    return "".join((*pieces, text[at:]))


def _plain(text: str) -> str:
    """Give each character its plain form: one for one, so that offsets stay."""
    return _SPOKEN.sub(lambda spoken: spoken.group().translate(_DIGITS), text.translate(_forms()))


@cache
def _forms() -> dict[int, str]:
    """Full-width and circled forms, traditional characters and stars, by their plain one."""
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    circled = {ord(circle): digit for circle, digit in zip("⓪①②③④⑤⑥⑦⑧⑨", "0123456789", strict=True)}
    return {ord(old): new for old, new in simplified().items()} | wide | circled | {ord("\u3000"): " ", ord("*"): "某"}


def _all(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Span]]:
    """Find by one pattern: its group where it has one, else all of it."""
    return lambda view: (match.span(match.lastindex or 0) for match in pattern.finditer(view))


def _cards(view: str) -> Iterator[Span]:
    """Find what follows the word for a card, and bare numbers that can be one."""
    for match in _CARD.finditer(view):
        digits = re.sub(r"\D", "", match.group())
        if match.lastindex or digits.startswith("62") or (digits[0] in _CARD_BEGINS and _luhn(digits)):
            yield match.span(match.lastindex or 0)


def _luhn(digits: str) -> bool:
    """Say whether the last digit checks the others, as on every bank card."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def _tokens(view: str) -> Iterator[Span]:
    """Find long numbers, and long words that are mostly digits."""
    for match in _TOKEN.finditer(view):
        token = match.group()
        digits = sum(map(str.isdigit, token))
        if digits >= _LONG_NUMBER or len(token) > digits >= _MOSTLY * len(token):
            yield match.span()


def _addressed(view: str) -> Iterator[Span]:
    """Find what is said to be an address, up to the end of its words."""
    for match in _ADDRESSED.finditer(view):
        for found in _SOMEWHERE.finditer(view, *match.span(1)):
            known = found["houses"] or _STREET.search(found["places"])
            if known and not _ALREADY_MASKED.search(found["places"]):
                yield found.span()


def _addresses(view: str) -> Iterator[Span]:
    """Find houses behind the places that they stand in; those in a row are one address."""
    start = end = seen = 0
    certain = False
    for houses in _HOUSES.finditer(view):
        places = _PLACES.search(view, max(seen, houses.start() - _FARTHEST), houses.start())
        seen = houses.end()
        if not places or _ALREADY_MASKED.search(places.group()):
            continue
        if places.start() > end:
            if certain:
                yield start, end
            start, certain = places.start(), False
        end = houses.end()
        certain = certain or bool(_CERTAIN.search(houses.group()) or _STREET.search(places.group()))
    if certain:
        yield start, end


_FINDERS: tuple[tuple[str, Callable[[str], Iterator[Span]]], ...] = (
    ("email", _all(_EMAIL)),
    ("order_no", _all(_NUMBERED)),
    ("id_card", _all(_ID_CARD)),
    ("bank_card", _cards),
    ("mobile", _all(_MOBILE)),
    ("landline", _all(_LANDLINE)),
    ("qq", _all(_QQ)),
    ("wechat", _all(_WECHAT)),
    ("order_no", _tokens),
    ("name", _all(_NAME)),
    ("address", _addressed),
    ("address", _addresses),
)
"""In the order of the search: the surest first."""
