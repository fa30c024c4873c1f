"""What makes a training one of seconds, for tests that are about how trainings run and not about what they learn."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from model.data import Example

_ALONE = dict.fromkeys(("LOKY_MAX_CPU_COUNT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def write_few(examples: Sequence[Example], folder: Path) -> Path:
    """Write every fortieth message, with all labels among them, as training reads them."""
    folder.mkdir(parents=True)
    for example in examples[::40]:
        line = {name: getattr(example, name) for name in ("text", "cause", "tone", "stance", "tactics", "group")}
        with open(folder / f"{example.cause}.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return folder


def quickly(examples: Sequence[Example], folder: Path) -> dict[str, str]:
    """Give the environment in which a process trains on few messages, alone, and finds no fastText to compare with."""
    missing = folder / "missing"
    missing.mkdir(parents=True)
    (missing / "fasttext.py").write_text("raise ImportError\n")
    path = os.pathsep.join([str(missing), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**_ALONE, "CUIFA_DATA": str(write_few(examples, folder / "messages")), "PYTHONPATH": path}
