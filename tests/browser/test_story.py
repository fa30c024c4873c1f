"""The owner's whole loop: read wrongly, corrected, reviewed, trained, better, and back again."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from model.data import Example
from model.registry import Registry
from model.release import release
from server.token import link
from tests.browser.chromium import ask, popup_page
from tests.service import BASE, running_service

MESSAGE = "小仓这几天停电，灯一亮就给您安排"
RIGHT = "店铺或系统"


@pytest.fixture
def folder(tmp_path: Path, examples: list[Example]) -> Path:
    """Every eighth labelled message: all labels, all voices, little time."""
    for example in examples[::8]:
        with open(tmp_path / f"{example.cause}.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
    return tmp_path


@pytest.fixture
def home(folder: Path, examples: list[Example], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose model, and whoever trains it anew, reads these messages alone."""
    monkeypatch.setenv("CUIFA_DATA", str(folder))
    release(Registry(folder / "home" / "models"), examples[::8], rounds=1)
    return folder / "home"


def read(extension: BrowserContext) -> tuple[str, str]:
    """Open the popup, paste the message; give the cause that it is read as, and the model's version."""
    popup = popup_page(extension)
    ask(popup, MESSAGE)
    cause = popup.locator("#cause .chip").inner_text()
    version = popup.locator("#answer .note", has_text="模型").last.inner_text().rpartition(" ")[2]
    popup.close()
    return cause, version


def correct(extension: BrowserContext) -> None:
    popup = popup_page(extension)
    ask(popup, MESSAGE)
    popup.click("#cause .wrong")
    popup.locator(".correct .choices button", has_text=RIGHT).click()
    expect(popup.locator("#corrected")).to_contain_text(f"记下了，原因：{RIGHT}")
    popup.close()


def review(owner: Page) -> None:
    expect(owner.locator("#message")).to_have_text(MESSAGE)
    owner.keyboard.press("Enter")
    expect(owner.locator("[data-count=accepted]")).to_have_text("1")
    expect(owner.locator("#nothing")).to_be_visible()


def train(owner: Page) -> None:
    owner.click("nav >> text=模型")
    owner.click("#start")
    expect(owner.locator("#run progress")).to_be_visible()
    expect(owner.locator("#run .stages [aria-current=step]")).to_be_visible(timeout=60_000)
    owner.reload()
    expect(owner.locator("#run .stages .done").first).to_be_visible(timeout=60_000)
    expect(owner.locator("#run[data-state=done]")).to_be_visible(timeout=120_000)


def test_a_wrong_reading_is_corrected_reviewed_trained_and_taken_back(home: Path, extension: BrowserContext) -> None:
    registry = Registry(home / "models")
    with running_service(home):
        wrong, first = read(extension)
        assert wrong != RIGHT and first == registry.active()
        correct(extension)

        owner = extension.new_page()
        owner.goto(link(home, BASE))
        review(owner)
        train(owner)
        expect(owner.locator(f"#versions [data-version='{first}']")).to_contain_text("上一个")
        owner.locator("#run a").click()
        expect(owner.locator("body")).to_contain_text("Gate: passed")
        expect(owner.locator("body")).to_contain_text(MESSAGE)

        right, second = read(extension)
        assert (right, second) == (RIGHT, registry.active()) and second != first

        owner.go_back()
        owner.click("#rollback")
        expect(owner.locator(f"#versions .active[data-version='{first}']")).to_be_visible()
        assert read(extension) == (wrong, first)
