"""How long the owner waits for the review queue with 1,000 and with 100,000 corrections stored.

SQLite in a temporary home; with DATABASE_URL that database too, which must be empty and is filled.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from flask.testing import FlaskClient

from model import data
from model.data import Example
from model.registry import Registry
from model.release import release
from server.app import create_app
from server.config import Config
from server.store import Store, open_store
from server.token import token

SIZES = (1_000, 100_000)
BAR = 100
ROUNDS = 40
STATUSES = random.Random(0).choices(("pending", "unlabelled", "accepted", "rejected"), (70, 10, 10, 10), k=1000)


def fill(store: Store, examples: list[Example], version: str, size: int) -> float:
    """Keep so many corrections, a few near copies of each message; give the seconds that it took."""
    dice = random.Random(size)

    def altered(text: str) -> str:
        at = dice.randrange(len(text))
        return text[:at] + dice.choice("的了呢啊哦嘛亲货单天") + text[at + 1 :]

    def made(number: int) -> dict[str, Any]:
        example = examples[number * 11 % len(examples)]
        status = STATUSES[number % len(STATUSES)]
        given = status != "unlabelled"
        return {
            "text": altered(example.text),
            "cause": example.cause if given else None,
            "tone": example.tone if given and number % 3 else None,
            "stance": None,
            "tactics": list(example.tactics) if given and number % 2 else None,
            "status": status,
            "source": "buyer" if given else "owner",
            "flagged": number % 500 == 0,
            "doubt": dice.random(),
            "disagreement": dice.random() if given else 0.0,
            "read_by": version,
            "reviewed_at": now() if status in ("accepted", "rejected") else None,
        }

    from server.store.tables import now

    begin = time.perf_counter()
    store.corrections.keep_all([made(number) for number in range(size)])
    return time.perf_counter() - begin


def timed(ask: Callable[[int], Any], rounds: int = ROUNDS) -> tuple[float, float, float]:
    """Give median, 95th percentile and longest, in milliseconds."""
    taken = []
    for number in range(rounds):
        begin = time.perf_counter()
        answer = ask(number)
        taken.append(1000 * (time.perf_counter() - begin))
        assert answer.status_code == 200, answer.text
    taken.sort()
    return median(taken), taken[int(0.95 * len(taken))], taken[-1]


def measured(client: FlaskClient) -> dict[str, tuple[float, float, float]]:
    """Ask for everything that the page asks for."""

    def queue(**query: Any) -> Any:
        return client.get("/api/v1/corrections", query_string=query)

    queue()  # the project's messages are read once a process
    queue(status="unlabelled", order="useful")
    waiting = queue(order="age", limit=100).json["items"]
    alone = [item["id"] for item in waiting]
    for _ in range(4):  # far enough down for every save to find something that waits
        waiting = queue(order="age", limit=100, after=waiting[-1]["id"]).json["items"]
        alone += [item["id"] for item in waiting]
    together = [(item["id"], [copy["id"] for copy in item["copies"]]) for item in waiting][:ROUNDS]

    def save(id: str, copies: list[str] | None = None) -> Any:
        body = {"status": "accepted", "cause": "backlog", "stance": "delay", "tactics": [], "copies": copies or []}
        return client.patch(f"/api/v1/corrections/{id}", json=body)

    found = {f"list by {order}": timed(lambda _, o=order: queue(order=o)) for order in ("doubt", "disagreement", "age")}
    page = {"status": "pending", "order": "doubt"}
    found |= {
        "list by usefulness": timed(lambda _: queue(status="unlabelled", order="useful")),
        "list what was accepted": timed(lambda _: queue(status="accepted")),
        "list 100": timed(lambda _: queue(**page, limit=100), 10),
        "a page far down": timed(lambda n: queue(**page, after=alone[n])),
        "flagged ones": timed(lambda _: queue(**page, flagged=True)),
        "one cause": timed(lambda _: queue(**page, cause="buyer_restriction")),
        "search, often found": timed(lambda _: queue(**page, q="发货")),
        "search, rarely found": timed(lambda _: queue(**page, q="无人机")),
        "search, never found": timed(lambda _: queue(**page, q="麒麟臂")),
        "one item": timed(lambda n: client.get(f"/api/v1/corrections/{alone[n]}")),
        "save": timed(lambda n: save(alone[n]), 100),
        "save with its near copies": timed(lambda n: save(*together[n]), len(together)),
        "undo": timed(lambda n: client.patch(f"/api/v1/corrections/{alone[n]}", json={"status": "pending"}), 100),
    }
    return found


def bench(home: Path, url: str, examples: list[Example], version: str) -> None:
    """Fill a store step by step and print a table."""
    store = open_store(home, url)
    app = create_app(Config(home=home, database_url=url, more_hosts=("localhost",)))
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token(home)}"
    columns, kept = [], 0
    for size in SIZES:
        seconds = fill(store, examples, version, size - kept)
        print(f"{size - kept} kept in {seconds:.1f} s", file=sys.stderr)
        kept = size
        columns.append(measured(client))
    print(f"\n{'PostgreSQL' if url else 'SQLite'}: p50 / p95 / longest in ms (bar {BAR})")
    print(f"{'':28}" + "".join(f"{size:>26,}" for size in SIZES))
    for name in columns[0]:
        cells = (" / ".join(f"{value:.0f}" for value in column[name]) for column in columns)
        print(f"{name:28}" + "".join(f"{cell:>26}" for cell in cells))


def main() -> None:
    """Print the tables."""
    examples = data.load()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        registry = Registry(home / "models")
        release(registry, examples, rounds=1)
        version = registry.active() or ""
        for url in dict.fromkeys(("", os.environ.get("DATABASE_URL", ""))):
            bench(home, url, examples, version)
        shutil.rmtree(home / "models")


if __name__ == "__main__":
    main()
