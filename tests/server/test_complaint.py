import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.advice.own import FORBIDDEN

CASE: dict[str, Any] = {
    "platform": "xiaohongshu",
    "now": "2026-11-23T10:00:00+08:00",
    "order": {
        "paid_at": "2026-11-18T20:00:00+08:00",
        "ship_by": "2026-11-20T20:00:00+08:00",
        "amount": 128,
        "item": "珍珠项链",
    },
    "messages": [
        {"speaker": "buyer", "text": "请问什么时候发货", "at": "2026-11-21T09:00:00+08:00"},
        {
            "speaker": "seller",
            "text": "亲,这款没货了,您申请退款吧,理由选不想要了就行",
            "at": "2026-11-21T09:30:00+08:00",
        },
    ],
    "done": ["send_reply", "platform"],
    "evidence": ["order_page", "chat"],
}


def complain(client: FlaskClient, accept: str = "application/json", **changed: Any) -> TestResponse:
    return client.post("/api/v1/complaint", json={**CASE, **changed}, headers={"Accept": accept})


def test_a_whole_case_makes_three_texts_of_the_right_length(client: FlaskClient) -> None:
    texts = complain(client).json["texts"]
    assert 150 <= len(texts["platform"]) <= 300
    assert 300 <= len(texts["12315"]) <= 600
    assert all("珍珠项链" in text and "128元" in text and "没货了" in text for text in texts.values())
    assert not FORBIDDEN.search("".join(texts.values()).replace("128元", "").replace("选不想要", ""))


def test_the_time_line_is_in_order_and_quotes_both_sides(client: FlaskClient) -> None:
    timeline = complain(client).json["timeline"]
    assert [moment["at"] for moment in timeline] == sorted(moment["at"] for moment in timeline)
    assert [moment["text"][:2] for moment in timeline] == ["付款", "订单", "我：", "商家"]


def test_what_is_missing_is_named_with_how_to_get_it(client: FlaskClient) -> None:
    answer = complain(client).json
    lacking = [proof for proof in answer["evidence"] if not proof["have"]]
    assert all(proof["how"] for proof in lacking)
    checks = {check["id"]: check for check in answer["checks"]}
    assert not checks["proof"]["ok"] and "商家名称和地址" in checks["proof"]["text"]
    assert checks["dates"]["ok"] and checks["due"]["ok"] and checks["words"]["ok"]


def test_what_the_buyer_said_in_anger_is_told_before_the_other_side_uses_it(client: FlaskClient) -> None:
    messages = [*CASE["messages"], {"speaker": "buyer", "text": "你们就是骗子 不赔钱我就曝光你们"}]
    checks = {check["id"]: check for check in complain(client, messages=messages).json["checks"]}
    assert not checks["wording"]["ok"]


def test_an_empty_case_is_answered_with_what_it_lacks(client: FlaskClient) -> None:
    answer = client.post("/api/v1/complaint", json={}).json
    assert all(text and not re.search(r"[{}]|None", text) for text in answer["texts"].values())
    assert {check["id"] for check in answer["checks"] if not check["ok"]} >= {"dates", "words", "proof"}


@pytest.mark.parametrize("kind", ["text/markdown", "text/html"])
def test_the_case_is_shown_as_text_in_every_form(client: FlaskClient, kind: str) -> None:
    nasty = "没货了 <script>alert(1)</script> {{7*7}} [x](http://x)"
    answer = complain(client, kind, messages=[{"speaker": "seller", "text": nasty}])
    assert answer.mimetype == kind
    assert not re.search(r"(?<!\\)<script", answer.text)
    assert "49" not in answer.text.replace("第49条", "")


def test_two_hundred_messages_are_no_trouble(client: FlaskClient) -> None:
    many = [{"speaker": "seller" if i % 2 else "buyer", "text": f"第{i}次说 还没发货呢"} for i in range(200)]
    assert complain(client, messages=many).status_code == 200


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"paid_at": "2026-11-20T00:00:00+08:00", "ship_by": "2026-11-19T00:00:00+08:00"}, "ship_by"),
        ({"paid_at": "1970-01-01T00:00:00Z"}, "2000"),
        ({"paid_at": "9999-12-31T23:59:59+08:00"}, "2000"),
        ({"amount": -1}, "amount"),
    ],
)
def test_facts_that_cannot_be_are_named(client: FlaskClient, order: dict[str, Any], said: str) -> None:
    answer = complain(client, order=order)
    assert answer.status_code == 422
    assert said in json.dumps(answer.json, ensure_ascii=False)


def test_a_silent_seller_leaves_the_order_where_it_stands(client: FlaskClient) -> None:
    texts = complain(client, messages=[], order={**CASE["order"], "status": "label_only"}).json["texts"]
    assert "查不到快递的揽收记录" in texts["platform"]
    assert "商家一直没有答复" in texts["12315"]
