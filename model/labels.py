"""The labels of a reading, in one place: ids, names and definitions (docs/labels.md says how to give them)."""

import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its stable id, its Chinese name and a one-line definition for people who choose it."""

    id: str
    name: str
    definition: str


CAUSES = (
    Label("out_of_stock", "缺货", "没货、断码、停产、超卖、已下架"),
    Label("quality_issue", "质量问题", "发货前发现瑕疵、破损、批次不对、质检没过"),
    Label("order_info", "订单信息有误", "地址、电话、姓名、证件或选项缺失、有误、待确认、联系不上"),
    Label("pricing", "价格原因", "标错价、活动或优惠券设错、成本上涨、运费不够、要求加钱"),
    Label("logistics", "物流原因", "快递不到、停运、爆仓、天气、道路、管制、清关、没赶上揽收"),
    Label("production_delay", "预售或生产", "预售、定制、工厂或供应商没交货、补货中，订单保留"),
    Label("backlog", "订单积压", "单多、排队、仓库忙、人手不足、放假盘点、错过截单"),
    Label("buyer_restriction", "针对买家", "怀疑转卖、恶意下单、风控、限购、拒绝卖给这位买家"),
    Label("shop_issue", "店铺或系统", "系统或打印故障、链接上错、关店搬仓、被审查、人员离职、漏单"),
    Label("unstated", "未说明原因", "不发或暂时不发，没有给出原因"),
    Label("not_refusal", "非拒发", "已发货、会按时发货，或与拒发、延迟无关"),
)
TONES = (
    Label("friendly", "友好配合", "客气或道歉，并且给出日期、选择或实在的答复"),
    Label("neutral", "中性陈述", "只说事情，不热情、不躲闪、不伤人"),
    Label("evasive", "敷衍推诿", "没有日期、没有答复，推给别人，只说尽快、等通知"),
    Label("hostile", "强硬攻击", "不耐烦、指责、讽刺、辱骂、威胁"),
)
STANCES = (
    Label("refuse", "明确不发", "这一单不发了，或要你取消、退款"),
    Label("delay", "延后再发", "会发，但要晚些，或不知道什么时候"),
    Label("conditional", "有条件才发", "要你先做一件事才发：加钱、改信息、换货、到别处交易"),
    Label("none", "不涉及", "没有拒发或延迟"),
)
TACTICS = (
    Label("refund_request", "要求退款", "让你取消订单或申请退款"),
    Label("buyer_fault_refund", "诱导买家担责", "指定一个怪你或替店铺开脱的退款理由"),
    Label("extra_payment", "要求加钱", "要补差价、运费、定金，或另拍一单补钱"),
    Label("off_platform", "引导站外", "把联系、付款或退款引到平台之外"),
    Label("fake_shipping", "虚假发货", "没发货先标发货、先出单号、空包、先确认收货"),
    Label("substitution", "换货代替", "用别的颜色、尺码、型号或优惠券代替"),
    Label("stalling", "无限期拖延", "没有日期的再等等、尽快、到时候通知"),
    Label("threat", "威胁施压", "威胁你，或说投诉没用、投诉要你付代价"),
)

CHOICES = {"cause": CAUSES, "tone": TONES, "stance": STANCES}
"""The label sets of which a message has exactly one; tactics are the set of which it has any number."""
LABEL_SETS = {**CHOICES, "tactics": TACTICS}
BUILT_IN = {name: tuple(label.id for label in labels) for name, labels in LABEL_SETS.items()}
IDS = dict(BUILT_IN)
"""What can be read or told in this process, in the order of a reading's columns: the built-in labels, and behind them
each cause of the owner's own that was offered or that a loaded model knows. They only grow, so that whoever reads in
another thread finds each label where it was; what is kept on disk therefore names labels, or says their order."""
NAMES = {name: {label.id: label.name for label in labels} for name, labels in LABEL_SETS.items()}

_GROWING = threading.Lock()

OWN = "own"
"""What stands for every cause of the owner's own where advice names causes; none may be called so."""
NO_CAUSE, NO_STANCE = "not_refusal", "none"
"""The two labels that stand or fall together: a message has no stance exactly when it refuses nothing."""
NO_TACTICS = Label("none", "无", "没有以上话术")
"""What a file says where a message has no tactics, so that it differs from one where nobody looked for them."""


def offer(causes: Iterable[Label]) -> None:
    """Let people choose these causes beside the built-in ones, in place of those that were offered before."""
    own = tuple(causes)
    names = {cause.id: cause.name for cause in own}
    know(names)
    NAMES["cause"].update(names)
    LABEL_SETS["cause"] = (*CAUSES, *own)


def know(causes: Mapping[str, str]) -> None:
    """Let these causes be read, and called by these names; one that is known keeps the name that it has."""
    with _GROWING:
        fresh = {id: name for id, name in causes.items() if id not in IDS["cause"]}
        NAMES["cause"].update(fresh)
        IDS["cause"] += tuple(fresh)


def contradiction(cause: str | None, stance: str | None, tactics: Collection[str] | None) -> str | None:
    """Say what is impossible in this combination of labels, or None (docs/labels.md); None stands for not given."""
    tactics = tactics or ()
    if cause and stance and (cause == NO_CAUSE) != (stance == NO_STANCE):
        return f"stance is {NO_STANCE} exactly when cause is {NO_CAUSE}, here {stance} with {cause}"
    if "buyer_fault_refund" in tactics and "refund_request" not in tactics:
        return "buyer_fault_refund names a reason for a refund, so refund_request belongs with it"
    return None
