"""Pairs of messages that one negation turns round: how many lines are read right, and how many pairs told apart."""

import json
from collections import defaultdict
from pathlib import Path

from model import data
from model.classifier import Classifier
from model.heads import compile_pipeline
from model.training import train

TABLE = Path(__file__).parent / "negations.jsonl"


def main() -> None:
    """Print the figures, and every line that is read wrong."""
    trained = train(data.load(), rounds=1)
    classifier = Classifier(compile_pipeline(trained.pipeline), trained.calibration)
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    right: dict[int, list[bool]] = defaultdict(list)
    for row in rows:
        reading = classifier.read(row["text"], all_seller=True)
        right[row["pair"]].append(reading.cause.id == row["cause"])
        if not right[row["pair"]][-1]:
            print(f"{row['text']}: {row['cause']}, read as {reading.cause.id} ({reading.cause.level})")
    lines, pairs = sum(map(sum, right.values())), sum(map(all, right.values()))
    print(f"\ncause right: {lines} of {len(rows)} lines, {pairs} of {len(right)} pairs whole")


if __name__ == "__main__":
    main()
