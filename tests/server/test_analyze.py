import json

import pytest
from flask.testing import FlaskClient

from model.labels import IDS

MESSAGE = "亲,这款没货了,您申请一下退款吧,理由选不想要了就行"


def analyze(client: FlaskClient, text: str = MESSAGE, **more: object):
    return client.post("/api/v1/analyze", json={"text": text, **more})


def test_the_newcomers_message_gets_reading_and_advice(client: FlaskClient) -> None:
    answer = analyze(client, platform="xiaohongshu").json
    assert answer["reading"]["cause"]["name"] == "缺货"
    assert answer["reading"]["stance"]["name"] == "明确不发"
    assert "buyer_fault_refund" in [warning["id"] for warning in answer["advice"]["warnings"]]
    assert len(answer["advice"]["steps"]) >= 2
    assert [reply["style"] for reply in answer["advice"]["replies"]] == ["gentle", "firm"]
    assert answer["model"]["version"]
    assert "不是法律意见" in answer["notice"]


def test_the_answer_has_every_key_of_the_contract(client: FlaskClient) -> None:
    answer = analyze(client, "最近单子多,预计周五前发", now="2026-11-23T10:00:00+08:00").json
    assert set(answer) == {"reading", "advice", "model", "notice"}
    assert set(answer["reading"]) == {
        *("messages", "speakers_known", "cause", "tone", "stance", "tactics", "promise", "private"),
    }
    assert set(answer["reading"]["cause"]) == {
        *("id", "name", "confidence", "sure", "level", "told", "alternatives", "evidence"),
    }
    assert answer["reading"]["promise"] == {
        "quote": "预计周五前发",
        "start": 6,
        "end": 12,
        "due": "2026-11-27T23:59:59+08:00",
        "firm": False,
    }
    assert set(answer["advice"]) == {
        "state",
        "deadlines",
        "warnings",
        "questions",
        "steps",
        "replies",
        "sources",
        "general",
    }
    assert set(answer["advice"]["deadlines"][0]) == {"id", "name", "at", "passed", "source"}
    assert set(answer["advice"]["replies"][0]) == {"id", "style", "text", "to", "channel", "when", "after"}
    assert set(answer["advice"]["sources"][0]) >= {"id", "title", "article", "url", "grade", "effective", "checked"}


def test_offsets_count_code_points(client: FlaskClient) -> None:
    text = "😂😂亲,这款没货了,您退款吧"
    evidence = analyze(client, text).json["reading"]["cause"]["evidence"]
    assert any("没货" in text[e["start"] : e["end"]] for e in evidence)


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({}, 422, "invalid_field", "text"),
        ({"text": None}, 422, "invalid_field", "text"),
        ({"text": 7}, 422, "invalid_field", "text"),
        ({"text": ["没货"]}, 422, "invalid_field", "text"),
        ({"text": ""}, 422, "text_blank", "text"),
        ({"text": " \n\t\u3000"}, 422, "text_blank", "text"),
        ({"text": "\x00\x07\u200b"}, 422, "text_blank", "text"),
        ({"text": "字" * 20_001}, 413, "text_too_long", "text"),
        ({"text": "我:怎么还不发货"}, 422, "no_seller_message", "text"),
        ({"text": "没货", "platform": "amazon"}, 422, "unknown_platform", "platform"),
        ({"text": "没货", "platform": 3}, 422, "invalid_field", "platform"),
        ({"text": "没货", "now": "soon"}, 422, "invalid_field", "now"),
        ({"text": "没货", "now": "9999-12-31T00:00:00+08:00"}, 422, "invalid_field", "now"),
        ({"text": "没货", "order": []}, 422, "invalid_field", "order"),
        ({"text": "没货", "order": {"goods": "stolen"}}, 422, "invalid_field", "order.goods"),
        ({"text": "没货", "order": {"amount": -1}}, 422, "invalid_field", "order.amount"),
        ({"text": "没货", "order": {"paid_at": "1970-01-01T00:00:00Z"}}, 422, "invalid_field", "order.paid_at"),
        ({"text": "没货", "order": {"item": "物" * 61}}, 422, "invalid_field", "order.item"),
        ({"text": "没货", "told": []}, 422, "invalid_field", "told"),
        ({"text": "没货", "told": {"cause": 1}}, 422, "invalid_field", "told.cause"),
        ({"text": "没货", "told": {"cause": "nope"}}, 422, "unknown_label", "told.cause"),
        ({"text": "没货", "told": {"tactics": ["stalling", "nope"]}}, 422, "unknown_label", "told.tactics"),
        ([], 422, "invalid_field", None),
        ("没货", 422, "invalid_field", None),
    ],
)
def test_bad_input_gets_a_clear_answer(
    client: FlaskClient, body: object, status: int, code: str, field: str | None
) -> None:
    response = client.post("/api/v1/analyze", json=body)
    error = response.json["error"]
    assert (response.status_code, error["code"], error["field"]) == (status, code, field)
    assert error["message"]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"text":', b"[" * 100_000, b'{"text": NaN', b"9" * 5000])
def test_what_is_not_json_is_called_so(client: FlaskClient, raw: bytes) -> None:
    response = client.post("/api/v1/analyze", data=raw, content_type="application/json")
    assert (response.status_code, response.json["error"]["code"]) in [(400, "not_json"), (422, "invalid_field")]


def test_a_body_of_ten_megabytes_is_refused(client: FlaskClient) -> None:
    response = client.post("/api/v1/analyze", data=b"x" * 10_000_000, content_type="application/json")
    assert (response.status_code, response.json["error"]["code"]) == (413, "body_too_large")


def test_the_longest_text_is_read_even_with_every_character_escaped(client: FlaskClient) -> None:
    body = json.dumps({"text": "😂" * 19_998 + "没货"})
    assert client.post("/api/v1/analyze", data=body, content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "😂😂😂",
        "Sorry, out of stock.",
        "没货\x00了\x1b[31m",
        "lone \ud83d surrogate 没货",
        "\ude00",
        "{{7*7}} {% for x in y %}",
        "<img src=x onerror=alert(1)>没货",
        "‮没货",
        "%s%n ../../etc/passwd' OR 1=1",
        "1",
    ],
)
def test_odd_text_is_read_and_never_surely(client: FlaskClient, text: str) -> None:
    response = client.post("/api/v1/analyze", data=json.dumps({"text": text}), content_type="application/json")
    assert response.status_code == 200
    assert response.json["reading"]["cause"]["level"] in ("unsure", "likely")


def test_templates_in_the_order_are_not_run(client: FlaskClient) -> None:
    answer = analyze(client, order={"item": "{{7*7}}<b>"}).json
    assert all("{{7*7}}<b>" in reply["text"] for reply in answer["advice"]["replies"])


def test_two_traps_do_not_get_the_same_plan(client: FlaskClient) -> None:
    one = analyze(client, "没库存,申请退款选不想要了").json["advice"]
    other = analyze(client, "标错价,补30差价").json["advice"]
    assert one["steps"] != other["steps"]
    assert one["replies"] != other["replies"]


@pytest.mark.parametrize(
    "text", ["没库存,申请退款选不想要了", "标错价,补30差价", "催什么催,投诉也没用", "爆单,尽快安排", "加薇信,红包补你"]
)
def test_nothing_speaks_of_what_comes_after_delivery(client: FlaskClient, text: str) -> None:
    printed = json.dumps(analyze(client, text).json["advice"], ensure_ascii=False)
    assert not any(word in printed for word in ("七天无理由", "开箱", "退货运费", "寄回"))


def test_a_promise_is_dated_by_when_it_was_said_and_judged_by_now(client: FlaskClient) -> None:
    question = {
        "text": "不好意思 明天一定发",
        "said_at": "2026-11-20T10:00:00+08:00",
        "now": "2026-11-23T10:00:00+08:00",
    }
    answer = client.post("/api/v1/analyze", json=question).json
    assert answer["reading"]["promise"]["due"].startswith("2026-11-21")
    assert answer["advice"]["state"]["id"] == "promise_broken"


def test_private_passages_of_the_whole_paste_are_shown_with_their_masks(client: FlaskClient) -> None:
    text = "😂我:电话13800138000\n商家:没货了 加V abc12345"
    found = analyze(client, text).json["reading"]["private"]
    assert [(one["kind"], text[one["start"] : one["end"]], one["mask"]) for one in found] == [
        ("mobile", "13800138000", "〔手机号〕"),
        ("wechat", "abc12345", "〔微信号〕"),
    ]


UNSURE = "怎么还不发货啊"


def test_the_advice_follows_the_cause_that_the_buyer_tells(client: FlaskClient) -> None:
    before = analyze(client, UNSURE).json
    after = analyze(client, UNSURE, told={"cause": "out_of_stock"}).json
    assert before["reading"]["cause"]["level"] == "unsure" and before["advice"]["general"]
    assert after["reading"]["cause"]["id"] == "out_of_stock"
    assert (after["reading"]["cause"]["sure"], after["reading"]["cause"]["told"]) == (True, True)
    assert not after["reading"]["tone"]["told"]
    assert not after["advice"]["general"]
    assert after["advice"]["steps"] != before["advice"]["steps"]
    assert after["advice"]["replies"] != before["advice"]["replies"]


@pytest.mark.parametrize("cause", IDS["cause"])
def test_there_is_advice_for_every_cause_that_may_be_told(client: FlaskClient, cause: str) -> None:
    answer = analyze(client, told={"cause": cause}).json
    assert answer["reading"]["cause"]["id"] == cause
    assert answer["advice"]["steps"] and not answer["advice"]["general"]


def test_the_tactics_told_take_the_place_of_those_found(client: FlaskClient) -> None:
    told = analyze(client, told={"tactics": ["threat"]}).json
    assert [tactic["id"] for tactic in told["reading"]["tactics"]] == ["threat"]
    assert [warning["id"] for warning in told["advice"]["warnings"]] == ["threat"]
    assert analyze(client, told={"tactics": []}).json["reading"]["tactics"] == []


def test_telling_nothing_changes_nothing(client: FlaskClient) -> None:
    now = "2026-11-23T10:00:00+08:00"
    absent = analyze(client, now=now).json
    for told in ({}, dict.fromkeys(IDS)):
        assert analyze(client, now=now, told=told).json == absent
