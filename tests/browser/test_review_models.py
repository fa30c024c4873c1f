"""Training and models in the owner's browser: watched through a reload, cancelled, switched, gone back."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from model import data
from model.registry import Registry
from tests.browser.owner import ask, open_page
from tests.service import BASE, running_service

VOICES = 12
"""So few that a whole training, with its study and its report, takes seconds."""
WITHIN = 180_000
"""Milliseconds that a stage or a whole training may take on a busy machine."""


@pytest.fixture(scope="module")
def owners_service(
    owners_home: Path, tmp_path_factory: pytest.TempPathFactory, examples: list[data.Example]
) -> Iterator[None]:
    """The real service, which trains on the messages of a few voices."""
    folder = tmp_path_factory.mktemp("data")
    groups = sorted({example.group for example in examples})
    few = set(groups[:: len(groups) // VOICES])
    for path in data.FOLDER.glob("*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if json.loads(line)["group"] in few]
        (folder / path.name).write_text("".join(kept), encoding="utf-8")
    with running_service(owners_home, environment={"CUIFA_DATA": str(folder)}):
        yield


@pytest.fixture
def models(owner: Page, owners_home: Path) -> Iterator[Page]:
    """The page of models, with the trained model alone; what a test trained is gone after."""
    before = set(Registry(owners_home / "models").versions())
    active = Registry(owners_home / "models").active()
    open_page(owner, "/models")
    yield owner
    for run in ask(owners_home, "/train")["runs"]:
        if not run["ended_at"]:
            ask(owners_home, f"/train/{run['id']}/cancel", {})
    expect(owner.locator("#start")).to_be_enabled(timeout=WITHIN)
    (owners_home / "models" / "active").write_text(f"{active}\n", encoding="utf-8")
    for version in set(Registry(owners_home / "models").versions()) - before:
        shutil.rmtree(owners_home / "models" / version)


def train(page: Page) -> None:
    page.click("#start")
    expect(page.locator("#run .stages .now")).to_have_count(1, timeout=WITHIN)


def test_a_training_is_watched_through_a_reload_and_activated_for_a_reason_and_gone_back_on(models: Page) -> None:
    before = str(models.locator("#versions .active").get_attribute("data-version"))
    train(models)
    expect(models.locator("#start")).to_be_disabled()
    models.reload()
    expect(models.locator("#run progress")).to_be_visible()
    expect(models.locator("#start")).to_be_disabled()
    reached = models.locator("#run progress").evaluate("bar => bar.value")
    models.wait_for_function("reached => document.querySelector('#run progress')?.value > reached", arg=reached)
    expect(models.locator("#run")).to_have_attribute("data-state", "done", timeout=WITHIN)
    report = models.request.get(BASE + str(models.locator("#run a").get_attribute("href")))
    assert report.ok

    expect(models.locator("#versions > li")).to_have_count(2)
    fresh = models.locator("#versions > li").first
    expect(fresh.locator(".late")).to_have_text("没通过检查")
    version = str(fresh.get_attribute("data-version"))
    fresh.locator("button").click()
    expect(models.locator("#why")).to_be_focused()
    models.keyboard.press("Escape")
    expect(models.locator("#versions .active")).to_have_attribute("data-version", before)

    fresh.locator("button").click()
    models.click("#overrule button[value=yes]")
    expect(models.locator("#overrule")).to_be_visible()  # without a reason it stays
    models.fill("#why", "只是试一试")
    models.click("#overrule button[value=yes]")
    expect(models.locator("#versions .active")).to_have_attribute("data-version", version)
    expect(models.locator("#activations li").first).to_contain_text("只是试一试")

    models.click("#rollback")
    expect(models.locator("#versions .active")).to_have_attribute("data-version", before)
    expect(models.locator("#activations li").first).to_contain_text("回到上一个")


def test_a_training_is_stopped(models: Page) -> None:
    train(models)
    models.click("#cancel")
    expect(models.locator("#run")).to_have_attribute("data-state", "cancelled", timeout=WITHIN)
    expect(models.locator("#start")).to_be_enabled()
    expect(models.locator("#versions > li")).to_have_count(1)


def test_a_second_training_shows_the_one_that_goes_on(models: Page) -> None:
    other = models.context.new_page()
    open_page(other, "/models")
    train(models)
    other.click("#start")
    expect(other.locator("#fault")).to_have_attribute("data-code", "training_runs")
    expect(other.locator("#run .stages .now")).to_have_count(1)
    other.click("#cancel")
    expect(models.locator("#run")).to_have_attribute("data-state", "cancelled", timeout=WITHIN)
    expect(other.locator("#start")).to_be_enabled()
