"""How quick the extension feels: from the click to the answer on the screen, opening, and the size of its zips."""

import tempfile
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import BrowserContext, Page, sync_playwright

from model.data import load
from server.config import EXTENSION_ID
from tests.browser.chromium import forget_everything, open_extension, popup_page, wait_until
from tests.browser.states import reach
from tests.service import running_service
from tools.make_extension import MANIFESTS, write

ROUNDS = 200
CLICK = """text => new Promise((resolve) => {
  document.querySelector("#text").value = text;
  const began = performance.now();
  const painted = () => setTimeout(() => resolve(performance.now() - began));
  const seen = new MutationObserver(() => requestAnimationFrame(painted));
  for (const place of ["#answer", "#fault"]) seen.observe(document.querySelector(place), { childList: true });
  document.querySelector("#analyze").click();
})"""
"""Until the frame with the answer is painted: a task after the animation frame runs when the frame is done."""


WATCH = """new MutationObserver(() => {
  if (document.body?.dataset.ready) window.readyAt ??= performance.now();
}).observe(document, { subtree: true, childList: true, attributes: true })"""


def p95(values: list[float]) -> float:
    """Give the value that 95 of 100 stay under."""
    return quantiles(values, n=20)[-1]


def clicks(page: Page, texts: list[str]) -> list[float]:
    """Click through texts; milliseconds each."""
    taken = []
    for text in texts:
        wait_until(page, "!document.body.classList.contains('busy')")
        taken.append(page.evaluate(CLICK, text))
    return taken


def openings(context: BrowserContext) -> tuple[list[float], list[float]]:
    """Open the popup again and again; milliseconds to its first frame, and until draft and answer stand in it."""
    frames, ready = [], []
    for _ in range(40):
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(f"chrome-extension://{EXTENSION_ID}/popup.html")
        wait_until(page, "window.readyAt && performance.getEntriesByName('first-contentful-paint').length")
        frames.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        ready.append(page.evaluate("readyAt"))
        page.close()
    return frames, ready


def followed(context: BrowserContext) -> tuple[list[float], list[float]]:
    """Open a popup that follows an order."""
    reach(context, "order").close()
    return openings(context)


def messages() -> list[str]:
    """Give texts as in real chats: one in twenty a whole chat, one of 5,000 characters."""
    examples = load()
    texts = [example.text for example in examples[:: len(examples) // ROUNDS]][:ROUNDS]
    for place in range(0, ROUNDS, 20):
        texts[place] = "\n".join(f"商家：{text}" for text in texts[place : place + 12])
    texts[ROUNDS // 2] = "".join(texts)[:5000]
    return texts


def main() -> None:
    """Print the figures."""
    texts = messages()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_service(),
        sync_playwright() as driver,
        open_extension(driver, Path(folder) / "profile") as context,
    ):
        page = popup_page(context)
        page.bring_to_front()  # a page behind another one paints nothing
        clicks(page, texts[:10])
        taken = clicks(page, texts)
        print(
            f"click to answer: median {median(taken):.0f} ms, p95 {p95(taken):.0f} ms (bar 100), max {max(taken):.0f}"
        )
        forget_everything(context)
        for title, opened in (("empty", openings(context)), ("with an order and its answer", followed(context))):
            first, ready = map(p95, opened)
            print(f"popup opens {title}: p95 first frame {first:.0f} ms (bar 150), all there {ready:.0f} ms")
        for browser in MANIFESTS:
            print(f"zip for {browser}: {write(browser, Path(folder)).stat().st_size / 1000:.0f} kB (bar 200)")


if __name__ == "__main__":
    main()
