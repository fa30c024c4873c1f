"""What it brings to be asked for the most useful messages first, beside random order and doubt alone.

A quarter of the voices is left out to judge by, ten voices are labelled at the start, and the messages of the others
are what may be asked for: 250 at a time, as an owner would label them between two trainings. Means of three starts.
"""

import random
import time
from collections import defaultdict
from collections.abc import Callable
from statistics import mean

import numpy as np

from model import calibration as calibrating
from model import data
from model.asking import most_useful
from model.calibration import Calibration, Probabilities, probabilities
from model.data import Example, counts
from model.evaluation import evaluate
from model.given import Given, Rows
from model.heads import Counted, Weighing, count, fit, stack
from model.labels import IDS
from model.second_look import doubts

STARTS, VOICES, LEFT_OUT = 3, 10, 0.25
AT_ONCE, MOST = 250, 1000
FURTHER = (1500, 2000, 3000)
"""How many more labels random order is given, to see where it catches up."""
POOL = 500
"""Of how many doubtful ones the service chooses the most useful (`server.review`)."""

Choose = Callable[[Rows, np.ndarray, int, random.Random], list[int]]


class Study:
    """The messages, taken apart once."""

    def __init__(self, examples: list[Example], counted: Counted) -> None:
        self.examples, self.tables = examples, counted.tables
        self.given = Given.of(examples)

    def scores(self, known: Rows, asked: Rows) -> tuple[np.ndarray, object]:
        """Learn from some messages and score others."""
        weighing = Weighing.learn(self.tables, known)
        layer = stack(fit(weighing.features(self.tables, known), self.given.take(known), np.ones(len(known))))
        return weighing.features(self.tables, asked) @ layer.weights + layer.intercepts, layer

    def calibrated(self, known: Rows) -> Calibration:
        """Calibrate on half of the voices at the start, read by the other half."""
        voices = sorted({self.examples[row].group for row in known})
        half = np.array([self.examples[row].group in voices[::2] for row in known])
        scores, layer = self.scores(known[half], known[~half])
        return calibrating.learn(scores, layer, [self.examples[row] for row in known[~half]])

    def read(self, known: Rows, asked: Rows, calibration: Calibration) -> Probabilities:
        """Learn from some messages and read others."""
        return probabilities(*self.scores(known, asked), calibration)

    def f1(self, found: Probabilities, rows: Rows, calibration: Calibration) -> dict[str, float]:
        """Judge readings."""
        return evaluate(found, calibration, [self.examples[row] for row in rows]).summary

    def whole(self, rows: Rows) -> bool:
        """Say whether some messages have every label."""
        found = counts([self.examples[row] for row in rows])
        return all(label in found.get(name, ()) for name, ids in IDS.items() for label in ids)


def divided(study: Study, dice: random.Random) -> tuple[Rows, Rows, Rows]:
    """Divide the messages into the start, what may be asked for, and what is left out."""
    voices = sorted({example.group for example in study.examples})
    group = np.array([example.group for example in study.examples])
    while True:
        dice.shuffle(voices)
        out, start = voices[: int(LEFT_OUT * len(voices))], voices[-VOICES:]
        rows = [np.flatnonzero(np.isin(group, part)) for part in (start, voices[len(out) : -VOICES], out)]
        names = sorted(start)
        halves = [np.flatnonzero(np.isin(group, part)) for part in (names[::2], names[1::2])]
        if all(study.whole(half) for half in halves):
            return rows[0], rows[1], rows[2]


def main() -> None:
    """Print F1 against the labels that were asked for."""
    begin = time.perf_counter()
    examples = data.load()
    study = Study(examples, count([example.text for example in examples]))

    def useful(pool: Rows, doubt: np.ndarray, wanted: int, _: random.Random) -> list[int]:
        first = np.argsort(-doubt, kind="stable")[:POOL]
        order = most_useful([examples[pool[row]].text for row in first], doubt[first])
        return [int(first[place]) for place in order[:wanted]]

    orders: dict[str, Choose] = {
        "random": lambda pool, _, wanted, dice: dice.sample(range(len(pool)), wanted),
        "doubt": lambda _, doubt, wanted, __: np.argsort(-doubt, kind="stable")[:wanted].tolist(),
        "useful": useful,
    }
    reached: dict[str, dict[int, list[dict[str, float]]]] = defaultdict(lambda: defaultdict(list))
    for number in range(STARTS):
        dice = random.Random(number)
        start, pool, out = divided(study, dice)
        calibration = study.calibrated(start)
        for name, choose in orders.items():
            known, left, doubt = start, pool, np.zeros(len(pool))
            for step in (*range(0, MOST + 1, AT_ONCE), *(FURTHER if name == "random" else ())):
                if wanted := step - (len(known) - len(start)):
                    picked = choose(left, doubt, wanted, dice)
                    known, left = np.r_[known, left[picked]], np.delete(left, picked)
                found = study.read(known, np.r_[out, left], calibration)
                doubt = doubts(found)[len(out) :]
                judged = Probabilities({k: v[: len(out)] for k, v in found.choices.items()}, found.tactics[: len(out)])
                reached[name][step].append(study.f1(judged, out, calibration))
    print(f"{'asked':24}" + "".join(f"{name:>10}" for name in IDS))
    for name, steps in reached.items():
        for step, figures in steps.items():
            cells = (f"{mean(figure[label] for figure in figures):10.3f}" for label in IDS)
            print(f"{name:>12}{step:>12}" + "".join(cells))
    print(f"{STARTS} starts, {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    main()
