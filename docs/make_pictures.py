"""Makes every picture: the extension's icons from docs/icon.svg, and the popup's screenshots from a running server.

Run `make pictures`. Needs Chromium and a Chinese font.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.browser.chromium import find_chromium, open_extension, popup_page
from tests.service import running_service

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
MESSAGE = "亲,这款没货了,您申请一下退款吧,理由选不想要了就行"


def icons(playwright: Playwright) -> None:
    """Draw the icon in the sizes that browsers ask for."""
    drawing = (ROOT / "docs" / "icon.svg").read_text(encoding="utf-8")
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
    for size in (16, 32, 48, 128):
        page = browser.new_page(viewport={"width": size, "height": size})
        page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{drawing}")
        page.screenshot(path=ROOT / "extension" / "icons" / f"{size}.png", omit_background=True)
    browser.close()


def shoot(page: Page, name: str) -> None:
    """Take the whole popup, however long."""
    page.set_viewport_size({"width": 420, "height": page.evaluate("document.documentElement.scrollHeight")})
    page.screenshot(path=PICTURES / f"{name}.png")


def popups(playwright: Playwright) -> None:
    """Shoot the popup: empty, answered in light and dark, and with the server down."""
    with tempfile.TemporaryDirectory() as profile, open_extension(playwright, Path(profile)) as context:
        page = popup_page(context)
        shoot(page, "empty")
        page.fill("#text", MESSAGE)
        page.click("#analyze")
        page.wait_for_selector("#fault:not([hidden])")
        shoot(page, "server-down")
        with running_service():
            page.click("#analyze")
            page.wait_for_selector("#answer:not([hidden])")
            shoot(page, "answer")
            page.emulate_media(color_scheme="dark")
            shoot(page, "answer-dark")


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        icons(driver)
        popups(driver)
