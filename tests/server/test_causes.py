"""The owner adds a cause over HTTP; it is told at once, read once it is learned, and forgotten without harm."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from model import causes, drafts
from model.data import Example
from model.registry import Registry
from model.release import release
from server.app import create_app
from server.config import Config
from server.doctor import examine
from server.token import token
from tests.conftest import LocalClient
from tests.own import ADVICE, GIFT, UNHEARD

PATH = "/api/v1/causes/gift_wait"
GIVEN = {"name": GIFT.name, "definition": GIFT.definition, "examples": list(GIFT.examples)}
LATE = {"now": "2026-11-23T10:00:00+08:00", "order": {"ship_by": "2026-11-22T10:00:00+08:00"}}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def open_client(home: Path) -> Callable[[], FlaskClient]:
    """Open a worker of the service, asked as the owner asks."""

    def opened() -> FlaskClient:
        app = create_app(Config(home=home, host="127.0.0.1", port=8765))
        app.test_client_class = LocalClient
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token(home)}"
        return client

    return opened


@pytest.fixture
def client(open_client: Callable[[], FlaskClient]) -> FlaskClient:
    return open_client()


def flaw(answer: TestResponse) -> tuple[int, str, str, str]:
    error = answer.json["error"]
    return answer.status_code, error["code"], error["field"], error["hint"]


def analysis(client: FlaskClient, text: str = UNHEARD, **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/analyze", json={"text": text, **LATE, **more})
    assert answer.status_code == 200, answer.json
    return answer.json


def test_a_cause_is_kept_listed_offered_and_removed(client: FlaskClient, home: Path) -> None:
    answer = client.put(PATH, json={**GIVEN, "advice": ADVICE})
    assert (answer.status_code, answer.json) == (200, {"id": "gift_wait", **GIVEN, "advice": ADVICE, "learned": False})
    listed = client.get("/api/v1/causes").json
    assert (listed["causes"], listed["damaged"]) == ([answer.json], [])
    assert {"civil-509", "ecommerce-20"} <= {source["id"] for source in listed["sources"]}
    offered = client.get("/api/v1/labels").json["cause"]
    own = {"id": "gift_wait", "name": "等赠品一起发", "definition": GIFT.definition, "own": True}
    assert offered[-1] == own
    assert [label["own"] for label in offered] == [False] * 11 + [True]
    assert client.delete(PATH).status_code == 204
    assert client.get("/api/v1/causes").json["causes"] == []
    assert len(client.get("/api/v1/labels").json["cause"]) == 11
    assert not list((home / "causes").iterdir())


def test_a_removed_or_unheard_of_cause_is_told(client: FlaskClient) -> None:
    for path in (PATH, "/api/v1/causes/..%2Ftoken"):
        answer = client.delete(path)
        assert answer.status_code == 404


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_causes_are_the_owners_alone(client: FlaskClient, method: str) -> None:
    del client.environ_base["HTTP_AUTHORIZATION"]
    path = "/api/v1/causes" if method == "GET" else PATH
    answer = client.open(path, method=method, json=None if method == "GET" else GIVEN)
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "owner_only")


@pytest.mark.parametrize(
    ("changed", "field", "hint"),
    [
        ({"name": "缺货"}, "name", "已经有原因叫这个名字了，换一个。"),
        ({"name": " "}, "name", "写在一行里，1 到 12 个字。"),
        ({"definition": "长" * 101}, "definition", "写在一行里，1 到 100 个字。"),
        ({"examples": GIVEN["examples"][:3]}, "examples", "现在有 3 条例句，要 8 到 500 条。"),
        (
            {"examples": [*GIVEN["examples"], " ", GIFT.examples[0], "字" * 2001, "打13800138000问赠品"]},
            "examples",
            "第 9 条是空的；第 10 条和前面的重复；第 11 条太长，最多 2000 个字；第 12 条里有个人信息，先遮住再存。",
        ),
        ({"advice": {**ADVICE, "sources": ["hearsay"]}}, "advice.sources", "没有 hearsay 这个来源，从列表里选。"),
        (
            {"advice": {**ADVICE, "steps": [{"title": "投诉", "detail": "一定赔你"}]}},
            "advice.steps",
            "“一定赔”这样的话不能出现在建议里，换个说法。",
        ),
    ],
)
def test_what_will_not_do_is_named_by_field(
    client: FlaskClient, home: Path, changed: dict[str, Any], field: str, hint: str
) -> None:
    assert flaw(client.put(PATH, json={**GIVEN, **changed})) == (422, "bad_cause", field, hint)
    assert not (home / "causes").exists()


@pytest.mark.parametrize("id", ["backlog", "own", "Gift", "g", "a" * 33])
def test_an_id_that_will_not_do_is_refused(client: FlaskClient, id: str) -> None:
    assert flaw(client.put(f"/api/v1/causes/{id}", json=GIVEN))[:3] == (422, "bad_cause", "id")


@pytest.mark.parametrize(
    "changed", [{"examples": "没货"}, {"name": 1}, {"advice": {"steps": []}}, {"advice": {"x": 1}}]
)
def test_what_has_another_form_is_refused(client: FlaskClient, changed: dict[str, Any]) -> None:
    answer = client.put(PATH, json={**GIVEN, **changed})
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid_field")


def test_every_worker_hears_of_it_at_the_next_request(open_client: Callable[[], FlaskClient]) -> None:
    one, other = open_client(), open_client()
    one.put(PATH, json=GIVEN)
    assert other.get("/api/v1/labels").json["cause"][-1]["id"] == "gift_wait"
    assert other.post("/api/v1/corrections", json={"text": UNHEARD, "cause": "gift_wait"}).status_code == 201


def test_a_damaged_file_is_told_and_does_no_harm(client: FlaskClient, home: Path) -> None:
    client.put(PATH, json=GIVEN)
    (home / "causes" / "bad.yaml").write_text("nome: x", encoding="utf-8")
    listed = client.get("/api/v1/causes").json
    assert [cause["id"] for cause in listed["causes"]] == ["gift_wait"]
    assert listed["damaged"][0]["file"] == "bad.yaml"
    findings = [finding for finding in examine(Config(home=home)) if "own causes" in finding.what]
    assert [(finding.ok, "bad.yaml: unknown nome" in finding.mend) for finding in findings] == [
        (False, True),
        (True, False),
    ]


def test_advice_that_breaks_the_rules_in_its_file_is_left_aside(client: FlaskClient, home: Path) -> None:
    client.put(PATH, json={**GIVEN, "advice": ADVICE})
    file = home / "causes" / "gift_wait.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("civil-509", "hearsay"), encoding="utf-8")
    listed = client.get("/api/v1/causes").json
    assert listed["causes"][0]["advice"] is None
    assert "unknown source 'hearsay'" in listed["damaged"][0]["reason"]


def test_all_the_way(client: FlaskClient, home: Path, examples: list[Example], monkeypatch: pytest.MonkeyPatch) -> None:
    few = drafts.load()[::8]
    monkeypatch.setattr(drafts, "load", lambda: few)
    registry = Registry(home / "models")
    first = release(registry, examples[::8], rounds=1).version
    client.put(PATH, json=GIVEN)
    assert analysis(client)["reading"]["cause"]["id"] != "gift_wait"
    told = analysis(client, told={"cause": "gift_wait"})
    assert told["reading"]["cause"]["name"] == "等赠品一起发"

    second = release(registry, examples[::8], rounds=1, causes=causes.load(home))
    assert second.verdict.passed, second.verdict.paragraph
    read = analysis(client)
    assert read["model"]["version"] == second.version
    assert (read["reading"]["cause"]["id"], read["reading"]["cause"]["name"]) == ("gift_wait", "等赠品一起发")
    assert client.get("/api/v1/causes").json["causes"][0]["learned"] is True

    general = analysis(client, told={"cause": "gift_wait", "stance": "delay"})["advice"]
    assert general["general"] is True
    assert len(general["steps"]) >= 2
    assert "等赠品一起发" in general["replies"][0]["text"]
    client.put(PATH, json={**GIVEN, "advice": ADVICE})
    own = analysis(client, told={"cause": "gift_wait", "stance": "delay", "tactics": []})["advice"]
    assert own["general"] is False
    assert "gift_wait-1" in [step["id"] for step in own["steps"]]
    assert [reply["text"] for reply in own["replies"]] == list(ADVICE["replies"].values())
    assert "civil-509" in [source["id"] for source in own["sources"]]

    case = {"messages": [{"speaker": "seller", "text": GIFT.examples[0]}], **LATE}
    assert "商家给出的理由是“等赠品一起发”" in client.post("/api/v1/complaint", json=case).json["texts"]["12315"]

    client.delete(PATH)
    removed = analysis(client, GIFT.examples[0])
    assert removed["reading"]["cause"]["name"] == "等赠品一起发"
    assert removed["advice"]["general"] is True
    assert registry.rollback() == first
    assert analysis(client)["model"]["version"] == first
    shutil.rmtree(home / "causes")
    assert analysis(client)["model"]["version"] == first
