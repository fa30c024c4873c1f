"""The extension in a real Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, Worker

from server.config import EXTENSION_ID

EXTENSION = Path(__file__).resolve().parents[2] / "extension"


def find_chromium() -> str | None:
    """Find a browser on PATH; None lets Playwright use its own."""
    found = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None)


@contextmanager
def open_extension(playwright: Playwright, profile: Path, language: str = "zh-CN") -> Iterator[BrowserContext]:
    """Start Chromium with the unpacked extension and nothing else."""
    context = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=find_chromium(),
        args=[
            "--headless=new",
            "--no-sandbox",
            "--disable-background-networking",
            f"--lang={language}",
            f"--load-extension={EXTENSION}",
            f"--disable-extensions-except={EXTENSION}",
        ],
        ignore_default_args=["--disable-extensions"],
        viewport={"width": 420, "height": 600},
        locale=language,
        env=os.environ | dict.fromkeys(("LANGUAGE", "LANG", "LC_ALL"), language.replace("-", "_")),
    )
    context.set_default_timeout(20_000)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    try:
        yield context
    finally:
        context.close()


def first_page(context: BrowserContext) -> Page:
    """Wait for the page that a new installation opens."""
    found = [page for page in context.pages if page.url.endswith("welcome.html")]
    return found[0] if found else context.wait_for_event("page", lambda page: page.url.endswith("welcome.html"))


def open_page(context: BrowserContext, path: str) -> Page:
    """Open a page of the extension, under the id that the manifest's key fixes."""
    page = context.new_page()
    page.goto(f"chrome-extension://{EXTENSION_ID}/{path}")
    page.wait_for_selector("body[data-ready]")
    return page


def popup_page(context: BrowserContext) -> Page:
    """Open the popup's page."""
    return open_page(context, "popup.html")


def ask(page: Page, text: str) -> None:
    """Paste a text into the popup and wait for its answer."""
    page.fill("#text", text)
    page.press("#text", "Control+Enter")
    page.wait_for_selector("body:not(.busy) #answer:not([hidden])")


def wait_until(page: Page, expression: str) -> None:
    """Wait until an expression, which may be a promise, comes out true."""
    page.evaluate(
        f"""async () => {{
          const until = performance.now() + 10_000;
          while (!(await ({expression}))) {{
            if (performance.now() > until) throw new Error("never came true");
            await new Promise((then) => setTimeout(then, 20));
          }}
        }}"""
    )


def forget_everything(context: BrowserContext) -> None:
    """Leave the extension as it was after its installation, with its tabs closed."""
    for page in context.pages[1:]:
        page.unroute_all(behavior="ignoreErrors")
        page.close()
    background(context).evaluate(
        """async () => {
          await Promise.all([chrome.storage.session.clear(), chrome.storage.local.clear(), chrome.alarms.clearAll()]);
          for (const id of Object.keys(await chrome.notifications.getAll())) await chrome.notifications.clear(id);
          const open = indexedDB.open("cuifa", 1);
          open.onupgradeneeded = () => open.transaction.abort(); // it is the extension's to make
          const database = await new Promise((resolve) => {
            open.onsuccess = () => resolve(open.result);
            open.onerror = () => resolve(null);
          });
          if (!database) return;
          const all = database.transaction([...database.objectStoreNames], "readwrite");
          for (const name of database.objectStoreNames) all.objectStore(name).clear();
          database.close();
        }"""
    )


def background(context: BrowserContext) -> Worker:
    """Give the extension's background."""
    return next(iter(context.service_workers), None) or context.wait_for_event("serviceworker")
