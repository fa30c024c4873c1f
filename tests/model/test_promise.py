from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.promise import SHANGHAI, find

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("said", "quote", "due", "firm"),
    [
        ("周五前发", "周五前发", "2026-11-27T23:59:59", True),
        ("今天发不了明天发", "明天发", "2026-11-24T23:59:59", True),
        ("最晚不超过30号发出", "最晚不超过30号发出", "2026-11-30T23:59:59", True),
        ("12.5号发货", "12.5号发货", "2026-12-05T23:59:59", True),
        ("十二月五号发", "十二月五号发", "2026-12-05T23:59:59", True),
        ("5号给您发", "5号给您发", "2026-12-05T23:59:59", True),
        ("明天上午发", "明天上午发", "2026-11-24T11:59:59", True),
        ("下午4点前发走", "下午4点前发走", "2026-11-23T16:00:00", True),
        ("今晚发", "今晚发", "2026-11-23T23:59:59", True),
        ("48小时内发货", "48小时内发货", "2026-11-25T10:00:00", True),
        ("顶多一礼拜发出", "顶多一礼拜发出", "2026-11-30T23:59:59", True),
        ("半个月内发", "半个月内发", "2026-12-08T23:59:59", True),
        ("两三天就发", "两三天就发", "2026-11-26T23:59:59", False),
        ("这两天安排发出", "这两天安排发出", "2026-11-25T23:59:59", False),
        ("一周左右发", "一周左右发", "2026-11-30T23:59:59", False),
        ("3-5个工作日发出", "3-5个工作日发出", "2026-11-30T23:59:59", True),
        ("大概3-5天发货", "大概3-5天发货", "2026-11-28T23:59:59", False),
        ("这周内发", "这周内发", "2026-11-29T23:59:59", True),
        ("下周发", "下周发", "2026-12-06T23:59:59", True),
        ("预计下周二寄出", "预计下周二寄出", "2026-12-01T23:59:59", False),
        ("周末发货哈", "周末发货", "2026-11-29T23:59:59", True),
        ("月底前发出", "月底前发出", "2026-11-30T23:59:59", True),
        ("下月初发", "下月初发", "2026-12-05T23:59:59", True),
        ("双十二之前给您发", "双十二之前给您发", "2026-12-12T23:59:59", True),
        ("周三到货周四发", "周四发", "2026-11-26T23:59:59", True),
        ("明天或后天肯定能给亲发出", "后天肯定能给亲发出", "2026-11-25T23:59:59", True),
        ("发货时间是下周三", "发货时间是下周三", "2026-12-02T23:59:59", True),
        ("最遲三十號發出", "最遲三十號發出", "2026-11-30T23:59:59", True),
    ],
)
def test_a_promise_has_quote_moment_and_firmness(said: str, quote: str, due: str, firm: bool) -> None:
    promise = find(said, MONDAY)
    assert promise is not None
    assert (promise.quote, promise.due.isoformat(), promise.firm) == (quote, f"{due}+08:00", firm)
    assert said[promise.start : promise.end] == promise.quote


@pytest.mark.parametrize(
    "said",
    [
        "没货了",
        "最快下周一发",
        "起码两周才能发",
        "20号之后发货",
        "元旦后发",
        "周五前发不了",
        "到货后48小时内发出",
        "拍下后48小时内发货",
        "昨天已经发了",
        "今天已经发出了",
        "5号发的",
        "明天回复您",
        "新货周四到",
        "快递下午4点取件",
        "",
    ],
)
def test_what_binds_to_no_date_is_no_promise(said: str) -> None:
    assert find(said, MONDAY) is None


@given(st.text(alphabet="今明后天周一二三五六日月底号前内发货寄不到了最晚大概0123456789点小时 ,", max_size=30))
def test_any_wording_is_answered_with_a_future_moment_or_none(said: str) -> None:
    promise = find(said, MONDAY)
    assert promise is None or (promise.due >= MONDAY and said[promise.start : promise.end] == promise.quote)
