from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.classifier import Classifier
from model.errors import NoSellerMessage
from model.labels import IDS, contradiction
from model.promise import SHANGHAI
from model.reading import Told

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)

EVERYDAY = [
    ("亲,这款没货了,您申请一下退款吧,理由选不想要了就行", "out_of_stock"),
    ("亲 检查的时候发现这件有瑕疵 不能给您发了", "quality_issue"),
    ("您好，您的收货地址不完整，麻烦提供一下详细地址，确认后给您发货", "order_info"),
    ("不好意思亲，这个价格标错了，这个价发不了，需要您补30元差价", "pricing"),
    ("您那边快递停发了，暂时发不了货，等快递恢复再给您发", "logistics"),
    ("亲，这款是预售的，工厂还在生产，要15天左右才能发货", "production_delay"),
    ("最近订单太多了，仓库忙不过来，要晚几天才能给您发", "backlog"),
    ("您这边购买数量异常，怀疑是恶意下单，这单不给您发了", "buyer_restriction"),
    ("系统出故障了订单打不出来，今天发不了货", "shop_issue"),
    ("这单发不了，您退了吧", "unstated"),
    ("亲 已经给您发货了哦 注意查收", "not_refusal"),
]


@pytest.mark.parametrize(("text", "cause"), EVERYDAY)
def test_everyday_messages_are_read_right(classifier: Classifier, text: str, cause: str) -> None:
    assert classifier.read(text, NOW).cause.id == cause


def test_the_newcomers_message_is_read_whole(classifier: Classifier) -> None:
    reading = classifier.read(EVERYDAY[0][0], NOW)
    assert reading.stance.id == "refuse"
    assert [tactic.id for tactic in reading.tactics] == ["refund_request", "buyer_fault_refund"]
    assert any("没货" in EVERYDAY[0][0][e.start : e.end] for e in reading.cause.evidence if e.weight > 0)


@pytest.mark.parametrize(
    ("text", "tactic"),
    [
        ("没库存,申请退款选不想要了", "buyer_fault_refund"),
        ("标错价,补30差价", "extra_payment"),
        ("催什么催,投诉也没用", "threat"),
        ("爆单,尽快安排", "stalling"),
        ("加薇信,红包补你", "off_platform"),
    ],
)
def test_traps_that_the_nearest_peers_miss_are_found(classifier: Classifier, text: str, tactic: str) -> None:
    assert tactic in [found.id for found in classifier.read(text, NOW).tactics]


@pytest.mark.parametrize(
    "text",
    [
        *("没货", "发不了", "退款吧", "在的", "12345", "!!!", "😂😂😂"),
        *(
            "asdf qwer zxcv",
            "的地得了着过吧吗呢",
            "锟斤拷烫烫烫屯屯屯",
            "Hello, where is my parcel?",
            "この商品はいつ届きますか",
        ),
        *("您好,很高兴为您服务,请问有什么可以帮您", "亲亲在的呢您请说", "欢迎光临本店", "好的哦亲 谢谢您"),
        *("怎么还不发货啊", "我的快递到底什么时候发", "都三天了还没发货吗", "我要退款", "我都付款一个星期了你们不发"),
    ],
)
def test_nothing_is_sure_about_what_says_too_little(classifier: Classifier, text: str) -> None:
    reading = classifier.read(text, NOW)
    assert not any(choice.sure for choice in (reading.cause, reading.tone, reading.stance))


@pytest.mark.parametrize(
    "text", ["asdf qwer zxcv", "锟斤拷烫烫烫屯屯屯", "Hello, where is my parcel?", "怎么还不发货啊"]
)
def test_what_is_no_sellers_chinese_is_not_even_likely(classifier: Classifier, text: str) -> None:
    assert classifier.read(text, NOW).cause.level == "unsure"


def test_the_buyers_turn_of_phrase_in_the_sellers_named_words_may_be_sure(classifier: Classifier) -> None:
    assert classifier.read("商家:您问什么时候发货 这款预售的 工厂还在做 要15天", NOW).cause.level != "unsure"


@pytest.mark.parametrize(
    ("paste", "known"),
    [("没货了\n退款吧", False), ("商家:没货了\n我:啊", True), ("糖糖 10:20\n没货\n小王 10:21\n啊", False)],
)
def test_a_paste_that_names_nobody_is_read_whole_and_said_so(classifier: Classifier, paste: str, known: bool) -> None:
    reading = classifier.read(paste, NOW)
    assert reading.speakers_known == known
    assert reading.cause.id == "out_of_stock"


def test_the_latest_position_decides_and_tactics_add_up(classifier: Classifier) -> None:
    reading = classifier.read(
        "商家:最近订单太多要排队\n我:排到哪天\n商家:这款没货了,发不了,您退款吧\n我:不退\n商家:好的亲", NOW
    )
    assert reading.cause.id == "out_of_stock"
    assert "refund_request" in [tactic.id for tactic in reading.tactics]


def test_evidence_of_a_chat_points_into_the_paste(classifier: Classifier) -> None:
    paste = "我:怎么还不发\n商家:在的亲\n商家:这款没货了发不了"
    reading = classifier.read(paste, NOW)
    assert "没货" in "".join(paste[e.start : e.end] for e in reading.cause.evidence if e.weight > 0)


def test_the_promise_of_a_chat_points_into_the_paste(classifier: Classifier) -> None:
    paste = "我:几时发\n商家:仓库忙\n周五前发"
    promise = classifier.read(paste, NOW).promise
    assert promise is not None
    assert paste[promise.start : promise.end] == promise.quote == "周五前发"


def test_a_naive_time_is_shanghais(classifier: Classifier) -> None:
    promise = classifier.read("明天发货", datetime(2026, 11, 23, 10)).promise
    assert promise is not None
    assert promise.due == datetime(2026, 11, 24, 23, 59, 59, tzinfo=SHANGHAI)


def test_a_paste_of_the_buyers_words_alone_is_refused(classifier: Classifier) -> None:
    with pytest.raises(NoSellerMessage):
        classifier.read("我:怎么还不发货", NOW)
    assert classifier.read("我:怎么还不发货", NOW, all_seller=True).messages


def test_a_told_label_keeps_the_models_own_confidence_and_evidence(classifier: Classifier) -> None:
    text = "最近订单太多了，仓库忙不过来，这款也快没货了，要晚几天才能给您发"
    own, told = (classifier.read(text, NOW, told=told).cause for told in (None, Told(cause="out_of_stock")))
    assert (own.id, own.told) == ("backlog", False)
    assert (told.id, told.told, told.level) == ("out_of_stock", True, "sure")
    assert told.confidence == next(c.confidence for c in own.alternatives if c.id == "out_of_stock")
    assert told.alternatives[0].id == "backlog"
    assert "没货" in "".join(text[e.start : e.end] for e in told.evidence if e.weight > 0)


REFUSAL, NO_REFUSAL = EVERYDAY[0][0], EVERYDAY[-1][0]


@pytest.mark.parametrize(
    ("text", "told", "cause", "stance"),
    [
        (REFUSAL, Told(cause="not_refusal"), "not_refusal", "none"),
        (REFUSAL, Told(stance="none"), "not_refusal", "none"),
        (REFUSAL, Told(cause="not_refusal", stance="refuse"), "not_refusal", "none"),
        (REFUSAL, Told(cause="backlog", stance="none"), "backlog", "refuse"),
        (REFUSAL, Told(stance="delay"), "out_of_stock", "delay"),
        (NO_REFUSAL, Told(tone="hostile"), "not_refusal", "none"),
    ],
)
def test_cause_and_stance_go_together_whichever_is_told(
    classifier: Classifier, text: str, told: Told, cause: str, stance: str
) -> None:
    reading = classifier.read(text, NOW, told=told)
    assert (reading.cause.id, reading.stance.id) == (cause, stance)


@pytest.mark.parametrize("told", [Told(cause="backlog"), Told(stance="delay"), Told(cause="backlog", stance="none")])
def test_what_the_model_took_for_no_refusal_gets_its_best_other_label(classifier: Classifier, told: Told) -> None:
    own, reading = (classifier.read(NO_REFUSAL, NOW, told=told) for told in (None, told))
    assert (own.cause.id, own.stance.id) == ("not_refusal", "none")
    assert contradiction(reading.cause.id, reading.stance.id, []) is None
    assert reading.cause.id != "not_refusal"


def test_told_tactics_bring_their_evidence_from_the_turn_that_speaks_for_them_most(classifier: Classifier) -> None:
    paste = "商家:您退款吧\n我:不退\n商家:补差价30\n我:不补"
    (tactic,) = classifier.read(paste, NOW, told=Told(tactics=("extra_payment",))).tactics
    assert tactic.id == "extra_payment"
    assert all(paste[e.start : e.end] in "补差价30" for e in tactic.evidence)


@given(st.text(min_size=1, max_size=120).filter(lambda text: text.strip()))
def test_any_text_gets_a_whole_reading(classifier: Classifier, text: str) -> None:
    reading = classifier.read(text, NOW, all_seller=True)
    assert (reading.stance.id == "none") == (reading.cause.id == "not_refusal")
    for name in ("cause", "tone", "stance"):
        choice = getattr(reading, name)
        assert choice.id in IDS[name]
        assert 0 <= choice.confidence <= 1
        assert all(0 <= e.start < e.end <= len(text) for e in choice.evidence)
        assert choice.confidence + sum(other.confidence for other in choice.alternatives) <= 1 + 1e-9
