import pytest
from flask.testing import FlaskClient

from server.config import EXTENSION_ID

FIREFOX = "c1a7b2d4-03e5-4f68-9a0b-1c2d3e4f5a6b"
"""The id that one installation may have."""


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:9999", "127.0.0.1.evil.example:8765", ""])
def test_a_foreign_host_header_is_refused(client: FlaskClient, host: str) -> None:
    response = client.get("/healthz", headers={"Host": host})
    assert (response.status_code, response.json["error"]["code"]) == (403, "wrong_host")


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "[::1]:8765"])
def test_this_computers_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1:9999",
        "chrome-extension://" + "a" * 32,
        "https://127.0.0.1:8765",
        "moz-extension://x",
        "moz-extension://" + "a" * 36,
        f"moz-extension://{FIREFOX.upper()}",
        f"moz-extension://{FIREFOX}/popup.html",
        f"moz-extension://{FIREFOX}.evil.example",
        f"https://moz-extension://{FIREFOX}",
    ],
)
def test_a_foreign_origin_is_refused(client: FlaskClient, origin: str) -> None:
    response = client.post("/api/v1/analyze", json={"text": "没货"}, headers={"Origin": origin})
    assert (response.status_code, response.json["error"]["code"]) == (403, "wrong_origin")


@pytest.mark.parametrize(
    "origin", [f"chrome-extension://{EXTENSION_ID}", f"moz-extension://{FIREFOX}", "http://127.0.0.1:8765"]
)
def test_our_own_origins_are_answered(client: FlaskClient, origin: str) -> None:
    assert client.post("/api/v1/analyze", json={"text": "没货"}, headers={"Origin": origin}).status_code == 200


def test_a_foreign_page_takes_nothing_back(client: FlaskClient) -> None:
    response = client.delete(f"/api/v1/corrections/{FIREFOX}", headers={"Origin": "https://evil.example"})
    assert (response.status_code, response.json["error"]["code"]) == (403, "wrong_origin")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_a_web_form_can_send_is_refused(client: FlaskClient, kind: str) -> None:
    response = client.post("/api/v1/analyze", data='{"text": "没货"}', content_type=kind)
    assert response.status_code == 415


def test_pages_carry_the_security_headers(client: FlaskClient) -> None:
    headers = client.get("/healthz").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers
