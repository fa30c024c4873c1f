"""One Chromium with the extension, and one service, for all browser tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.browser.chromium import first_page, forget_everything, open_extension, popup_page
from tests.service import running_service


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of a session."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """Chromium with the unpacked extension."""
    with open_extension(playwright, tmp_path_factory.mktemp("profile")) as context:
        first_page(context)
        yield context


@pytest.fixture(scope="module")
def service(trained_home: Path) -> Iterator[None]:
    """The real service, where the extension asks by default."""
    with running_service(trained_home):
        yield


@pytest.fixture
def extension(browser: BrowserContext) -> Iterator[BrowserContext]:
    """The extension as it was after its installation; a fault in any of its pages fails the test."""
    forget_everything(browser)
    faults: list[str] = []

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda line: line.type == "error" and not answered(line.text) and faults.append(line.text))

    def answered(line: str) -> bool:
        """Say whether the browser only notes that a server refused or did not answer."""
        return line.startswith("Failed to load resource")

    browser.on("page", watch)
    yield browser
    browser.remove_listener("page", watch)
    forget_everything(browser)
    assert faults == []


@pytest.fixture
def popup(extension: BrowserContext) -> Page:
    """A popup with nothing kept from other tests."""
    return popup_page(extension)
