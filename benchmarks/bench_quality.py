"""How well the model reads voices that it has not met, beside the baselines on the same folds.

With a labelled file as argument (`python -m benchmarks.bench_quality FILE`), also how it reads that file.
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.model_selection import GroupKFold

from model import baselines, data
from model.calibration import probabilities
from model.data import Example
from model.evaluation import Evaluation, choice_score, evaluate
from model.heads import scores
from model.labels import CHOICES
from model.training import FOLDS, Trained, train


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


def beside(examples: list[Example]) -> None:
    """Print the baselines' macro-F1 on the same folds."""
    groups = [example.group for example in examples]
    found: dict[tuple[str, str], list[str]] = {}
    order: list[int] = []
    for rest, left_out in GroupKFold(FOLDS).split(examples, groups=groups):
        known, texts = [examples[i] for i in rest], [examples[i].text for i in left_out]
        order += left_out.tolist()
        for name in CHOICES:
            found.setdefault(("majority", name), []).extend(baselines.majority(known, name, texts))
            found.setdefault(("naive Bayes", name), []).extend(baselines.naive_bayes(known, name, texts))
        found.setdefault(("keywords", "cause"), []).extend(baselines.keywords(texts))
    print("\nbaselines on the same folds, macro-F1")
    for (baseline, name), answers in found.items():
        truth = [getattr(examples[i], name) for i in order]
        print(f"{baseline:12} {name:8}{choice_score(name, answers, truth).f1:7.3f}")


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
    beside(examples)
    for name in sys.argv[1:]:
        on_file(trained, Path(name))


if __name__ == "__main__":
    main()
