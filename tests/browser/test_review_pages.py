"""Every page of the owner's: no violation found by axe-core, nothing cut off when narrow, files and causes by hand."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.owner import PAGES, ask, correct, open_page, press, stored
from tests.browser.test_accessibility import violations

GOOD = {"text": "这个颜色断码了,给您换一个行吗", "cause": "out_of_stock", "tactics": ["substitution"]}
KNOWN = "电饭煲检测没问题,仓库这几天人手不够,周六才轮到您"


def fill(page: Page, home: Path, path: str) -> None:
    """Open a page with as much on it as it can show."""
    correct(home, {"text": KNOWN, "cause": "shop_issue"}, {"text": f"{KNOWN}哦", "tone": "hostile"})
    ask(home, "/messages", {"texts": ["快递停运了,发不出去", "厂家还没给我们货呢,再等等"]})
    open_page(page, path)
    if path == "":
        page.wait_for_selector("#message:visible")
    if path == "/ask":
        page.click("#adding summary")
    if path == "/labels":
        page.click("#new")
        page.click("#advice summary")
    if path == "/files":
        choose(page, json.dumps(GOOD, ensure_ascii=False) + "\n{}\n")
        page.click("#send")
        page.wait_for_selector("#keep-good")


def choose(page: Page, content: str, name: str = "标好的.jsonl", encoding: str = "utf-8") -> None:
    page.set_input_files(
        "#file", {"name": name, "mimeType": "application/octet-stream", "buffer": content.encode(encoding)}
    )


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation_in_light_or_dark(owner: Page, owners_home: Path, path: str) -> None:
    fill(owner, owners_home, path)
    for scheme in ("light", "dark"):
        owner.emulate_media(color_scheme=scheme)
        expect(owner.locator("html")).to_have_attribute("data-theme", scheme)
        assert violations(owner) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_cut_off_at_320_pixels(owner: Page, owners_home: Path, path: str) -> None:
    owner.set_viewport_size({"width": 320, "height": 640})
    fill(owner, owners_home, path)
    wide = owner.evaluate(
        """[...document.querySelectorAll("body *")].filter((element) => {
          const { right, width } = element.getBoundingClientRect();
          return width && right > innerWidth + 1 && !element.closest(".visually-hidden");
        }).map((element) => element.outerHTML.slice(0, 120))"""
    )
    assert wide == []


def test_nothing_shifts_from_message_to_message(owner: Page, owners_home: Path) -> None:
    texts = ["没货", "您的地址不全,麻烦补一下门牌号" * 8, "快递停运了,发不出去"]
    correct(owners_home, *({"text": text, "cause": "out_of_stock"} for text in texts))
    open_page(owner, "?order=age")
    places = []
    for text in texts:
        expect(owner.locator("#message")).to_have_text(text)
        places.append([owner.locator(one).bounding_box() for one in ("#message", "#sets .choice >> nth=0", "#save")])
        owner.keyboard.press("Enter")
    assert places[0][1:] == places[1][1:] == places[2][1:]


def test_the_list_of_keys_is_without_violation(owner: Page, owners_home: Path) -> None:
    fill(owner, owners_home, "")
    press(owner, ["?"])
    assert violations(owner) == []


def test_a_file_is_looked_at_and_its_good_lines_are_kept_if_the_owner_says_so(owner: Page, owners_home: Path) -> None:
    open_page(owner, "/files")
    expect(owner.locator("#send")).to_be_disabled()
    choose(owner, "text,cause\n这个颜色断码了,out_of_stock\n,backlog\n没货啦,nonsense\n", "标好的.csv", "gb18030")
    expect(owner.locator("#preview")).to_contain_text("这个颜色断码了")
    owner.click("#send")
    expect(owner.locator("#problems li")).to_have_count(2)
    expect(owner.locator("#problems li").first).to_contain_text("第 3 行")
    assert stored(owners_home) == {}
    owner.click("#keep-good")
    expect(owner.locator("#result")).to_contain_text("导入了 1 条")
    assert stored(owners_home) == {"这个颜色断码了": ("pending", "out_of_stock")}


def test_what_was_reviewed_is_taken_out_as_a_file(owner: Page, owners_home: Path) -> None:
    [id] = correct(owners_home, GOOD)
    ask(owners_home, f"/corrections/{id}", {"status": "accepted"}, "PATCH")
    open_page(owner, "/files")
    with owner.expect_download() as download:
        owner.click("button:has-text('下载')")
    assert download.value.suggested_filename.endswith(".jsonl")
    [line] = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["text"] == GOOD["text"]


def test_an_own_cause_is_added_changed_and_removed(owner: Page) -> None:
    open_page(owner, "/labels")
    owner.click("#new")
    expect(owner.locator("#name")).to_be_focused()
    owner.fill("#name", "预约发货")
    owner.click("#cause button[type=submit]")
    expect(owner.locator("#definition")).to_be_focused()
    owner.fill("#definition", "买家约好了以后的日子发，日子还没到")
    days = ("周一", "周二", "周三", "周四", "周五", "周六", "周日", "月底")
    owner.fill("#examples", "\n".join(f"您预约的是{day}发货,到了那天就寄" for day in days[:7]))
    owner.click("#cause button[type=submit]")
    expect(owner.locator("#told")).to_have_text("例子还差 1 条。")
    owner.locator("#examples").press_sequentially(f"\n您预约的是{days[7]}发货,到了那天就寄")
    owner.click("#cause button[type=submit]")
    expect(owner.locator("#causes")).to_contain_text("8 条例子")

    owner.click("#causes button:has-text('修改')")
    expect(owner.locator("#id")).to_have_attribute("readonly", "")
    owner.fill("#name", "约好日子发")
    owner.click("#cause button[type=submit]")
    expect(owner.locator("#causes h3")).to_contain_text("约好日子发")

    owner.click("#causes button:has-text('删除')")
    owner.click("#answer-cancel")
    expect(owner.locator("#causes h3")).to_have_count(1)
    owner.click("#causes button:has-text('删除')")
    owner.click("#answer-remove")
    expect(owner.locator("#causes h3")).to_have_count(0)
