"""Wrong readings are mended in one tap: what is sent is shown first, and it can be taken back."""

import sqlite3
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import ask, background, popup_page, wait_until
from tests.service import running_service

MESSAGE = "张三你好，这款没货了，加我电话13812345678给您退"


def stored(home: Path) -> list[tuple[str, str | None]]:
    with sqlite3.connect(f"file:{home}/cuifa.db?mode=ro", uri=True) as database:
        return database.execute("SELECT text, cause FROM corrections ORDER BY created_at").fetchall()


def correct_cause(popup: Page, name: str) -> None:
    popup.click("#cause .wrong")
    popup.locator(".correct .choices button", has_text=name).click()


def test_what_is_sent_is_shown_first_and_the_advice_follows(trained_home: Path, popup: Page) -> None:
    with running_service(trained_home):
        ask(popup, MESSAGE)
        before = len(stored(trained_home)) if (trained_home / "cuifa.db").exists() else 0
        popup.click("#cause .wrong")
        shown = popup.locator("#masked").inner_text()
        assert "13812345678" not in shown and "这款没货了" in shown
        popup.locator(".correct .choices button", has_text="物流原因").click()
        expect(popup.locator("#corrected")).to_contain_text("记下了，原因：物流原因")
        expect(popup.locator("#cause .chip")).to_have_text("物流原因")
        expect(popup.locator("#cause small")).to_have_text("你选的")
        assert stored(trained_home)[before:] == [(shown, "logistics")]

        popup.click("#undo")
        expect(popup.locator("#corrected")).to_have_count(0)
        expect(popup.locator("#cause .chip")).to_have_text("缺货")
        assert stored(trained_home)[before:] == []


def test_tactics_are_corrected_as_a_set(trained_home: Path, popup: Page) -> None:
    with running_service(trained_home):
        ask(popup, "亲,这款没货了,您申请一下退款吧,理由选不想要了就行")
        expect(popup.locator("#tactics .chip")).to_have_count(2)
        popup.click("#tactics .wrong")
        popup.uncheck("#tactic-refund_request")
        popup.click("#these-tactics")
        expect(popup.locator("#corrected")).to_be_visible()
        expect(popup.locator("#tactics .chip")).to_have_count(1)
        popup.click("#undo")
        expect(popup.locator("#tactics .chip")).to_have_count(2)


def test_while_the_server_is_down_corrections_wait_and_go_when_it_answers(
    trained_home: Path, extension: BrowserContext, popup: Page
) -> None:
    with running_service(trained_home):
        ask(popup, MESSAGE)
        popup.click("#cause .wrong")
        expect(popup.locator(".correct .choices button")).not_to_have_count(0)
        before = len(stored(trained_home)) if (trained_home / "cuifa.db").exists() else 0
    popup.locator(".correct .choices button", has_text="物流原因").click()
    expect(popup.locator("#corrected")).to_contain_text("等它开了自动发送")
    assert [alarm["name"] for alarm in background(extension).evaluate("chrome.alarms.getAll()")] == ["send corrections"]
    popup.close()
    with running_service(trained_home):
        background(extension).evaluate("chrome.alarms.onAlarm.dispatch({name: 'send corrections'})")
        again = popup_page(extension)
        wait_until(again, "chrome.alarms.getAll().then((alarms) => alarms.length === 0)")
        assert [cause for _, cause in stored(trained_home)[before:]] == ["logistics"]
        again.click("#undo")
        expect(again.locator("#corrected")).to_have_count(0)
        assert stored(trained_home)[before:] == []


def test_a_waiting_correction_is_taken_back_without_any_server(trained_home: Path, popup: Page) -> None:
    with running_service(trained_home):
        ask(popup, MESSAGE)
        popup.click("#cause .wrong")
        expect(popup.locator(".correct .choices button")).not_to_have_count(0)
    popup.locator(".correct .choices button", has_text="物流原因").click()
    expect(popup.locator("#corrected")).to_contain_text("等它开了自动发送")
    popup.click("#undo")
    expect(popup.locator("#corrected")).to_have_count(0)
    [left] = popup.evaluate("import('/js/store.js').then(({corrections}) => corrections.all())")
    assert left.keys() == {"id", "undo"}


def test_an_unsure_reading_offers_its_best_three_and_one_tap_chooses(trained_home: Path, popup: Page) -> None:
    with running_service(trained_home):
        ask(popup, "那边没弄好，弄不了")
        expect(popup.locator("#cause small")).to_have_text("拿不准")
        expect(popup.locator("#cause .choices button")).to_have_count(3)
        second = popup.locator("#cause .choices button").nth(1)
        name = second.inner_text()
        second.click()
        expect(popup.locator("#cause .chip")).to_have_text(name)
        expect(popup.locator("#cause small")).to_have_text("你选的")
        expect(popup.locator("#todo .note").first).not_to_have_text("原因拿不准")
        before = len(stored(trained_home)) if (trained_home / "cuifa.db").exists() else 0

        popup.click("#cause .teach")
        popup.locator(".correct .choices button", has_text=name).click()
        expect(popup.locator("#corrected")).to_be_visible()
        assert len(stored(trained_home)) == before + 1
        popup.click("#undo")
