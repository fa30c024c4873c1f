"""What the owner brings in as files waits for review, masked and once; what was decided goes out as files."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from model import formats
from model.formats import Row
from model.records import FORMS
from server.config import LARGEST_BODY, LARGEST_FILE
from tests.server.test_review import QUEUE, client, code, decide, home, ids, store, with_model

__all__ = ["client", "home", "store", "with_model"]

SHOP = "text,cause,tactics\n系统升级，电话13800138000,shop_issue,stalling\n仓库太忙了排不上,backlog,\n晓得了的,,\n"


def bring(client: FlaskClient, content: str | bytes, name: str = "shop.csv", **more: Any) -> TestResponse:
    raw = content if isinstance(content, bytes) else content.encode()
    body = {"name": name, "content": base64.b64encode(raw).decode(), **more}
    return client.post("/api/v1/import", json=body)


def ask_about(client: FlaskClient, **body: Any) -> TestResponse:
    return client.post("/api/v1/messages", json=body)


def texts(client: FlaskClient, status: str) -> list[str]:
    found = client.get(QUEUE, query_string={"status": status, "order": "age"}).json["items"]
    return [item["text"] for item in found]


def test_labelled_rows_wait_for_review_and_the_others_to_be_labelled(client: FlaskClient) -> None:
    answer = bring(client, SHOP)
    assert (answer.status_code, answer.json) == (201, {"added": 3, "copies": 0, "skipped": 0, "problems": []})
    assert texts(client, "pending") == ["系统升级，电话〔手机号〕", "仓库太忙了排不上"]
    assert texts(client, "unlabelled") == ["晓得了的"]
    (first, second) = client.get(QUEUE, query_string={"order": "age"}).json["items"]
    assert (first["source"], first["labels"]["tactics"], second["labels"]["tactics"]) == ("file", ["stalling"], None)
    assert client.get(QUEUE, query_string={"status": "unlabelled"}).json["items"][0]["source"] == "owner"


def test_no_number_is_kept(client: FlaskClient, home: Path) -> None:
    bring(client, SHOP)
    assert not any(b"13800138000" in path.read_bytes() for path in home.glob("cuifa.db*"))


def test_the_same_file_again_adds_nothing(client: FlaskClient) -> None:
    bring(client, SHOP)
    assert bring(client, SHOP).json == {"added": 0, "copies": 3, "skipped": 0, "problems": []}


def test_other_labels_for_words_that_are_kept_wait_beside_them(client: FlaskClient) -> None:
    bring(client, SHOP)
    assert bring(client, "text,cause\n倉庫太忙了排不上,logistics\n").json["added"] == 1
    item = client.get(QUEUE, query_string={"cause": "logistics"}).json["items"][0]
    assert [copy["labels"]["cause"] for copy in item["copies"]] == ["backlog"]


def test_what_training_knows_already_is_a_copy(client: FlaskClient, examples: list[Any]) -> None:
    first = examples[0]
    assert bring(client, f'text,cause\n"{first.text}",{first.cause}\n').json["copies"] == 1
    assert ask_about(client, texts=[first.text]).json == {"added": 0, "copies": 1, "problems": []}


BAD = "text,cause\n没货了亲亲,nope\n仓库太忙了排不上,backlog\n,backlog\n仓库太忙了排不上,logistics\n"


def test_bad_rows_are_told_by_number_and_nothing_is_kept(client: FlaskClient) -> None:
    answer = bring(client, BAD)
    assert code(answer) == (422, "bad_records")
    assert [problem["place"] for problem in answer.json["problems"]] == ["shop.csv:2", "shop.csv:4", "shop.csv:5"]
    assert answer.json["good"] == 1
    assert texts(client, "pending") == []


def test_the_good_ones_are_kept_where_the_owner_says_so(client: FlaskClient) -> None:
    answer = bring(client, BAD, keep_good=True)
    assert answer.status_code == 201
    assert (answer.json["added"], len(answer.json["problems"])) == (1, 3)
    assert texts(client, "pending") == ["仓库太忙了排不上"]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("status", ["accepted", "pending", "unlabelled", "rejected"])
def test_what_goes_out_comes_back(client: FlaskClient, form: str, status: str) -> None:
    bring(client, SHOP)
    for id in ids(client.get(QUEUE, query_string={"cause": "backlog"})):
        decide(client, id, status="accepted", stance="delay", tactics=[])
    answer = client.get("/api/v1/export", query_string={"form": form, "status": status})
    assert answer.status_code == 200
    assert f"filename=cuifa-{status}." in answer.headers["Content-Disposition"]
    found = formats.read("a", answer.data, form, for_review=True)
    assert found.problems == []
    expected = {
        "accepted": [Row("仓库太忙了排不上", "backlog", stance="delay", tactics=())],
        "pending": [Row("系统升级，电话〔手机号〕", "shop_issue", tactics=("stalling",))],
        "unlabelled": [Row("晓得了的")],
        "rejected": [],
    }
    assert found.rows == expected[status]


@pytest.mark.parametrize(
    ("form", "kind", "ending"),
    [
        ("jsonl", "application/x-ndjson", "jsonl"),
        ("csv", "text/csv; charset=utf-8", "csv"),
        ("label-studio", "application/json", "json"),
        ("doccano", "application/x-ndjson", "jsonl"),
        ("parquet", "application/vnd.apache.parquet", "parquet"),
    ],
)
def test_a_file_says_what_it_is(client: FlaskClient, form: str, kind: str, ending: str) -> None:
    answer = client.get("/api/v1/export", query_string={"form": form})
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f"attachment; filename=cuifa-accepted.{ending}"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (base64.b64encode(b"cause\nbacklog\n").decode(), "unreadable_file"),
        (base64.b64encode(b"PAR1nothing").decode(), "unreadable_file"),
        ("no base64!", "not_base64"),
        ("半\ud800", "not_base64"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/import", "/api/v1/messages"])
def test_a_file_that_cannot_be_read_is_told(client: FlaskClient, path: str, content: str, told: str) -> None:
    name = "a.parquet" if content.startswith("UEFS") else "a.csv"
    assert code(client.post(path, json={"name": name, "content": content})) == (422, told)


def test_only_what_brings_files_may_be_large(client: FlaskClient) -> None:
    large = "字" * (LARGEST_BODY // 3)
    assert code(bring(client, large)) != (413, "body_too_large")
    assert code(client.post(QUEUE, json={"text": large, "cause": "backlog"})) == (413, "body_too_large")
    assert code(client.patch(f"{QUEUE}/a", json={"cause": large})) == (413, "body_too_large")
    assert code(bring(client, b"x" * LARGEST_FILE)) == (413, "body_too_large")


def test_messages_are_pasted_or_brought_as_a_file_and_wait_to_be_labelled(client: FlaskClient) -> None:
    lines = base64.b64encode("打13800138000\n\n晓得了的\n".encode()).decode()
    answer = ask_about(client, texts=["晓得了的", "", "仓库太忙了排不上"], name="a.txt", content=lines)
    assert answer.status_code == 201
    assert answer.json["added"] == 3
    assert answer.json["copies"] == 1
    assert answer.json["problems"] == [{"place": "texts, message 2", "reason": "text is empty"}]
    assert texts(client, "unlabelled") == ["晓得了的", "仓库太忙了排不上", "打〔手机号〕"]
    assert client.get("/api/v1/asking").json["waiting"] == 3


def test_nothing_to_ask_about_is_told(client: FlaskClient) -> None:
    assert code(ask_about(client)) == (422, "text_blank")


def test_the_most_useful_are_asked_first_and_page_by_page(with_model: FlaskClient) -> None:
    clear = ["亲，这款没货了，给您申请退款吧", "快递停运了，恢复了就给您发"]
    unclear = ["那个啥情况吧到时候看看再说", "那个啥情况吧到时候看看再讲", "哎哟喂这事儿可咋整"]
    ask_about(with_model, texts=[*clear, *unclear])
    asked = {"status": "unlabelled", "order": "useful"}
    first = with_model.get(QUEUE, query_string=asked).json
    assert first["total"] == 5
    order = [item["text"] for item in first["items"]]
    assert order[0] in unclear
    assert len(set(order[:2]) & set(unclear[:2])) == 1, "two that are alike do not follow each other"
    assert order[-1] in (*clear, *unclear[:2])
    paged: list[str] = []
    while found := ids(with_model.get(QUEUE, query_string={**asked, "limit": 2, "after": paged[-1:]})):
        paged += found
    assert paged == [item["id"] for item in first["items"]]


def test_what_was_labelled_since_the_model_learned_is_not_asked_for_in_other_words(with_model: FlaskClient) -> None:
    ask_about(with_model, texts=["那个啥情况吧到时候看看再说", "那个啥情况吧到时候看看再讲", "哎哟喂这事儿可咋整"])
    asked = {"status": "unlabelled", "order": "useful"}
    first, *_ = ids(with_model.get(QUEUE, query_string={"status": "unlabelled", "q": "看看再说"}))
    decide(with_model, first, status="accepted", cause="unstated", stance="delay")
    texts_left = [item["text"] for item in with_model.get(QUEUE, query_string=asked).json["items"]]
    assert texts_left == ["哎哟喂这事儿可咋整", "那个啥情况吧到时候看看再讲"]


def test_a_model_without_a_learning_curve_foretells_nothing(with_model: FlaskClient) -> None:
    assert with_model.get("/api/v1/asking").json == {"waiting": 0, "labelled": 0, "curve": [], "forecast": {}}


def test_the_learning_curve_of_the_active_model_is_looked_along(with_model: FlaskClient) -> None:
    home = Path(with_model.application.config["OWNER_HOME"])
    (manifest,) = home.glob("models/*/manifest.json")
    values = json.loads(manifest.read_text(encoding="utf-8"))
    errors = {2000: 0.27, 4000: 0.21, 8000: 0.165, 16000: 0.13}
    points = [{"voices": n // 160, "messages": n, "f1": {"cause": 1 - error}} for n, error in errors.items()]
    values["metrics"]["curve"] = points
    manifest.write_text(json.dumps(values), encoding="utf-8")
    found = with_model.get("/api/v1/asking").json
    assert found["curve"] == points
    assert found["forecast"]["cause"]["now"] == 0.87
    assert 2000 < found["forecast"]["cause"]["messages"] < 8000
