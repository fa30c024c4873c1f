from typing import Any

import pytest
from flask.testing import FlaskClient

FIRM = [
    "您好，订单11月18日付款，页面写11月20日前发货，现在还没揽收。请在11月24日18:00前发货；发不了请全额退款，否则我会申请平台介入。",
    "您明确说不发，依据民法典第563条我可以解除合同。请今天把钱按原路退回，退款原因写商家缺货。",
    "沟通和付款都在平台里，我不加微信也不转账，请按订单发货",
    "下单时的价格和运费是页面标明的，我不同意另外加钱。",
    "等了半个月，太让人失望了，我会向12315投诉，也会如实评价。",
]


def check(client: FlaskClient, text: str) -> dict[str, Any]:
    answer = client.post("/api/v1/check-reply", json={"text": text})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.parametrize("text", FIRM)
def test_firm_and_fair_drafts_are_left_alone(client: FlaskClient, text: str) -> None:
    assert check(client, text) == {"ok": True, "issues": [], "mended": text}


@pytest.mark.parametrize(
    ("text", "issue", "gone"),
    [
        ("你们就是骗子 专门骗人钱 请今天把我那单发了", "label", "骗子"),
        ("傻逼客服 18号拍的到现在不发 请今天发货", "abuse", "傻逼"),
        ("不赔我两百我就去小红书曝光你们 请尽快发货", "exposure_for_money", "曝光"),
        ("我电话13800000000 发不了就打给我退款 一直不回消息", "private_data", "13800000000"),
        ("按规定你们必须赔我三倍 法院一定判我赢 请退款", "unproven", "三倍"),
        ("那我就跟平台说收到的是空包 反正没人知道 你看着办", "false_reason", "空包"),
        ("发货发货发货发货发货！！！！！！ 请问哪天能发", "flooding", "！！！！！！"),
        ("再不发我找人去砸你的店 请今天发货", "threat", "砸"),
        ("加我微信聊 钱直接转我支付宝就行 这单你取消", "off_platform", "支付宝"),
    ],
)
def test_what_had_better_not_be_sent_is_named_and_mended(client: FlaskClient, text: str, issue: str, gone: str) -> None:
    found = check(client, text)
    assert not found["ok"]
    assert issue in [one["id"] for one in found["issues"]]
    assert all(0 <= one["start"] < one["end"] <= len(text) and one["why"] and one["name"] for one in found["issues"])
    assert gone not in found["mended"]
    assert check(client, found["mended"])["ok"]


def test_a_mended_draft_keeps_its_fair_demand(client: FlaskClient) -> None:
    assert "请今天把我那单发了" in check(client, "你们就是骗子，专门骗人钱。请今天把我那单发了。")["mended"]


@pytest.mark.parametrize("text", ["", "   ", "字" * 20_001])
def test_blank_and_overlong_drafts_are_refused(client: FlaskClient, text: str) -> None:
    assert client.post("/api/v1/check-reply", json={"text": text}).status_code in (413, 422)
