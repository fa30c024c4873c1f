"""The versions of the model, as the owner switches between them."""

import http.client
import json
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from model.registry import Registry
from server.app import create_app
from server.config import Config
from server.store import FILE, open_store
from server.token import link, token
from tests.conftest import LocalClient
from tests.service import running_service
from tests.versions import second_version

PORT = 8812
MESSAGE = json.dumps({"text": "没货了亲"})


@pytest.fixture
def registry(trained_home: Path, tmp_path: Path) -> Registry:
    """Two versions, the first one active."""
    shutil.copytree(trained_home / "models", tmp_path / "models")
    return second_version(tmp_path / "models")[0]


@pytest.fixture
def owner(registry: Registry) -> FlaskClient:
    """A client that holds the owner's token."""
    client = visitor(registry)
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token(registry.folder.parent)}"
    return client


def visitor(registry: Registry) -> FlaskClient:
    app = create_app(Config(home=registry.folder.parent, host="127.0.0.1", port=8765))
    app.test_client_class = LocalClient
    return app.test_client()


def activate(owner: FlaskClient, version: str, **told: str) -> TestResponse:
    return owner.post(f"/api/v1/models/{version}/activate", json=told)


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]["code"]


def answering(client: FlaskClient) -> str:
    return str(client.get("/api/v1/model").json["version"])


def rewrite(registry: Registry, version: str, **values: Any) -> None:
    manifest = registry.path(version, "manifest.json")
    manifest.write_text(json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | values))


def test_a_version_answers_from_the_next_request_on_until_it_is_rolled_back(
    owner: FlaskClient, registry: Registry
) -> None:
    first, second = registry.versions()
    assert answering(owner) == first
    assert activate(owner, second).json == {"active": second}
    assert answering(owner) == second
    assert owner.post("/api/v1/models/rollback", json={}).json == {"active": first}
    assert answering(owner) == first
    assert code(owner.post("/api/v1/models/rollback", json={})) == (409, "nothing_before")


def test_versions_and_activations_are_listed_the_newest_first(owner: FlaskClient, registry: Registry) -> None:
    first, second = registry.versions()
    activate(owner, second)
    told = owner.get("/api/v1/models").json
    assert (told["active"], told["previous"]) == (second, first)
    assert [(model["version"], model["active"]) for model in told["models"]] == [(second, True), (first, False)]
    card = told["models"][1]
    assert set(card["f1"]) == {"cause", "tone", "stance", "tactics"}
    assert card["gate"]["passed"] and card["trained_at"] and card["data"]["messages"] and card["fault"] is None
    (activation,) = told["activations"]
    assert activation.pop("at").endswith("Z")
    assert activation == {"version": second, "before": first, "how": "activate", "overruled": None, "who": "owner"}


def test_what_the_gate_stopped_answers_only_with_a_reason_on_record(owner: FlaskClient, registry: Registry) -> None:
    first, second = registry.versions()
    rewrite(registry, second, gate={"passed": False, "reasons": ["tone falls"], "paragraph": "Not put in place."})
    for told in ({}, {"overrule": " "}):
        refused = activate(owner, second, **told)
        assert code(refused) == (409, "gate_closed") and refused.json["error"]["hint"] == "tone falls"
    assert registry.active() == first
    assert activate(owner, second, overrule="我看过了").status_code == 200
    assert owner.get("/api/v1/models").json["activations"][0]["overruled"] == "我看过了"


def test_a_version_that_cannot_answer_is_refused_and_shown_with_its_fault(
    owner: FlaskClient, registry: Registry
) -> None:
    first, second = registry.versions()
    rewrite(registry, second, format=99)
    assert code(activate(owner, second)) == (409, "model_refused")
    assert code(activate(owner, "20000101-000000-00000000")) == (404, "unknown_version")
    assert answering(owner) == first
    damaged = owner.get("/api/v1/models").json["models"][0]
    assert "has format 99" in damaged["fault"] and damaged["f1"] is None


def test_a_rollback_works_without_the_store_and_an_activation_does_not(
    owner: FlaskClient, registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = registry.versions()
    registry.activate(second)
    (registry.folder.parent / FILE).mkdir()
    assert owner.post("/api/v1/models/rollback", json={}).json == {"active": first}
    assert "is not on record" in caplog.text
    assert code(activate(owner, second)) == (503, "store_unavailable")
    assert registry.active() == first


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "models"),
        ("POST", "models/rollback"),
        ("POST", "models/20000101-000000-00000000/activate"),
        ("GET", "train"),
        ("POST", "train"),
        ("GET", "train/1"),
        ("POST", "train/1/cancel"),
    ],
)
def test_nobody_else_trains_or_switches(registry: Registry, method: str, path: str) -> None:
    stranger, browser = visitor(registry), visitor(registry)
    assert code(stranger.open(f"/api/v1/{path}", method=method, json={})) == (401, "owner_only")
    browser.get(link(registry.folder.parent, ""))
    if method == "POST":
        assert code(browser.open(f"/api/v1/{path}", method=method, json={})) == (403, "wrong_csrf_token")
    assert open_store(registry.folder.parent).runs.latest() == []


def test_under_load_two_workers_follow_every_switch_and_fail_no_request(registry: Registry) -> None:
    first, second = registry.versions()
    home = registry.folder.parent
    over = threading.Event()
    asked: list[tuple[float, float, int, str]] = []
    switched = [(0.0, 0.0, first)]

    def read() -> None:
        server = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        while not over.is_set():
            began = time.monotonic()
            server.request("POST", "/api/v1/analyze", MESSAGE, {"Content-Type": "application/json"})
            answer = server.getresponse()
            body = json.load(answer)
            asked.append((began, time.monotonic(), answer.status, body.get("model", {}).get("version", "")))
        server.close()

    def switch(path: str, version: str) -> None:
        began = time.monotonic()
        server.request("POST", f"/api/v1/models/{path}", "{}", headers)
        answer = server.getresponse()
        assert (answer.status, json.load(answer)) == (200, {"active": version})
        switched.append((began, time.monotonic(), version))
        until = len(asked) + 3 * len(readers)
        while len(asked) < until and any(reader.is_alive() for reader in readers):
            time.sleep(0.005)

    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token(home)}"}
    with running_service(home, "--workers", "2", port=PORT):
        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        server = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        for _ in range(10):
            switch(f"{second}/activate", second)
            switch("rollback", first)
        server.close()
        over.set()
        for reader in readers:
            reader.join()
    assert {status for *_, status, _ in asked} == {200}
    assert len(asked) > 20 * 3 * len(readers)
    for began, ended, _, version in asked:
        standing = [which for _, done, which in switched if done <= began][-1]
        meanwhile = {which for start, done, which in switched if done > began and start < ended}
        assert version in {standing, *meanwhile}
    assert len(open_store(home).activations.latest()) == 20
