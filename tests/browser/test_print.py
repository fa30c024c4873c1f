import re

from flask.testing import FlaskClient
from playwright.sync_api import Playwright

from tests.browser.chromium import find_chromium
from tests.server.test_complaint import complain


def test_the_complaint_prints_as_a_document(client: FlaskClient, playwright: Playwright) -> None:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 400, "height": 800})
    page.set_content(complain(client, "text/html").text)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    printed = page.pdf(prefer_css_page_size=True)
    browser.close()
    assert printed.startswith(b"%PDF")
    assert 1 <= len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 3
