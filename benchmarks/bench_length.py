"""How reading time grows with length, and what the worst texts of the allowed size cost against ordinary ones."""

import random
import time

from model import data
from model.classifier import Classifier
from model.files import LONGEST
from model.heads import compile_pipeline
from model.training import train

_ATOMS = [
    "是",
    "最晚 ",
    "明天",
    "5号",
    "3-5天",
    "发",
    "不",
    "12.5",
    "1 ",
    "-",
    "*",
    "+v",
    "薇",
    "下",
    "我:",
    "\n",
    "10:23\n",
    " ",
    "😂",
    "貨",
    "【",
]


def seconds(classifier: Classifier, text: str) -> float:
    """The quickest of three readings."""
    best = float("inf")
    for _ in range(3):
        begin = time.perf_counter()
        classifier.read(text, all_seller=True)
        best = min(best, time.perf_counter() - begin)
    return best


def main() -> None:
    """Print the tables."""
    examples = data.load()
    trained = train(examples, rounds=1)
    classifier = Classifier(compile_pipeline(trained.pipeline), trained.calibration)
    chance = random.Random(1)
    ordinary = "".join(chance.choice(examples).text for _ in range(2_000))
    print(f"{'ordinary text':>14}{'ms':>8}{'ms a thousand':>15}")
    for size in (20, 200, 2_000, LONGEST):
        took = 1_000 * seconds(classifier, ordinary[:size])
        print(f"{size:14,}{took:8.2f}{1_000 * took / size:15.2f}")
    usual = seconds(classifier, ordinary[:LONGEST])
    texts = [atom * (LONGEST // len(atom)) for atom in _ATOMS]
    texts += ["".join(chance.choices(chance.sample(_ATOMS, 3), k=LONGEST))[:LONGEST] for _ in range(40)]
    worst, text = max((seconds(classifier, text), text) for text in texts)
    print(f"\nworst of {len(texts)} odd texts of {LONGEST:,}: {worst / usual:.1f} x ordinary ({text[:12]!r}…)")


if __name__ == "__main__":
    main()
