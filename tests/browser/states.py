"""Every state that the extension can be seen in: for the tests that look at all of them, and for the pictures."""

from playwright.sync_api import BrowserContext, Page

from tests.browser.chromium import ask, open_page, popup_page
from tests.service import BASE

REFUSAL = "亲,这款没货了,您申请一下退款吧,理由选不想要了就行,明天给您发"
STATES = ["empty", "answer", "unsure", "correcting", "corrected", "own draft", "fault", "busy", "order", "deleting"]
STATES += ["orders", "no orders", "options", "welcome", "complaint"]


def reach(extension: BrowserContext, state: str) -> Page:
    """Bring the extension into a state and give the page that shows it."""
    if state in ("options", "welcome"):
        page = open_page(extension, f"{state}.html")
        if state == "options":
            page.click("#test")
        page.wait_for_selector("#result [data-result]")
        return page
    popup = popup_page(extension)
    if state == "empty":
        return popup
    if state == "no orders":
        popup.click("#to-cases")
        return popup
    if state == "fault":
        popup.route(f"{BASE}/**", lambda route: route.abort("connectionrefused"))
        popup.fill("#text", REFUSAL)
        popup.click("#analyze")
        popup.wait_for_selector("#fault:not([hidden])")
        return popup
    if state == "busy":
        popup.evaluate("() => { window.fetch = () => new Promise(() => {}) }")
        popup.fill("#text", REFUSAL)
        popup.click("#analyze")
        popup.wait_for_selector("body.busy")
        return popup
    ask(popup, "那边没弄好，弄不了" if state == "unsure" else REFUSAL)
    if state in ("correcting", "corrected"):
        popup.click("#cause .wrong")
        popup.wait_for_selector(".correct .choices button")
    if state == "corrected":
        popup.locator(".correct .choices button").first.click()
        popup.wait_for_selector("body:not(.busy) #undo")
    if state == "own draft":
        popup.check("input[value=own]", force=True)
        popup.fill("#own", "你们就是骗子，请今天发货。")
        popup.wait_for_selector("#checked li")
    if state in ("order", "deleting", "orders", "complaint"):
        popup.click("#follow")
        popup.wait_for_selector("#proof-chat")
    if state == "deleting":
        popup.click("#delete")
    if state == "orders":
        popup.click("#to-cases")
    if state == "complaint":
        with extension.expect_page() as opened:
            popup.click("#complain")
        opened.value.wait_for_selector("#to-letter")
        return opened.value
    return popup
