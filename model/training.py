"""From labelled messages to a fitted model: validate with whole voices left out, calibrate, fit on everything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from sklearn.model_selection import GroupKFold

from model import calibration as calibrating
from model.calibration import Calibration, Floats
from model.compiled import Layer
from model.data import Example, counts
from model.errors import DataError
from model.evaluation import Evaluation, evaluate
from model.heads import Pipeline, fit, scores, stack
from model.labels import IDS

FOLDS = 5
Progress = Callable[[str], None]
"""Called with the name of each stage as it begins."""


@dataclass(frozen=True)
class Trained:
    """A fitted model with its calibration and its figures on voices that it had not read.

    `out_of_fold` has a row of scores for each message that was judged, `judged` says which messages those are.
    """

    pipeline: Pipeline
    calibration: Calibration
    evaluation: Evaluation
    out_of_fold: Floats
    judged: tuple[int, ...]
    layer: Layer


def stages(rounds: int = FOLDS) -> list[str]:
    """Name the stages that `train` goes through."""
    return [f"fold {number}" for number in range(1, rounds + 1)] + ["calibrate", "fit"]


def train(examples: Sequence[Example], progress: Progress = lambda _: None, rounds: int = FOLDS) -> Trained:
    """Cross-validate by group, calibrate on the pooled out-of-fold scores, then fit on everything.

    Args:
        examples: labelled messages of at least five groups.
        progress: called with each stage's name as it begins.
        rounds: how many of the five folds are judged. One is enough to calibrate on, and what a first start waits
            for; five judge every message.

    Raises:
        DataError: too few groups, or a label that only a single group uses.
    """
    groups = [example.group for example in examples]
    if len(set(groups)) < FOLDS:
        raise DataError(f"{len(set(groups))} groups are too few to leave whole groups out; {FOLDS} are needed")
    names = iter(stages(rounds))
    held_out: list[Floats] = []
    order: list[int] = []
    layers: list[Layer] = []
    for rest, left_out in islice(GroupKFold(FOLDS).split(examples, groups=groups), rounds):
        progress(next(names))
        _need_every_label([examples[i] for i in rest])
        part = fit([examples[i] for i in rest])
        layers.append(stack(part))
        held_out.append(scores(part, layers[-1], [examples[i].text for i in left_out]))
        order += left_out.tolist()
    progress(next(names))
    judged = [examples[i] for i in order]
    out_of_fold = np.vstack(held_out)
    calibration = calibrating.learn(out_of_fold, layers[0], judged)
    evaluation = evaluate(calibrating.probabilities(out_of_fold, layers[0], calibration), calibration, judged)
    progress(next(names))
    pipeline = fit(examples)
    return Trained(pipeline, calibration, evaluation, out_of_fold, tuple(order), stack(pipeline))


def _need_every_label(examples: Sequence[Example]) -> None:
    found = counts(examples)
    for name, ids in IDS.items():
        if missing := [label for label in ids if label not in found.get(name, ())]:
            raise DataError(
                f"{name} {missing[0]} is used by so few groups that a fold never sees it; write more voices"
            )
