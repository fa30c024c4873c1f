"""Five messages that the nearest peer gets wrong, read and advised by the real model: a fixed regression."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

MESSAGES = {
    "refund reason": "没库存,申请退款选不想要了",
    "extra payment": "标错价,补30差价",
    "threat": "催什么催,投诉也没用",
    "stalling": "爆单,尽快安排",
    "off platform": "加薇信,红包补你",
}


@pytest.fixture(scope="module")
def answers(app: Any) -> dict[str, Any]:
    """What the service answers to each."""
    client = app.test_client()
    return {
        name: client.post("/api/v1/analyze", json={"text": text}, base_url="http://127.0.0.1:8765").json
        for name, text in MESSAGES.items()
    }


@pytest.mark.parametrize(
    ("name", "warning", "words"),
    [
        ("refund reason", "buyer_fault_refund", "原因"),
        ("extra payment", "extra_payment", "没有义务另外补钱"),
        ("threat", "threat", "截图"),
        ("stalling", "stalling", "没有发货日期"),
        ("off platform", "off_platform", "别加微信"),
    ],
)
def test_the_trap_is_named(answers: dict[str, Any], name: str, warning: str, words: str) -> None:
    found = {entry["id"]: entry["text"] for entry in answers[name]["advice"]["warnings"]}
    assert words in found[warning]


def test_the_unkind_one_is_hostile_and_the_vague_one_is_asked_for_a_date(answers: dict[str, Any]) -> None:
    assert answers["threat"]["reading"]["tone"]["id"] == "hostile"
    assert any("哪天" in reply["text"] or "几号" in reply["text"] for reply in answers["stalling"]["advice"]["replies"])


def test_nothing_speaks_of_what_comes_after_delivery(answers: dict[str, Any]) -> None:
    assert not re.search("七天|7天|开箱|退货运费|运费险", json.dumps(answers, ensure_ascii=False))


def test_no_two_get_the_same_plan(answers: dict[str, Any]) -> None:
    plans = [tuple(step["id"] for step in answer["advice"]["steps"]) for answer in answers.values()]
    assert len(set(plans)) == len(plans)


@pytest.mark.parametrize(
    "order",
    [
        {"paid_at": "2026-11-20T00:00:00+08:00", "ship_by": "2026-11-19T00:00:00+08:00"},
        {"paid_at": "1970-01-01T00:00:00Z"},
        {"ship_by": "9999-12-31T23:59:59+08:00"},
        {"amount": -5},
        {"status": "lost"},
    ],
)
def test_facts_that_cannot_be_are_refused_with_their_field(client: FlaskClient, order: dict[str, Any]) -> None:
    answer = client.post("/api/v1/analyze", json={"text": "没货了", "order": order})
    assert answer.status_code == 422
    assert answer.json["error"]["message"]


def test_other_time_zones_and_a_promise_in_the_past_get_a_clean_answer(client: FlaskClient) -> None:
    order = {"paid_at": "2026-11-18T05:00:00-08:00", "promised_by": "2026-11-20T12:00:00Z"}
    asked = {"text": "还在安排呢亲", "platform": "jd", "order": order, "now": "2026-11-23T02:00:00Z"}
    answer = client.post("/api/v1/analyze", json=asked).json["advice"]
    assert answer["state"]["id"] in ("promise_broken", "late")
    assert all(deadline["at"].endswith("+08:00") for deadline in answer["deadlines"])


@pytest.mark.parametrize("typed", ["{{7*7}}", "<script>alert(1)</script>", "{% for x in y %}"])
def test_what_is_typed_is_text(client: FlaskClient, typed: str) -> None:
    asked = {"text": f"没货了 {typed}", "order": {"item": typed, "order_no": typed}}
    answer = client.post("/api/v1/analyze", json=asked)
    assert answer.status_code == 200
    assert all(typed[:10] in reply["text"] for reply in answer.json["advice"]["replies"])
