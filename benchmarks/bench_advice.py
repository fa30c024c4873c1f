"""How long advice takes: the data's loading, and one answer."""

import itertools
import time
from datetime import datetime, timedelta
from statistics import median

from model.labels import IDS
from model.promise import SHANGHAI
from model.reading import Choice, Reading, Tactic
from server import advice
from server.advice import Order, advise

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def main() -> None:
    """Print the figures."""
    loading = []
    for _ in range(7):
        begin = time.perf_counter()
        playbook = advice.load()
        loading.append(time.perf_counter() - begin)
    taken = []
    for cause, stance, platform in itertools.product(IDS["cause"][:-1], IDS["stance"][:3], playbook.platforms):
        labels = [Choice(id, 0.9, "sure", (), ()) for id in (cause, "neutral", stance)]
        tactics = tuple(Tactic(id, 0.9, ()) for id in ("refund_request", "stalling"))
        late, paid = NOW - timedelta(days=1), NOW - timedelta(days=3)
        order = Order(platform=platform, ship_by=late, paid_at=paid, item="帆布包")
        begin = time.perf_counter()
        advise(playbook, Reading((), True, *labels, tactics), order, NOW)
        taken.append(time.perf_counter() - begin)
    print(f"load {1000 * median(loading):.0f} ms (bar 200)")
    print(f"advise {1000 * median(taken):.2f} ms, longest {1000 * max(taken):.2f} ms (bar 1)")


if __name__ == "__main__":
    main()
