"""The main job in a real Chromium against the real service: paste, analyze, read, copy."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Route, expect

from tests.browser.chromium import EXTENSION, ask, open_extension, popup_page, wait_until
from tests.service import BASE

pytestmark = pytest.mark.usefixtures("service")
MESSAGE = "亲,这款没货了,您申请一下退款吧,理由选不想要了就行"

EVERYDAY = [
    (MESSAGE, "缺货"),
    ("亲 检查的时候发现这件有瑕疵 不能给您发了", "质量问题"),
    ("您好，您的收货地址不完整，麻烦提供一下详细地址，确认后给您发货", "订单信息有误"),
    ("不好意思亲，这个价格标错了，这个价发不了，需要您补30元差价", "价格原因"),
    ("您那边快递停发了，暂时发不了货，等快递恢复再给您发", "物流原因"),
    ("亲，这款是预售的，工厂还在生产，要15天左右才能发货", "预售或生产"),
    ("最近订单太多了，仓库忙不过来，要晚几天才能给您发", "订单积压"),
    ("您这边购买数量异常，怀疑是恶意下单，这单不给您发了", "针对买家"),
    ("系统出故障了订单打不出来，今天发不了货", "店铺或系统"),
    ("亲 已经给您发货了哦 注意查收", "非拒发"),
]


def test_paste_analyze_read_and_copy(popup: Page) -> None:
    popup.fill("#text", MESSAGE)
    popup.click("#analyze")
    expect(popup.locator("#cause .chip")).to_have_text("缺货")
    expect(popup.locator("#cause small")).to_have_text(re.compile("有把握|多半是|拿不准"))
    expect(popup.locator("#stance .chip")).to_have_text("明确不发")
    expect(popup.locator("#tone .chip")).not_to_be_empty()
    expect(popup.locator("#beware")).to_contain_text("责任就记在你身上")
    assert "没货" in "".join(popup.locator(".pasted mark.cause").all_inner_texts())
    assert popup.locator("#steps > li").count() >= 2
    for style in ("gentle", "firm"):
        popup.check(f"input[value={style}]", force=True)
        popup.click("#write .copy")
        expect(popup.locator("#write .copy")).to_have_text("已复制")
        assert popup.evaluate("navigator.clipboard.readText()") == popup.locator(f".reply.{style}").inner_text()


@pytest.mark.parametrize(("text", "cause"), EVERYDAY)
def test_everyday_messages_come_back_with_their_cause(popup: Page, text: str, cause: str) -> None:
    ask(popup, text)
    expect(popup.locator("#cause .chip")).to_have_text(cause)


def test_the_order_is_told_and_the_advice_follows_it(popup: Page) -> None:
    popup.click("#order summary")
    popup.fill("#item", "奶油色帆布包")
    popup.fill("#ship_by", "2026-01-05T18:00")
    popup.select_option("#platform", "pinduoduo")
    ask(popup, MESSAGE)
    expect(popup.locator("#state")).to_have_text("已过发货时间")
    expect(popup.locator(".deadlines .passed")).to_contain_text("最晚发货时间")
    popup.check("input[value=firm]", force=True)
    expect(popup.locator(".reply.firm")).to_contain_text("「奶油色帆布包」这单")


@pytest.mark.parametrize(
    "hostile",
    [
        '没货了<img src=x onerror="document.body.dataset.hacked=1"><b>退款</b> 😂😂',
        "没货了 javascript:document.body.dataset.hacked=1 <a href='javascript:alert(1)'>点这里退款</a>",
        "没货了\u202e款退\u202c\u2066退款\u2069\u200b\u200d\ufeff吧",
        "</p></section><script>document.body.dataset.hacked=1</script>没货了",
        "没货了，退款吧。" * 2_500,
    ],
    ids=["tags", "addresses", "bidi and zero width", "closing tags", "20,000 characters"],
)
def test_what_a_seller_wrote_is_shown_as_text(popup: Page, hostile: str) -> None:
    ask(popup, hostile)
    shown = popup.locator(".pasted")
    assert shown.evaluate("node => node.textContent") == hostile
    assert shown.locator(":not(mark)").count() == 0
    assert popup.locator("body[data-hacked]").count() == 0
    assert popup.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_draft_answer_and_place_survive_closing(extension: BrowserContext, popup: Page) -> None:
    ask(popup, MESSAGE)
    popup.fill("#text", "还没问的下一句")
    popup.check("input[value=firm]", force=True)
    popup.evaluate("scrollTo(0, 700)")
    wait_until(popup, "chrome.storage.session.get('scroll').then(({scroll}) => scroll === 700)")
    popup.close()
    again = popup_page(extension)
    assert again.input_value("#text") == "还没问的下一句"
    expect(again.locator("#cause .chip")).to_have_text("缺货")
    expect(again.locator(".reply.firm")).to_be_visible()
    assert again.evaluate("scrollY") == 700


def test_a_blank_paste_is_told_so_without_asking_the_server(popup: Page) -> None:
    popup.fill("#text", "  \n ")
    popup.click("#analyze")
    expect(popup.locator("#fault")).to_contain_text("还没有文字")


def test_a_paste_over_the_limit_is_told_its_length(popup: Page) -> None:
    popup.fill("#text", "字" * 20_001)
    expect(popup.locator("#counter")).to_have_text("20001 / 20000")
    popup.click("#analyze")
    expect(popup.locator("#fault")).to_contain_text("最多 20000 字")


def test_the_buyers_words_alone_are_told_so(popup: Page) -> None:
    popup.fill("#text", "我:怎么还不发货")
    popup.click("#analyze")
    expect(popup.locator("#fault")).to_contain_text("没有找到商家说的话")


def test_a_chat_without_names_is_said_to_be_read_whole(popup: Page) -> None:
    ask(popup, "没货了\n退款吧")
    expect(popup.locator("#unnamed")).to_be_visible()
    ask(popup, "商家:没货了\n我:退款吧")
    expect(popup.locator("#unnamed")).to_have_count(0)


def test_a_server_that_is_down_is_named_with_its_mend_and_the_draft_stays(popup: Page) -> None:
    popup.route(f"{BASE}/**", lambda route: route.abort("connectionrefused"))
    popup.fill("#text", MESSAGE)
    popup.click("#analyze")
    expect(popup.locator("#fault")).to_contain_text("连不上催发服务")
    expect(popup.locator("#fault code")).to_have_text("make run")
    assert popup.input_value("#text") == MESSAGE
    popup.unroute(f"{BASE}/**")
    popup.click("#again")
    expect(popup.locator("#cause .chip")).to_have_text("缺货")
    expect(popup.locator("#fault")).to_be_hidden()


def test_a_browser_that_withdrew_the_right_to_reach_the_server_is_told_apart(popup: Page) -> None:
    popup.evaluate("() => { chrome.permissions.contains = async () => false }")
    popup.route(f"{BASE}/**", lambda route: route.abort("accessdenied"))
    popup.fill("#text", MESSAGE)
    popup.click("#analyze")
    expect(popup.locator("#fault")).to_contain_text("浏览器没让扩展访问")


def test_another_program_on_the_port_is_told_apart(popup: Page) -> None:
    popup.route(f"{BASE}/**", lambda route: route.fulfill(status=200, body="<h1>hello</h1>"))
    popup.fill("#text", MESSAGE)
    popup.click("#analyze")
    expect(popup.locator("#fault")).to_contain_text("不是催发服务")


def test_a_second_press_while_waiting_asks_once(popup: Page) -> None:
    asked: list[str] = []

    def slow(route: Route) -> None:
        asked.append(route.request.url)
        popup.evaluate("document.querySelector('#analyze').click()")
        route.continue_()

    popup.route(f"{BASE}/api/v1/analyze", slow)
    popup.fill("#text", MESSAGE)
    popup.dblclick("#analyze")
    popup.wait_for_selector("#answer:not([hidden])")
    assert len(asked) == 1


def test_a_slow_answer_shows_that_it_is_on_its_way_and_can_be_cancelled(popup: Page) -> None:
    held: list[Route] = []
    popup.route(f"{BASE}/api/v1/analyze", lambda route: held.append(route))
    popup.fill("#text", MESSAGE)
    popup.click("#analyze")
    expect(popup.locator("body")).to_have_class("busy")
    expect(popup.locator("#status-line")).to_have_text("正在看……")
    popup.click("#cancel")
    expect(popup.locator("body")).not_to_have_class("busy")
    expect(popup.locator("#fault")).to_be_hidden()
    assert popup.input_value("#text") == MESSAGE
    popup.unroute(f"{BASE}/api/v1/analyze")
    popup.click("#analyze")
    expect(popup.locator("#cause .chip")).to_have_text("缺货")


def test_the_answer_reads_from_top_to_bottom_as_one_story(popup: Page) -> None:
    ask(popup, MESSAGE)
    tops = [popup.locator(f"#{part}").bounding_box()["y"] for part in ("said", "beware", "stand", "todo", "write")]
    assert tops == sorted(tops)


def test_each_label_shows_the_words_that_speak_for_it(popup: Page) -> None:
    ask(popup, MESSAGE)
    expect(popup.locator(".pasted mark.cause")).not_to_have_count(0)
    popup.click("#stance .chip")
    expect(popup.locator(".pasted mark.stance")).not_to_have_count(0)
    expect(popup.locator(".pasted mark.cause")).to_have_count(0)
    popup.click("#stance .chip")
    expect(popup.locator(".pasted mark.cause")).not_to_have_count(0)


def test_a_question_leads_to_its_field_and_the_advice_follows(popup: Page) -> None:
    ask(popup, MESSAGE)
    popup.locator(".choices button", has_text="最晚发货时间").click()
    expect(popup.locator("#ship_by")).to_be_focused()
    popup.fill("#ship_by", "2026-01-05T18:00")
    popup.press("#ship_by", "Tab")
    expect(popup.locator("#state")).to_have_text("已过发货时间")


def test_ticked_steps_stay_ticked(extension: BrowserContext, popup: Page) -> None:
    ask(popup, MESSAGE)
    first = popup.locator("#steps input").first
    first.check()
    expect(popup.locator("#steps li").first).to_have_class("done")
    popup.close()
    expect(popup_page(extension).locator("#steps input").first).to_be_checked()


def test_ones_own_draft_is_looked_at_while_typing_and_mended(popup: Page) -> None:
    ask(popup, MESSAGE)
    popup.check("input[value=own]", force=True)
    assert popup.input_value("#own") == popup.evaluate(
        "chrome.storage.session.get('last').then(({last}) => last.answer.advice.replies[0].text)"
    )
    popup.fill("#own", "你们就是骗子，请今天发货。")
    expect(popup.locator("#checked li mark")).to_contain_text("你们就是骗子")
    mended = popup.locator("#mended").inner_text()
    popup.click("#take-mended")
    assert popup.input_value("#own") == mended
    expect(popup.locator("#checked")).to_have_text("看过了，可以发。")
    popup.click("#write .copy")
    assert popup.evaluate("navigator.clipboard.readText()") == mended


def test_pasting_reads_the_clipboard_on_a_click_alone(popup: Page) -> None:
    popup.evaluate("navigator.clipboard.writeText('厂家停产了，发不了')")
    assert popup.input_value("#text") == ""
    popup.click("#paste")
    expect(popup.locator("#text")).to_have_value("厂家停产了，发不了")
    expect(popup.locator("#answer")).to_be_hidden()


def test_clearing_leaves_nothing_behind(extension: BrowserContext, popup: Page) -> None:
    ask(popup, MESSAGE)
    popup.click("#clear")
    assert popup.input_value("#text") == ""
    expect(popup.locator("#answer")).to_be_hidden()
    again = popup_page(extension)
    assert again.input_value("#text") == ""
    expect(again.locator("#answer")).to_be_hidden()


def test_the_whole_job_is_done_by_keyboard(popup: Page) -> None:
    popup.focus("#text")
    popup.keyboard.insert_text(MESSAGE)
    popup.keyboard.press("Control+Enter")
    popup.wait_for_selector("#answer:not([hidden])")
    for _ in range(40):
        popup.keyboard.press("Tab")
        if popup.evaluate("document.activeElement.classList.contains('copy')"):
            break
    popup.keyboard.press("Enter")
    expect(popup.locator("#write .copy")).to_have_text("已复制")


def test_a_web_page_cannot_ask_the_service(browser: BrowserContext) -> None:
    page = browser.new_page()
    page.route("https://shop.example/", lambda route: route.fulfill(body="<h1>a shop</h1>", content_type="text/html"))
    page.goto("https://shop.example/")
    tried = page.evaluate(
        """url => fetch(url, {method: "POST", headers: {"Content-Type": "text/plain"}, body: '{"text": "没货"}'})
             .then(r => r.text(), error => "refused")""",
        f"{BASE}/api/v1/analyze",
    )
    assert tried == "refused"
    page.close()


def test_the_interface_speaks_english_where_the_browser_does(playwright: Playwright, tmp_path: Path) -> None:
    messages = json.loads((EXTENSION / "_locales" / "en" / "messages.json").read_text(encoding="utf-8"))
    with open_extension(playwright, tmp_path, "en-US") as context:
        page = popup_page(context)
        expect(page.locator("#analyze span")).to_have_text(messages["analyze"]["message"])
