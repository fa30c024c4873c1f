"""The owner's pages: who may see them, what they name is there, and nothing runs but their own scripts."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from model.registry import Registry
from server.pages import PAGES
from server.token import link, token

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "server" / "static" / "review").glob("*.js"))
PATHS = ["/review", *(f"/review/{name}" for name in PAGES if name != "queue")]


@pytest.fixture
def owner(client: FlaskClient, trained_home: Path) -> FlaskClient:
    """A browser that opened the owner's link."""
    client.get(link(trained_home, ""))
    return client


def test_the_owners_link_leads_to_the_queue_and_shows_no_token(client: FlaskClient, trained_home: Path) -> None:
    page = client.get(link(trained_home, ""), follow_redirects=True)
    assert page.status_code == 200
    assert page.request.path == "/review"
    assert token(trained_home) not in page.text


@pytest.mark.parametrize("path", PATHS)
def test_every_page_names_itself_in_the_navigation_and_holds_the_csrf_token(owner: FlaskClient, path: str) -> None:
    page = owner.get(path).text
    assert len(re.findall('aria-current="page"', page)) == 1
    assert re.search('<meta name="csrf" content="[0-9a-f]{64}">', page)


@pytest.mark.parametrize("path", PATHS)
def test_pages_run_their_own_scripts_alone_and_nothing_is_written_into_them(owner: FlaskClient, path: str) -> None:
    page = owner.get(path)
    policy = dict(part.strip().partition(" ")[::2] for part in page.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["style-src"] == "'self'"
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|//[a-z]", page.text) == []


@pytest.mark.parametrize("path", PATHS)
def test_every_file_that_a_page_or_a_script_names_is_there(owner: FlaskClient, path: str) -> None:
    page = owner.get(path).text
    waiting = re.findall(r'(?:href|src)="(/review/static/[^"]+)"', page)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        with owner.get(name) as answer:
            assert answer.status_code == 200, name
            if name.endswith(".js"):
                assert answer.mimetype == "text/javascript"
                folder = name.rpartition("/")[0]
                waiting += [f"{folder}/{found}" for found in re.findall(r'from "\./([^"]+)"', answer.text)]
    assert any(name.endswith("/extension/css/tokens.css") for name in seen)


def test_only_the_extensions_own_folder_is_shared(owner: FlaskClient) -> None:
    assert owner.get("/review/static/extension/../pyproject.toml").status_code == 404
    assert owner.get("/review/static/extension/..%2fpyproject.toml").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_is_told_in_words_where_the_link_is(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert page.status_code == 401
    assert page.mimetype == "text/html"
    assert "cuifa serve" in page.text
    assert client.get(path).json["error"]["code"] == "owner_only"


def test_the_report_is_there_for_the_owner(owner: FlaskClient, trained_home: Path) -> None:
    version = Registry(trained_home / "models").active()
    report = owner.get(f"/review/reports/{version}")
    assert "Most confident errors" in report.text
    assert owner.get("/review/reports/20000101-000000-00000000").status_code == 404


def test_the_cookie_stays_with_this_site_and_does_not_tell_the_token(client: FlaskClient, trained_home: Path) -> None:
    cookie = client.get(link(trained_home, "")).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert token(trained_home) not in cookie


@pytest.mark.parametrize("given", ["", "wrong", "ö"])
def test_a_wrong_link_opens_nothing(client: FlaskClient, given: str) -> None:
    assert client.get("/review/login", query_string={"token": given}).status_code == 401
    assert client.get("/review").status_code == 401


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_parse_nothing_as_html_and_only_one_touches_the_network(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    banned = r"inner" + r"HTML|outer" + r"HTML|insertAdjacent|document\.wri" + r"te|\beval\(|new Function"
    assert re.findall(banned, text) == []
    assert path.name == "api.js" or not re.search(r"\bfetch\(|EventSource\(|XMLHttpRequest", text)


def test_every_word_that_a_script_says_exists_and_none_lies_unused() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in SCRIPTS}
    written = texts.pop("words.js")
    used = set(re.findall(r"words\.(?:told\.)?(\w+)", "".join(texts.values()))) | set(
        re.findall(r"words\.(\w+)", written)
    )
    lists = re.findall(r'\["(\w+)"\]', texts["choices.js"])  # settled: told by the desk
    known = set(re.findall(r"^ {2,4}(\w+):", written, re.MULTILINE))
    assert (used | set(lists)) - known == {"js"} & used
    assert known - used - set(lists) == set()
