"""Without a service, or one that dies: nothing is intercepted, the port is truly closed."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.service import kill_all, running_service

MESSAGE = "没货了,您退款吧"


def test_a_closed_port_is_told_as_a_server_that_does_not_run(popup: Page) -> None:
    popup.fill("#text", MESSAGE)
    popup.click("#analyze")
    expect(popup.locator("#fault")).to_contain_text("连不上催发服务")
    assert popup.input_value("#text") == MESSAGE


def test_a_server_that_dies_in_mid_request_is_told_and_the_next_one_answers(trained_home: Path, popup: Page) -> None:
    popup.fill("#text", MESSAGE)
    with running_service(trained_home) as process:
        kill_all(process, frozen=True)
        popup.click("#analyze")
        expect(popup.locator("body")).to_have_class("busy")
        kill_all(process)
        expect(popup.locator("#fault")).to_contain_text("连不上催发服务")
    assert popup.input_value("#text") == MESSAGE
    with running_service(trained_home):
        popup.click("#again")
        expect(popup.locator("#cause .chip")).to_have_text("缺货")
