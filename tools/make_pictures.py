"""Makes every picture: the extension's icons from docs/icon.svg, and screenshots from a running server.

The extension in each of its states, and the owner's pages over a home of their own.

Run `make pictures`. Needs Chromium and a Chinese font.
"""

import base64
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from model.registry import home
from tests.browser.chromium import background, find_chromium, forget_everything, open_extension
from tests.browser.owner import PAGES, correct, log_in, new_home, open_page
from tests.browser.owner import ask as ask_owner
from tests.browser.states import STATES, reach
from tests.service import running_service

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
POPUP, PAGE, OWNERS = 420, 720, 1080
LOOKS = [*product(("zh-CN", "en"), ("light", "dark"))]
PARTS = dict.fromkeys(("unsure", "correcting", "corrected"), "#said") | {"own draft": "#write", "order": "#record"}
"""Where the rest of the page is as in another state, only this part is shown."""


def icons(playwright: Playwright) -> None:
    """Draw the icon in the sizes that browsers ask for."""
    drawing = (ROOT / "docs" / "icon.svg").read_text(encoding="utf-8")
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
    for size in (16, 32, 48, 128):
        page = browser.new_page(viewport={"width": size, "height": size})
        page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px;height:{size}px}}</style>{drawing}")
        page.screenshot(path=ROOT / "extension" / "icons" / f"{size}.png", omit_background=True)
    browser.close()


def shoot(page: Page, state: str) -> bytes:
    """Take the whole page, however long; or the part that matters."""
    page.bring_to_front()
    width = POPUP if "popup" in page.url else PAGE
    page.set_viewport_size({"width": width, "height": 400})
    page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
    if state in PARTS:
        return page.locator(PARTS[state]).screenshot(animations="disabled")
    return page.screenshot(full_page=state != "deleting", animations="disabled")


def wear(context: BrowserContext, language: str, theme: str) -> None:
    """Start anew, in this language and theme."""
    forget_everything(context)
    background(context).evaluate(
        "([language, theme]) => chrome.storage.local.set({settings: {language, theme}})", [language, theme]
    )


def side_by_side(context: BrowserContext, shots: list[bytes]) -> bytes:
    """Put pictures beside each other."""
    page = context.new_page()
    images = "".join(f'<img src="data:image/png;base64,{base64.b64encode(shot).decode()}">' for shot in shots)
    page.set_content(f"<body style='margin:0;display:inline-flex;align-items:start;gap:12px'>{images}</body>")
    whole = page.locator("body").screenshot()
    page.close()
    return whole


def states(context: BrowserContext) -> None:
    """Shoot every state: Chinese light and dark, English light and dark, beside each other."""
    for state in STATES:
        shots = []
        for language, theme in LOOKS:
            wear(context, language, theme)
            shots.append(shoot(reach(context, state), state))
        name = state.replace(" ", "-")
        (PICTURES / "states" / f"{name}.png").write_bytes(side_by_side(context, shots))
        if state in ("answer", "fault"):
            (PICTURES / f"{name}.png").write_bytes(shots[0])


def shoot_owners(context: BrowserContext, own: Path, path: str) -> bytes:
    """Take one of the owner's pages whole."""
    page = context.new_page()
    log_in(page, own)
    open_page(page, path)
    if path == "/labels":
        page.click("#new")
    shot = page.screenshot(full_page=True, animations="disabled")
    page.close()
    return shot


def owners_pages(playwright: Playwright, place: Path) -> None:
    """Shoot the owner's pages, light and dark beside each other, with a little in the queue."""
    copies = [f"仓库着火了,您这单{when}都发不了,抱歉啊亲" for when in ("这周", "这周末")]
    own = new_home(home(), place / "home")
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
    with running_service(own):
        correct(own, *({"text": text, "cause": "logistics", "tone": "friendly"} for text in copies))
        ask_owner(own, "/messages", {"texts": ["快递停运了,发不出去", "厂家还没给我们货呢,再等等", "先别催,到了会发"]})
        looks = [
            browser.new_context(viewport={"width": OWNERS, "height": 400}, color_scheme=theme, locale="zh-CN")
            for theme in ("light", "dark")
        ]
        for path in PAGES:
            shots = [shoot_owners(context, own, path) for context in looks]
            picture = PICTURES / "review" / f"{path.strip('/') or 'queue'}.png"
            picture.write_bytes(side_by_side(looks[0], shots))
    browser.close()


if __name__ == "__main__":
    (PICTURES / "review").mkdir(parents=True, exist_ok=True)
    (PICTURES / "states").mkdir(parents=True, exist_ok=True)
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as profile:
        icons(driver)
        with open_extension(driver, Path(profile)) as extension, running_service():
            states(extension)
        owners_pages(driver, Path(profile))
