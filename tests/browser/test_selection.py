"""Text selected on a page, or copied, is read in the side panel."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import background, open_page, wait_until

pytestmark = pytest.mark.usefixtures("service")


def choose_from_menu(extension: BrowserContext, text: str) -> Page:
    """Choose our entry of the menu of selected text; without a window it opens a tab in the side panel's place."""
    with extension.expect_page() as opened:
        background(extension).evaluate(
            "text => chrome.contextMenus.onClicked.dispatch({menuItemId: 'read', selectionText: text}, {id: 1})", text
        )
    return opened.value


def test_selected_text_is_answered_at_once(extension: BrowserContext) -> None:
    panel = choose_from_menu(extension, "工厂还在赶，预计15天左右发货")
    expect(panel.locator("#cause .chip")).to_have_text("预售或生产")
    assert panel.input_value("#text") == "工厂还在赶，预计15天左右发货"


def test_a_panel_that_is_open_takes_the_next_selection(extension: BrowserContext) -> None:
    panel = open_page(extension, "popup.html?in=panel")
    choose_from_menu(extension, "没货了,您退款吧").close()
    expect(panel.locator("#cause .chip")).to_have_text("缺货")


def test_a_selection_over_the_limit_is_told_so_and_kept(extension: BrowserContext) -> None:
    panel = choose_from_menu(extension, "字" * 20_001)
    expect(panel.locator("#fault")).to_contain_text("最多 20000 字")
    assert len(panel.input_value("#text")) == 20_001


def test_the_menu_has_one_entry_for_selected_text(extension: BrowserContext) -> None:
    def made(worker_call: str) -> bool:
        return bool(background(extension).evaluate(worker_call))

    assert made("new Promise((done) => chrome.contextMenus.update('read', {}, () => done(!chrome.runtime.lastError)))")
    assert not made("new Promise((done) => chrome.contextMenus.update('x', {}, () => done(!chrome.runtime.lastError)))")


def test_the_command_without_the_right_to_the_clipboard_waits_for_a_paste(extension: BrowserContext) -> None:
    with extension.expect_page() as opened:
        background(extension).evaluate("chrome.commands.onCommand.dispatch('read_copied', {id: 1})")
    panel = opened.value
    panel.wait_for_selector("body[data-ready]")
    expect(panel.locator("#text")).to_be_focused()
    expect(panel.locator("#answer")).to_be_hidden()


def test_the_side_panel_opens_from_the_popup(extension: BrowserContext) -> None:
    watcher = open_page(extension, "options.html")
    popup = open_page(extension, "popup.html")
    popup.click("#to-panel")
    wait_until(watcher, "chrome.runtime.getContexts({contextTypes: ['SIDE_PANEL']}).then((found) => found.length)")
