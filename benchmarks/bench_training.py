"""Time and memory of a training by the number of messages: the bare fit, and `cuifa train` whole.

More messages are made of the real ones by swapping, dropping and replacing characters, at the rate at which the
vocabulary grows as it does when real messages are added (with the power 0.93 of their number).
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np

from model import data
from model.data import Example

SIZES = (10_000, 20_000, 50_000, 100_000)
_EDIT_EVERY = 3
"""Characters for one edit: a feature in three texts or more is then as often new as in messages that were written."""
_BAR_SECONDS, _BAR_GIGABYTES = 300, 4.0


def edited(text: str, chance: Random, alphabet: str) -> str:
    """Swap, drop or replace a few characters."""
    characters = list(text)
    for _ in range(1 + len(text) // _EDIT_EVERY):
        at = chance.randrange(len(characters))
        kind = chance.random()
        if kind < 1 / 3 and at:
            characters[at - 1 : at + 1] = characters[at], characters[at - 1]
        elif kind < 2 / 3 and len(characters) > 1:
            del characters[at]
        else:
            characters[at] = chance.choice(alphabet)
    return "".join(characters)


def messages(number: int) -> list[Example]:
    """Make so many messages of new voices: the real ones, whole voices first, then edited ones."""
    real = data.load()
    chance = Random(1)
    chance.shuffle(voices := sorted({example.group for example in real}))
    found = [example for voice in voices for example in real if example.group == voice][:number]
    alphabet = "".join(example.text for example in real)
    while len(found) < number:
        example = chance.choice(real)
        text = edited(example.text, chance, alphabet)
        if text.strip():
            found.append(replace(example, text=text, group=f"{example.group}-{chance.randrange(5)}"))
    return found


def fit(examples: list[Example]) -> dict[str, float]:
    """Fit vectoriser and heads, and nothing else."""
    from model.given import Given
    from model.heads import fit, vectorise

    begin = time.perf_counter()
    features, _ = vectorise([example.text for example in examples])
    fit(features, Given.of(examples), np.ones(len(examples)))
    return {"seconds": time.perf_counter() - begin, "features": features.shape[1]}


def whole(examples: list[Example]) -> dict[str, float]:
    """Check the files, train, judge, report and keep, as `cuifa train` does."""
    from model.registry import Registry
    from model.release import release

    with tempfile.TemporaryDirectory() as folder:
        for example in examples:
            with open(Path(folder) / f"{example.cause}.jsonl", "a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
        stages = [("check", time.perf_counter())]
        checked, _ = data.check(Path(folder))  # edited messages may be copies of each other
        release(
            Registry(Path(folder) / "models"), checked, lambda stage, *_: stages.append((stage, time.perf_counter()))
        )
        stages.append(("done", time.perf_counter()))
    took = {stage: round(end - begin, 1) for (stage, begin), (_, end) in pairwise(stages)}
    print(f"{len(checked):,} messages, seconds: {took}", file=sys.stderr)
    return {"seconds": stages[-1][1] - stages[0][1]}


def _tree(root: int) -> list[int]:
    """The process and all that it started (Linux)."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _memory(pids: list[int]) -> float:
    """What the processes hold together, shared pages counted once, in GB."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1e6


def measured(what: str, number: int) -> dict[str, float]:
    """Run one measurement in a process of its own, and watch the memory of all that it starts."""
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bench_training", "--one", what, str(number)], stdout=subprocess.PIPE
    )
    peak = 0.0

    def watch() -> None:
        nonlocal peak
        while child.poll() is None:
            peak = max(peak, _memory(_tree(child.pid)))
            time.sleep(0.25)

    watcher = threading.Thread(target=watch)
    watcher.start()
    out, _ = child.communicate()
    watcher.join()
    if child.returncode:
        raise SystemExit(f"{what} of {number} failed")
    return json.loads(out) | {"gigabytes": peak}


def main() -> None:
    """Print the table, or run one measurement."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--one", nargs=2, metavar=("WHAT", "MESSAGES"))
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    asked = parser.parse_args()
    if asked.one:
        what, number = asked.one
        result = {"fit": fit, "whole": whole}[what](messages(int(number)))
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        result["processor"] = sum(use.ru_utime + use.ru_stime for use in used)
        print(json.dumps(result))
        return
    print(f"{os.cpu_count()} cores; bar for the whole: {_BAR_SECONDS} s, {_BAR_GIGABYTES:.0f} GB at {SIZES[-1]:,}")
    print(f"{'messages':>9}{'features':>10}{'fit, s':>9}{'GB':>6}{'whole, s':>10}{'GB':>6}{'s a thousand':>14}")
    for size in asked.sizes:
        bare, all_of_it = measured("fit", size), measured("whole", size)
        print(
            f"{size:9,}{bare['features']:10,}{bare['seconds']:9.1f}{bare['gigabytes']:6.2f}"
            f"{all_of_it['seconds']:10.1f}{all_of_it['gigabytes']:6.2f}{1000 * all_of_it['seconds'] / size:14.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
