from pathlib import Path

import pytest
from flask.testing import FlaskClient

from model.registry import Registry
from server.token import link, token


def test_the_owners_link_opens_the_page_of_models(client: FlaskClient, trained_home: Path) -> None:
    page = client.get(link(trained_home, ""), follow_redirects=True)
    assert page.status_code == 200
    assert Registry(trained_home / "models").active() in page.text
    assert token(trained_home) not in page.text


def test_the_report_is_there_for_the_owner(client: FlaskClient, trained_home: Path) -> None:
    client.get(link(trained_home, ""))
    version = Registry(trained_home / "models").active()
    report = client.get(f"/review/reports/{version}")
    assert "Most confident errors" in report.text
    assert client.get("/review/reports/20000101-000000-00000000").status_code == 404


def test_the_cookie_stays_with_this_site_and_does_not_tell_the_token(client: FlaskClient, trained_home: Path) -> None:
    cookie = client.get(link(trained_home, "")).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert token(trained_home) not in cookie


@pytest.mark.parametrize("given", ["", "wrong", "ö"])
def test_a_wrong_link_opens_nothing(client: FlaskClient, given: str) -> None:
    assert client.get("/review/login", query_string={"token": given}).status_code == 401
    assert client.get("/review").status_code == 401
