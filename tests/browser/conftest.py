"""One Chromium with the extension, and one service, for all browser tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.browser.chromium import find_chromium, first_page, forget_everything, open_extension, popup_page
from tests.browser.owner import forget, log_in, new_home
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


@pytest.fixture(scope="module")
def owners_home(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the trained model, for tests that review, import and train."""
    return new_home(trained_home, tmp_path_factory.mktemp("owner") / "home")


@pytest.fixture(scope="module")
def owners_service(owners_home: Path) -> Iterator[None]:
    """The real service over the owner's home."""
    with running_service(owners_home):
        yield


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """A plain Chromium."""
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def owner(chromium: Browser, owners_home: Path, owners_service: None) -> Iterator[Page]:
    """The owner, logged in, with an empty queue; a fault in any script or against the content policy fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    context.set_default_timeout(20_000)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on(
        "console",
        lambda line: line.type == "error" and "Failed to load resource" not in line.text and faults.append(line.text),
    )
    page = context.new_page()
    log_in(page, owners_home)
    forget(owners_home)
    yield page
    context.close()
    assert faults == []
