import os
import stat
from pathlib import Path

import pytest
from apiflask import APIBlueprint, APIFlask
from flask.testing import FlaskClient

from server import owner
from server.app import create_app
from server.config import Config
from server.token import link, token
from tests.conftest import LocalClient


@pytest.fixture
def app(tmp_path: Path) -> APIFlask:
    """A service with one route that is the owner's."""
    app = create_app(Config(home=tmp_path, host="127.0.0.1", port=8765))
    mine = APIBlueprint("mine", __name__)
    mine.before_request(owner.owner_only)
    mine.add_url_rule("/mine", "mine", owner.csrf_token, methods=["GET", "POST", "PATCH", "DELETE"])
    app.register_blueprint(mine)
    app.test_client_class = LocalClient
    return app


@pytest.fixture
def browser(app: APIFlask, tmp_path: Path) -> FlaskClient:
    """A client that opened the owner's link."""
    client = app.test_client()
    client.get(link(tmp_path, ""))
    return client


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_the_token_opens_everything_and_needs_no_other(app: APIFlask, tmp_path: Path, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {token(tmp_path)}"}
    client = app.test_client()
    assert client.get("/mine", headers=headers).status_code == 200
    assert client.post("/mine", json={}, headers=headers).status_code == 200


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", "Bearer \xf6", "Basic eDp5"])
def test_without_the_token_nobody_gets_in(app: APIFlask, given: str) -> None:
    answer = app.test_client().get("/mine", headers={"Authorization": given})
    assert (answer.status_code, answer.json["error"]["code"]) == (401, "owner_only")


@pytest.mark.parametrize("cookie", ["wrong", "\xf6", ""])
def test_a_made_up_cookie_opens_nothing(app: APIFlask, cookie: str) -> None:
    answer = app.test_client().get("/mine", headers={"Cookie": f"{owner.COOKIE}={cookie}"})
    assert answer.status_code == 401


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("csrf", [{}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": "\xf6"}])
def test_the_cookie_alone_changes_nothing(browser: FlaskClient, method: str, csrf: dict[str, str]) -> None:
    answer = browser.open("/mine", method=method, json={}, headers=csrf)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "wrong_csrf_token")


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_the_page_that_knows_the_csrf_token_may(browser: FlaskClient, method: str) -> None:
    csrf = browser.get("/mine").text
    assert browser.open("/mine", method=method, json={}, headers={"X-CSRF-Token": csrf}).status_code == 200
    assert csrf != browser.get_cookie(owner.COOKIE, domain="127.0.0.1").value


def test_the_token_is_made_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    assert token(tmp_path) == token(tmp_path)
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "token").stat().st_mode) == 0o600
