"""From labelled messages to a fitted model: validate with whole voices left out, calibrate, fit on everything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
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
    return [*(f"fold {number}" for number in range(1, rounds + 1)), "fit", "calibrate"]


def voice_folds(examples: Sequence[Example]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Divide the messages five times into what is learned from and whole voices left out."""
    groups = [example.group for example in examples]
    return list(GroupKFold(FOLDS).split(examples, groups=groups))


def train(examples: Sequence[Example], progress: Progress = lambda _: None, rounds: int = FOLDS) -> Trained:
    """Cross-validate by group, fit on everything, and calibrate on the pooled out-of-fold scores.

    The fits share the machine's cores, a process each; their results do not depend on how many there are.

    Args:
        examples: labelled messages of at least five groups.
        progress: called with each stage's name as its turn comes.
        rounds: how many of the five folds are judged. One is enough to calibrate on, and what a first start waits
            for; five judge every message.

    Raises:
        DataError: too few groups, or a label that only a single group uses.
    """
    groups = {example.group for example in examples}
    if len(groups) < FOLDS:
        raise DataError(f"{len(groups)} groups are too few to leave whole groups out; {FOLDS} are needed")
    folds = voice_folds(examples)[:rounds]
    for rest, _ in folds:
        _need_every_label([examples[i] for i in rest])
    jobs = [delayed(judge)([examples[i] for i in rest], [examples[i].text for i in out]) for rest, out in folds]
    results = Parallel(n_jobs=-1, return_as="generator")([*jobs, delayed(fit)(examples)])
    found = []
    for stage in stages(rounds)[:-1]:
        progress(stage)
        found.append(next(results))
    progress(stages(rounds)[-1])
    *held_out, pipeline = found
    layer = stack(pipeline)
    order = [i for _, left_out in folds for i in left_out.tolist()]
    judged = [examples[i] for i in order]
    out_of_fold = np.vstack(held_out)
    calibration = calibrating.learn(out_of_fold, layer, judged)
    evaluation = evaluate(calibrating.probabilities(out_of_fold, layer, calibration), calibration, judged)
    return Trained(pipeline, calibration, evaluation, out_of_fold, tuple(order), layer)


def judge(known: Sequence[Example], texts: Sequence[str]) -> Floats:
    """Score texts with a model fitted on the known messages alone."""
    pipeline = fit(known)
    return scores(pipeline, stack(pipeline), texts)


def _need_every_label(examples: Sequence[Example]) -> None:
    found = counts(examples)
    for name, ids in IDS.items():
        if missing := [label for label in ids if label not in found.get(name, ())]:
            raise DataError(
                f"{name} {missing[0]} is used by so few groups that a fold never sees it; write more voices"
            )
