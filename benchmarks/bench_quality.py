"""How well the model reads voices that it has not met, beside the baselines on the same folds.

With a labelled file as argument (`python -m benchmarks.bench_quality FILE`), also how it reads that file.
"""

import sys
from pathlib import Path

import numpy as np

from model import data
from model.baselines import TITLES
from model.calibration import probabilities
from model.evaluation import Evaluation, evaluate
from model.heads import scores
from model.study import Study, study
from model.training import Trained, train


def table(title: str, evaluation: Evaluation) -> None:
    """Print one evaluation."""
    print(f"\n{title}: {evaluation.messages} messages")
    print(f"{'':10}{'F1':>7}{'calibration error':>19}{'sure for':>10}{'right when sure':>17}")
    for name, score in evaluation.sets.items():
        rest = ""
        if score.coverage is not None:
            right = f"{score.sure_precision:17.3f}" if score.sure_precision is not None else f"{'-':>17}"
            rest = f"{score.calibration_error:19.3f}{score.coverage:10.2f}{right}"
        print(f"{name:10}{score.f1:7.3f}{rest}")


def beside(studied: Study) -> None:
    """Print the baselines' macro-F1 on the same folds, and the learning curve."""
    print("\nbaselines on the same folds, macro-F1")
    for baseline, figures in studied.baselines.items():
        print(f"{TITLES[baseline]:24}" + "".join(f"{name:>8} {value:.3f}" for name, value in figures.items()))
    print("\nlearning curve, on the first fold's voices")
    for point in studied.curve:
        figures = "".join(f"{name:>10} {value:.3f}" for name, value in point.f1.items())
        print(f"{point.voices:4} voices {point.messages:6} messages{figures}")


def on_file(trained: Trained, path: Path) -> None:
    """Print how the model, fitted on everything, reads a labelled file."""
    found, problems = data.read(path)
    if problems:
        raise SystemExit("\n".join(map(str, problems)))
    labelled = [example for _, example in found]
    rows: np.ndarray = scores(trained.pipeline, trained.layer, [example.text for example in labelled])
    table(path.name, evaluate(probabilities(rows, trained.layer, trained.calibration), trained.calibration, labelled))


def main() -> None:
    """Print the tables."""
    examples = data.load()
    trained = train(examples)
    table(f"{len({e.group for e in examples})} voices, each left out", trained.evaluation)
    beside(study(trained, examples))
    for name in sys.argv[1:]:
        on_file(trained, Path(name))


if __name__ == "__main__":
    main()
