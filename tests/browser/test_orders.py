"""Orders that are followed: kept in the extension alone, reminded of, exported, imported, deleted."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import ask, background, open_page, popup_page, wait_until

pytestmark = pytest.mark.usefixtures("service")
REFUSAL = "亲,这款没货了,您申请一下退款吧,理由选不想要了就行"


def follow(popup: Page, item: str, text: str = REFUSAL, ship_by: str = "") -> None:
    popup.evaluate("document.querySelector('#order').open = true")
    popup.fill("#item", item)
    if ship_by:
        popup.fill("#ship_by", ship_by)
    ask(popup, text)
    popup.click("#follow")
    expect(popup.locator("#case-title")).to_have_text(item)


def kept(page: Page) -> list[dict]:
    found: list[dict] = page.evaluate("import('/js/store.js').then(({cases}) => cases.all())")
    return found


def notified(extension: BrowserContext) -> dict[str, bool]:
    found: dict[str, bool] = background(extension).evaluate("chrome.notifications.getAll()")
    return found


def pass_time(extension: BrowserContext, hours: float) -> None:
    """Move the background's clock and let its alarm ring."""
    background(extension).evaluate(
        """(hours) => {
          globalThis.RealDate ??= Date;
          globalThis.Date = class extends RealDate {
            constructor(...given) { super(...(given.length ? given : [RealDate.now() + hours * 3600e3])); }
            static now() { return RealDate.now() + hours * 3600e3; }
          };
          chrome.alarms.onAlarm.dispatch({name: "remind"});
        }""",
        hours,
    )


@pytest.fixture(autouse=True)
def _real_time(browser: BrowserContext):  # type: ignore[no-untyped-def]
    yield
    background(browser).evaluate("() => { globalThis.Date = globalThis.RealDate ?? Date; }")


def test_an_order_keeps_facts_messages_readings_steps_and_evidence(extension: BrowserContext, popup: Page) -> None:
    follow(popup, "帆布包", ship_by="2026-01-05T18:00")
    popup.locator("#steps input").first.check()
    expect(popup.locator("#doneSteps li")).to_have_count(1)
    popup.check("#proof-chat")
    ask(popup, "不好意思 明天一定发")
    expect(popup.locator("#saidBefore li")).to_have_count(2)
    popup.close()

    again = popup_page(extension)
    again.click("#to-cases")
    again.locator(".case", has_text="帆布包").click()
    expect(again.locator("#case-title")).to_have_text("帆布包")
    expect(again.locator("#proof-chat")).to_be_checked()
    assert again.input_value("#ship_by") == "2026-01-05T18:00"
    [one] = kept(again)
    assert [entry["cause"]["id"] for entry in one["entries"]] == ["out_of_stock", "unstated"]
    assert one["evidence"] == ["chat"] and len(one["steps"]) == 1


def test_several_orders_stay_apart(popup: Page) -> None:
    follow(popup, "项链")
    popup.click("#leave")
    assert popup.input_value("#text") == popup.input_value("#item") == ""
    follow(popup, "耳环", "工厂还在赶，预计15天左右发货")
    popup.click("#to-cases")
    expect(popup.locator(".case")).to_have_count(2)
    popup.locator(".case", has_text="项链").click()
    expect(popup.locator("#cause .chip")).to_have_text("缺货")


def test_a_message_is_added_to_an_order_that_is_there(popup: Page) -> None:
    follow(popup, "项链")
    popup.click("#leave")
    ask(popup, "工厂还在赶，预计15天左右发货")
    popup.select_option("#add-to", label="项链")
    expect(popup.locator("#saidBefore li")).to_have_count(2)
    expect(popup.locator(".reply")).to_contain_text("项链")


def test_fifty_orders_are_listed_the_most_pressing_first(popup: Page) -> None:
    follow(popup, "样品", ship_by="2026-06-01T12:00")
    popup.evaluate(
        """async () => {
          const { cases } = await import("/js/store.js");
          const [one] = await cases.all();
          const day = (i) => String(28 - (i % 28)).padStart(2, "0");
          const order = (i) => ({ ...one.order, item: `第${i}单`, ship_by: `2027-01-${day(i)}T12:00` });
          await cases.put(...Array.from({ length: 49 }, (_, i) => ({ ...one, id: `order-${i}`, order: order(i) })));
        }"""
    )
    popup.click("#to-cases")
    expect(popup.locator(".case")).to_have_count(50)
    expect(popup.locator(".case").first).to_contain_text("样品")
    popup.locator(".case", has_text="第7单").last.click()
    expect(popup.locator("#case-title")).to_have_text("第7单")


def test_a_passed_ship_by_time_is_told_once(extension: BrowserContext, popup: Page) -> None:
    follow(popup, "帆布包", ship_by="2099-01-01T12:00")
    assert [alarm["name"] for alarm in popup.evaluate("chrome.alarms.getAll()")] == ["remind"]
    pass_time(extension, hours=24)
    assert notified(extension) == {}
    pass_time(extension, hours=24 * 365 * 80)
    wait_until(popup, "chrome.alarms.getAll().then((alarms) => alarms.length === 0)")
    assert len(notified(extension)) == 1
    [one] = kept(popup)
    assert one["reminded"] == ["ship_by 2099-01-01T12:00:00+08:00"]
    background(extension).evaluate("id => chrome.notifications.clear(id)", one["id"])
    pass_time(extension, hours=24 * 365 * 90)
    wait_until(popup, "chrome.alarms.getAll().then((alarms) => alarms.length === 0)")
    assert notified(extension) == {}


def test_a_broken_promise_is_told_in_the_sellers_words_and_leads_to_the_order(
    extension: BrowserContext, popup: Page
) -> None:
    follow(popup, "帆布包", "不好意思亲 明天一定发")
    told = background(extension)
    told.evaluate(
        "() => { const made = chrome.notifications.create;"
        " chrome.notifications.create = (id, words) => { globalThis.words = words; return made(id, words); } }"
    )
    pass_time(extension, hours=24 * 3)
    wait_until(popup, "chrome.notifications.getAll().then((all) => Object.keys(all).length === 1)")
    assert told.evaluate("globalThis.words.title") == "帆布包"
    assert "承诺“明天一定发”，现在仍未发货" in told.evaluate("globalThis.words.message")
    [one] = kept(popup)
    with extension.expect_page() as opened:
        told.evaluate("id => chrome.notifications.onClicked.dispatch(id)", one["id"])
    expect(opened.value.locator("#case-title")).to_have_text("帆布包")


def test_after_the_clock_has_passed_a_deadline_the_order_says_so(extension: BrowserContext, popup: Page) -> None:
    follow(popup, "帆布包", "明天一定发", ship_by="2099-01-01T12:00")
    expect(popup.locator("#stand")).to_contain_text("还剩")
    popup.close()
    later = extension.new_page()
    later.clock.set_fixed_time("2099-02-01T12:00:00+08:00")
    later.goto(popup.url)
    later.wait_for_selector("body[data-ready]")
    expect(later.locator(".deadlines li", has_text="最晚发货时间")).to_contain_text("已过31天")
    later.click("#to-cases")
    expect(later.locator(".case .late")).to_contain_text("已过")


def test_a_settled_order_reminds_of_nothing(extension: BrowserContext, popup: Page) -> None:
    follow(popup, "帆布包", ship_by="2099-01-01T12:00")
    popup.click("#settle")
    expect(popup.locator("#settle")).to_have_text("重新跟进")
    assert popup.evaluate("chrome.alarms.getAll()") == []
    pass_time(extension, hours=24 * 365 * 80)
    assert notified(extension) == {}


def test_deleting_an_order_offers_an_export_first(popup: Page) -> None:
    follow(popup, "帆布包")
    popup.click("#delete")
    popup.click("#answer-cancel")
    assert len(kept(popup)) == 1
    popup.click("#delete")
    with popup.expect_download() as saved:
        popup.click("#answer-export")
    assert json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))["cases"][0]["order"]["item"] == "帆布包"
    expect(popup.locator("#no-cases")).to_be_visible()
    assert kept(popup) == []


def test_orders_go_out_as_one_file_and_come_back(extension: BrowserContext, popup: Page, tmp_path: Path) -> None:
    follow(popup, "项链")
    popup.click("#leave")
    follow(popup, "耳环")
    before = kept(popup)
    options = open_page(extension, "options.html")
    with options.expect_download() as saved:
        options.click("#export")
    file = tmp_path / "orders.json"
    saved.value.save_as(file)
    options.click("#delete-all")
    options.click("#answer-delete")
    expect(options.locator("#kept")).to_contain_text("0 单")
    options.set_input_files("#file", file)
    expect(options.locator("#moved")).to_contain_text("导入了 2 单")
    without_answers = [{**one, "answer": None} for one in before]
    assert [{**one, "reminded": []} for one in kept(options)] == [{**one, "reminded": []} for one in without_answers]
    options.set_input_files("#file", file)
    expect(options.locator("#moved")).to_contain_text("导入了 0 单")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{broken", "读不出来"),
        ('{"format": "other", "cases": []}', "不是催发导出的文件"),
        ('{"format": "cuifa-cases", "version": 99, "cases": []}', "更新版"),
        ('{"format": "cuifa-cases", "version": 1, "cases": [{"id": "x"}]}', "第 1 单"),
    ],
)
def test_a_file_that_is_no_export_is_refused_and_nothing_lost(
    extension: BrowserContext, popup: Page, content: str, told: str
) -> None:
    follow(popup, "项链")
    options = open_page(extension, "options.html")
    options.set_input_files("#file", {"name": "x.json", "mimeType": "application/json", "buffer": content.encode()})
    expect(options.locator("#moved")).to_contain_text(told)
    assert len(kept(options)) == 1


def test_a_complaint_is_built_from_an_order(extension: BrowserContext, popup: Page) -> None:
    follow(popup, "帆布包", ship_by="2026-01-05T18:00")
    with extension.expect_page() as opened:
        popup.click("#complain")
    page = opened.value
    for receiver in ("platform", "12315", "letter"):
        expect(page.locator(f"#to-{receiver} .text")).to_contain_text("帆布包")
    page.click("#to-12315 .copy")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#to-12315 .text").inner_text()
    page.check("#proof-chat")
    expect(page.locator("#checks")).not_to_contain_text("完整聊天")
    assert kept(page)[0]["evidence"] == ["chat"]
    page.check("input[value=ship]", force=True)
    expect(page.locator("#to-platform .text")).to_contain_text("我的要求：按订单发货")
    with page.expect_download() as saved:
        page.click("#markdown")
    assert "# 投诉材料" in Path(saved.value.path()).read_text(encoding="utf-8")
    page.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    page.click("#print")
    assert page.locator("body[data-printed]").count() == 1
    page.emulate_media(media="print")
    expect(page.locator("#claims")).to_be_hidden()


def test_a_complaint_about_a_deleted_order_says_so(extension: BrowserContext) -> None:
    page = open_page(extension, "complaint.html?case=gone")
    expect(page.locator("#fault")).to_contain_text("没有这一单")


def test_nothing_of_an_order_leaves_the_extension_but_what_advice_needs(popup: Page) -> None:
    asked: list[dict] = []
    popup.on("request", lambda request: request.url.startswith("http") and asked.append(request.post_data_json or {}))
    popup.evaluate("document.querySelector('#order').open = true")
    popup.fill("#order_no", "P7001234567890")
    follow(popup, "帆布包")
    assert asked and "P7001234567890" not in json.dumps(asked)
