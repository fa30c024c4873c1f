"""Without any service: nothing is intercepted, the port is truly closed."""

from playwright.sync_api import Page, expect


def test_a_closed_port_is_told_as_a_server_that_does_not_run(popup: Page) -> None:
    popup.fill("#text", "没货了,您退款吧")
    popup.click("#analyze")
    expect(popup.locator("#fault")).to_contain_text("连不上本机的催发服务")
    assert popup.input_value("#text") == "没货了,您退款吧"
