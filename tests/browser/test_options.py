"""Options: the server's test with its five faults, the token, preferences, privacy; and the first run."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.chromium import background, first_page, open_extension, open_page, popup_page, wait_until
from tests.service import BASE, PORT, running_service


@contextmanager
def another_program(status: int, body: str) -> Iterator[list[dict[str, str]]]:
    """Answer everything on the service's port alike; gives the headers of what was asked."""
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(dict(self.headers))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", PORT), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield asked
        server.shutdown()
        thread.join()


def result_of(page: Page, address: str) -> str:
    page.fill("#server", address)
    page.click("#test")
    page.wait_for_selector("#result:not([hidden]) [data-result]")
    expect(page.locator("#test")).to_be_enabled()
    assert page.locator("#result p").nth(1).inner_text().strip()
    return str(page.get_attribute("#result [data-result]", "data-result"))


def test_a_server_that_runs_is_named_with_its_version(trained_home: Path, extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    with running_service(trained_home):
        assert result_of(options, " 127.0.0.1:8765/ ") == "ready"
    assert options.input_value("#server") == BASE


def test_a_closed_port_is_a_server_that_does_not_run(extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    assert result_of(options, BASE) == "not_running"
    expect(options.locator("#result code")).to_have_text("make run")


@pytest.mark.parametrize("address", ["", "催发", "http://shop.example", "javascript:alert(1)", f"{BASE}/api/v1"])
def test_what_is_no_address_is_told_so_and_not_kept(extension: BrowserContext, address: str) -> None:
    options = open_page(extension, "options.html")
    assert result_of(options, address) == "wrong_address"
    options.reload()
    options.wait_for_selector("body[data-ready]")
    assert options.input_value("#server") == BASE


def test_another_program_on_the_port_is_told_apart(extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    with another_program(200, "<h1>hello</h1>"):
        assert result_of(options, BASE) == "another_program"
    with another_program(200, '{"status": "ok", "service": "mailer"}'):
        assert result_of(options, BASE) == "another_program"


def test_a_server_that_is_too_old_is_told_its_version(extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    with another_program(200, '{"status": "ok", "service": "cuifa", "version": "0.1.0"}'):
        assert result_of(options, BASE) == "too_old"
    expect(options.locator("#result")).to_contain_text("0.1.0")


def test_a_server_that_refuses_the_extension_blocks_it(extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    with another_program(403, json.dumps({"error": {"code": "wrong_origin", "message": "", "hint": None}})):
        assert result_of(options, BASE) == "blocked"


def test_an_address_that_the_browser_does_not_allow_is_blocked(extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    options.evaluate("chrome.permissions.request = async () => false")
    assert result_of(options, "http://localhost:8765") == "blocked"
    assert options.evaluate("chrome.storage.local.get('settings')") == {}


def test_a_server_without_a_model_is_told_so(extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    with another_program(200, '{"status": "ok", "service": "cuifa", "version": "0.2.0"}'):
        options.route("**/readyz", lambda route: route.fulfill(status=503, json={"error": {"code": "no_model"}}))
        assert result_of(options, BASE) == "no_model"


def test_the_token_is_kept_and_sent(extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    options.fill("#token", "a-readers-token")
    with another_program(200, '{"status": "ok", "service": "cuifa", "version": "0.2.0"}') as asked:
        result_of(options, BASE)
    assert [headers["Authorization"] for headers in asked] == ["Bearer a-readers-token"] * 2
    options.reload()
    options.wait_for_selector("body[data-ready]")
    assert options.input_value("#token") == "a-readers-token"


def test_the_usual_platform_is_chosen_in_a_new_draft(extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    options.select_option("#platform", "douyin")
    expect(options.locator("#platform")).to_have_value("douyin")
    popup = popup_page(extension)
    assert popup.input_value("#platform") == "douyin"


def test_language_and_theme_change_at_once_and_everywhere(extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    options.select_option("#language", "en")
    expect(options.locator("h1")).to_have_text("Cuifa · Options")
    options.select_option("#theme", "dark")
    expect(options.locator("html")).to_have_attribute("data-theme", "dark")
    popup = popup_page(extension)
    expect(popup.locator("#analyze span")).to_have_text("Analyze")
    expect(popup.locator("html")).to_have_attribute("lang", "en")
    expect(popup.locator("html")).to_have_attribute("data-theme", "dark")
    options.select_option("#theme", "auto")
    expect(popup.locator("html")).to_have_attribute("data-theme", "light")
    popup.emulate_media(color_scheme="dark")
    expect(popup.locator("html")).to_have_attribute("data-theme", "dark")


def test_privacy_is_stated_for_the_server_in_use(extension: BrowserContext) -> None:
    options = open_page(extension, "options.html")
    expect(options.locator("#privacy")).to_contain_text("不出这台电脑")
    background(extension).evaluate("chrome.storage.local.set({settings: {server: 'https://cuifa.example.org'}})")
    options.reload()
    expect(options.locator("#privacy")).to_contain_text("会加密发到 cuifa.example.org")
    expect(options.locator("#privacy")).not_to_contain_text("不出这台电脑")


def test_the_first_run_opens_its_page_and_leads_to_an_answer(
    playwright: Playwright, trained_home: Path, tmp_path: Path
) -> None:
    with open_extension(playwright, tmp_path) as context:
        welcome = first_page(context)
        expect(welcome.locator("#result [data-result]")).to_have_attribute("data-result", "not_running")
        with running_service(trained_home):
            expect(welcome.locator("#result [data-result]")).to_have_attribute("data-result", "ready", timeout=10_000)
            welcome.click("#try")
            answered = "chrome.storage.session.get('last').then(({last}) => last?.answer.reading.cause.name)"
            wait_until(welcome, answered)
            assert welcome.evaluate(answered) == "缺货"


def test_the_oldest_server_that_the_extension_takes_is_no_newer_than_this_one() -> None:
    source = (Path(__file__).resolve().parents[2] / "extension" / "js" / "check.js").read_text(encoding="utf-8")
    oldest = source.split('OLDEST = "')[1].split('"')[0]
    from importlib.metadata import version

    assert [int(part) for part in oldest.split(".")] <= [int(part) for part in version("cuifa").split(".")]
