"""The owner's pages in a plain Chromium, over a service with a home of its own."""

import json
import shutil
import sqlite3
import urllib.request
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from server.store import open_store
from server.token import link, token
from tests.service import BASE

PAGES = ["", "/ask", "/models", "/labels", "/files"]


def new_home(trained_home: Path, place: Path) -> Path:
    """Make a home with the trained model and an empty store."""
    shutil.copytree(trained_home / "models", place / "models")
    open_store(place)
    return place


def log_in(page: Page, home: Path) -> None:
    """Open the owner's link."""
    page.goto(link(home, BASE))
    page.wait_for_selector("body[data-ready]")


def open_page(page: Page, path: str = "") -> None:
    """Open one of the owner's pages, by what follows `/review`."""
    page.goto(f"{BASE}/review{path}")
    page.wait_for_selector("body[data-ready]")


def ask(home: Path, path: str, body: Any = None, method: str = "") -> Any:
    """Ask the API as the owner's own program would."""
    request = urllib.request.Request(
        f"{BASE}/api/v1{path}",
        json.dumps(body).encode() if body is not None else None,
        {"Content-Type": "application/json", "Authorization": f"Bearer {token(home)}"},
        method=method or None,
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def correct(home: Path, *corrections: dict[str, Any]) -> list[str]:
    """Send corrections as buyers do; give their ids."""
    return [ask(home, "/corrections", correction)["id"] for correction in corrections]


def forget(home: Path) -> None:
    """Empty the queue."""
    with closing(sqlite3.connect(home / "cuifa.db", timeout=10)) as database, database:
        for table in ("reviews", "sketches", "corrections"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own


def stored(home: Path, what: str = "cause") -> dict[str, tuple[str, Any]]:
    """Give the status and a label of each message, by its text."""
    with closing(sqlite3.connect(f"file:{home}/cuifa.db?mode=ro", uri=True)) as database:
        return {
            text: (status, label)
            for text, status, label in database.execute(f"SELECT text, status, {what} FROM corrections")  # noqa: S608
        }


def chosen(page: Page) -> list[str]:
    """Name the labels that are chosen."""
    return page.eval_on_selector_all(
        ".choice[aria-pressed=true]", "found => found.map((one) => one.childNodes[1].textContent)"
    )


def press(page: Page, keys: Iterable[str]) -> None:
    """Press keys one after another."""
    for key in keys:
        page.keyboard.press(key)
