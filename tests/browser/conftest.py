"""One Chromium with the extension, and one service, for all browser tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.browser.chromium import open_extension, popup_page
from tests.service import running_service


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of a session."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Chromium with the unpacked extension."""
    with open_extension(playwright, tmp_path_factory.mktemp("profile")) as context:
        yield context


@pytest.fixture(scope="module")
def service(trained_home: Path) -> Iterator[None]:
    """The real service, where the extension asks by default."""
    with running_service(trained_home):
        yield


@pytest.fixture
def popup(browser: BrowserContext) -> Iterator[Page]:
    """A popup with nothing kept from other tests; its own faults fail the test."""
    page = popup_page(browser)
    page.evaluate("chrome.storage.session.clear()")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.close()
    assert faults == []
