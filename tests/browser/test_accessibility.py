"""Every state: no violation found by axe-core, nothing cut off when narrow or enlarged, all of it by keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import background, popup_page
from tests.browser.states import REFUSAL, STATES, reach

pytestmark = pytest.mark.usefixtures("service")
AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found["violations"]]


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_no_violation_in_light_or_dark(extension: BrowserContext, state: str) -> None:
    page = reach(extension, state)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        assert violations(page) == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_off_at_320_pixels_or_twice_the_size(
    extension: BrowserContext, state: str, language: str
) -> None:
    background(extension).evaluate(f"chrome.storage.local.set({{settings: {{language: '{language}'}}}})")
    page = reach(extension, state)
    for width, zoom in ((320, 1), (640, 2)):
        page.set_viewport_size({"width": width, "height": 600})
        page.evaluate("zoom => { document.documentElement.style.zoom = zoom }", zoom)
        wide = page.evaluate(
            """[...document.querySelectorAll("body *")].filter((element) => {
              const { right, width } = element.getBoundingClientRect();
              return width && right > innerWidth + 1 && !element.closest(".visually-hidden");
            }).map((element) => element.outerHTML.slice(0, 120))"""
        )
        assert wide == []


def test_an_answer_is_there_at_once_when_the_popup_reopens_and_nothing_shifts(extension: BrowserContext) -> None:
    reach(extension, "order").close()
    popup = popup_page(extension)
    shifts = popup.evaluate(
        """new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().map((e) => e.value)))
             .observe({ type: "layout-shift", buffered: true }) ?? setTimeout(() => resolve([]), 200))"""
    )
    assert sum(shifts) < 0.01


def test_the_button_stays_where_it_is_while_an_answer_is_on_its_way(extension: BrowserContext) -> None:
    idle = reach(extension, "empty").locator("#analyze").bounding_box()
    busy = reach(extension, "busy").locator("#analyze").bounding_box()
    answered = reach(extension, "answer")
    answered.evaluate("scrollTo(0, 0)")
    assert idle == busy == answered.locator("#analyze").bounding_box()


def test_reduced_motion_is_respected(extension: BrowserContext) -> None:
    page = reach(extension, "busy")
    animation = "getComputedStyle(document.querySelector('#analyze span')).animationName"
    assert page.evaluate(animation) == "breathe"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(animation) == "none"


def go_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, and see that the focus shows."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            break
    target = "document.activeElement.closest('label') ?? document.activeElement"
    assert page.evaluate("selector => document.activeElement.matches(selector)", selector), selector
    assert page.evaluate(f"getComputedStyle({target}).outlineStyle") == "solid"


def test_a_case_is_read_corrected_answered_and_followed_by_keyboard_alone(extension: BrowserContext) -> None:
    popup = popup_page(extension)
    expect(popup.locator("#text")).to_be_focused()
    popup.keyboard.insert_text(REFUSAL)
    popup.keyboard.press("Control+Enter")
    popup.wait_for_selector("body:not(.busy) #answer:not([hidden])")
    go_to(popup, "#cause .wrong")
    popup.keyboard.press("Enter")
    popup.wait_for_selector(".correct .choices button:focus")
    popup.keyboard.press("Enter")
    expect(popup.locator("#undo")).to_be_focused()
    popup.keyboard.press("Enter")
    expect(popup.locator("#corrected")).to_have_count(0)
    popup.wait_for_selector("body:not(.busy)")
    go_to(popup, "#steps input")
    popup.keyboard.press("Space")
    expect(popup.locator("#steps .done input")).to_be_focused()
    go_to(popup, "input[name=style]")
    popup.keyboard.press("ArrowRight")
    expect(popup.locator(".reply.firm")).to_be_visible()
    go_to(popup, "#write .copy")
    popup.keyboard.press("Enter")
    expect(popup.locator("#write .copy")).to_have_text("已复制")
    go_to(popup, "#follow")
    popup.keyboard.press("Enter")
    expect(popup.locator("#complain")).to_be_focused()
    go_to(popup, "#delete")
    popup.keyboard.press("Enter")
    expect(popup.locator("dialog")).to_be_visible()
    popup.keyboard.press("Escape")
    expect(popup.locator("dialog")).to_have_count(0)
    go_to(popup, "#to-cases")
    popup.keyboard.press("Enter")
    go_to(popup, ".case")
    popup.keyboard.press("Enter")
    expect(popup.locator("#case-title")).not_to_be_empty()
