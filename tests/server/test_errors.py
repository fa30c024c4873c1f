"""One error body on every route, and never an exception's text."""

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from server.app import create_app
from server.config import Config

KEYS = {"code", "message", "field", "hint"}


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/api/v1/analyze", 405, "method_not_allowed"),
        ("DELETE", "/api/v1/labels", 405, "method_not_allowed"),
        ("GET", "/review", 401, "owner_only"),
        ("GET", "/review/login", 401, "wrong_token"),
        ("GET", "/review/reports/x", 401, "owner_only"),
        ("POST", "/api/v1/analyze", 415, "wrong_content_type"),
    ],
)
def test_every_fault_has_the_one_body(client: FlaskClient, method: str, path: str, status: int, code: str) -> None:
    response = client.open(path, method=method)
    assert (response.status_code, response.json["error"]["code"]) == (status, code)
    assert set(response.json) == {"error"}
    assert set(response.json["error"]) == KEYS


@pytest.mark.parametrize("path", ["/api/v1/model", "/readyz"])
def test_without_a_model_the_mend_is_told(tmp_path, path: str) -> None:
    client = create_app(Config(home=tmp_path, host="127.0.0.1", port=8765)).test_client()
    response = client.get(path, headers={"Host": "127.0.0.1:8765"})
    assert (response.status_code, response.json["error"]["code"]) == (503, "no_model")
    assert "cuifa train" in response.json["error"]["hint"]


def test_an_unexpected_fault_tells_nothing_of_itself(app: APIFlask, client: FlaskClient, monkeypatch, caplog) -> None:
    secret = "收货人张三的电话"  # noqa: S105 - a private text, no password

    def broken(*_: object, **__: object) -> None:
        raise ValueError(secret)

    monkeypatch.setattr("server.routes.advise", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    response = client.post("/api/v1/analyze", json={"text": "没货了"})
    assert (response.status_code, response.json["error"]["code"]) == (500, "internal")
    assert secret not in response.text + caplog.text
    assert "ValueError" in caplog.text
