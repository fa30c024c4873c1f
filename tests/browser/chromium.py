"""The extension in a real Chromium."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

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


def popup_page(context: BrowserContext) -> Page:
    """Open the popup's page, under the id that the manifest's key fixes."""
    page = context.new_page()
    page.goto(f"chrome-extension://{EXTENSION_ID}/popup.html")
    page.wait_for_selector("body[data-ready]")
    return page
