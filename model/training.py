"""From labelled messages to a fitted model: validate with whole voices left out, calibrate, fit on everything."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model import calibration as calibrating
from model.calibration import Calibration, Floats
from model.classifier import Classifier
from model.compiled import Compiled, Layer, Part
from model.corrections import Correction, voices
from model.data import Example, counts, same_words
from model.errors import DataError
from model.evaluation import Evaluation, evaluate
from model.given import ABSENT, Codes, Given, Labelled, Rows
from model.heads import Counted, Head, Pipeline, Tables, Weighing, count, fit, stack, vectoriser
from model.labels import BUILT_IN, IDS
from model.regression import Case, examine
from model.workers import job, results, working

FOLDS = 5
WEIGHT, MOST_WEIGHT = 3.0, 24.0
"""What a correction counts beside a labelled message, so that it wins over one that says otherwise; where it is read
wrongly all the same, it counts twice as much, and again, up to the most (docs/model.md)."""
MOST_TAKEN = 0.001
"""The share of labelled messages that an owner's own cause may take from the built-in ones, that it be read beyond the
words of its few examples (docs/labels.md)."""
Progress = Callable[[str], None]
"""Called with the name of each stage as it begins; what it raises ends the run."""


@dataclass(frozen=True)
class Trained:
    """A fitted model with its calibration and its figures on voices that it had not read.

    `out_of_fold` has a row of scores for each message that was judged, `judged` says which messages those are. In
    `counted`, `given` and `folds` the corrections stand behind the messages. They were chosen because they were read
    wrongly, so they take no part in figures and calibration; `cases` says how the fitted model reads them.
    """

    pipeline: Pipeline
    layer: Layer
    calibration: Calibration
    evaluation: Evaluation
    out_of_fold: Floats
    judged: tuple[int, ...]
    counted: Counted
    given: Given
    folds: NDArray[np.int8]
    cases: tuple[Case, ...]


def stages(rounds: int = FOLDS) -> list[str]:
    """Name the stages that `train` goes through."""
    return ["words", *(f"fold {number}" for number in range(1, rounds + 1)), "fit", "calibrate", "corrections"]


def fold_numbers(groups: Sequence[str]) -> NDArray[np.int8]:
    """Give each message the fold in which its voice is left out.

    The voices stand in the order of their hashes, and that row is cut into five parts of like size. So a voice keeps
    its fold while others come and go, and two trainings can be compared on the same folds.
    """
    sizes = Counter(groups)
    row = sorted(sizes, key=lambda group: hashlib.sha256(group.encode()).digest())
    size = np.array([sizes[group] for group in row])
    middle = (np.cumsum(size) - size / 2) / len(groups)
    fold = dict(zip(row, (FOLDS * middle).astype(int).tolist(), strict=True))
    return np.array([fold[group] for group in groups], dtype=np.int8)


def split(folds: NDArray[np.int8]) -> list[tuple[Rows, Rows]]:
    """Divide messages, once for each fold, into what is learned from and what is left out."""
    return [(np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)) for fold in np.unique(folds)]


def voice_folds(examples: Sequence[Example]) -> list[tuple[Rows, Rows]]:
    """Divide messages five times into what is learned from and whole voices left out."""
    return split(fold_numbers([example.group for example in examples]))


def train(
    examples: Sequence[Example],
    progress: Progress = lambda _: None,
    rounds: int = FOLDS,
    corrections: Sequence[Correction] = (),
) -> Trained:
    """Cross-validate by group, fit on everything, and calibrate on the pooled out-of-fold scores.

    The fits share the machine's cores, a process each; their results do not depend on how many there are.

    Args:
        examples: labelled messages of at least five groups.
        progress: called with each stage's name as its turn comes.
        rounds: how many of the five folds are judged. One is enough to calibrate on, and what a first start waits
            for; five judge every message.
        corrections: accepted ones, `settled`.

    Raises:
        DataError: too few groups, or a label that only a single group uses.
    """
    groups = [example.group for example in examples]
    if len(set(groups)) < FOLDS:
        raise DataError(f"{len(set(groups))} groups are too few to leave whole groups out; {FOLDS} are needed")
    if corrections:
        groups += voices(corrections, {same_words(example.text): example.group for example in examples})
    folds = fold_numbers(groups)
    rest_and_out = split(folds)[:rounds]
    for rest, _ in rest_and_out:
        _need_every_label([examples[i] for i in rest if i < len(examples)])
    progress("words")
    known: list[Labelled] = [*examples, *(correction.taught() for correction in corrections)]
    given = Given.of(known)
    for rest, _ in rest_and_out:
        _need_every_cause(given.sets["cause"], rest)
    counted = count([message.text for message in known])
    weights = np.repeat([1.0, WEIGHT], [len(examples), len(corrections)])
    jobs = [job(judge, counted.tables, given, weights, rest, out) for rest, out in rest_and_out]
    jobs.append(job(_fit, counted.tables, given, weights))
    found = []
    with working(jobs) as arriving:
        for stage in stages(len(rest_and_out))[1:-2]:
            progress(stage)
            found.append(next(arriving))
    progress("calibrate")
    *held_out, heads = found
    judged = np.concatenate([out for _, out in rest_and_out])
    figures = _Figures.of(np.vstack(held_out), stack(heads), judged, examples)
    progress("corrections")
    parts = Weighing.learn(counted.tables, np.arange(len(known))).parts(counted.terms)
    heads, insisted = _insist(parts, counted.tables, heads, given, weights, corrections, figures)
    if (insisted != weights).any():  # what goes live is judged, not what it was before
        again = results(job(judge, counted.tables, given, insisted, rest, out) for rest, out in rest_and_out)
        figures = _Figures.of(np.vstack(again), stack(heads), judged, examples)
    heads = _raised(heads, figures.lift)
    layer = stack(heads)
    return Trained(
        pipeline=Pipeline(vectoriser(parts), heads),
        layer=layer,
        calibration=figures.calibration,
        evaluation=figures.evaluation,
        out_of_fold=figures.out_of_fold,
        judged=tuple(judged.tolist()),
        counted=counted,
        given=given,
        folds=folds,
        cases=examine(Classifier(Compiled(parts, layer), figures.calibration), corrections),
    )


@dataclass(frozen=True)
class _Figures:
    """What the folds tell: their scores, the calibration learned from those of messages, and how well they read.

    `lift` says by how much each cause is raised (see `_lift`); the scores are raised already.
    """

    out_of_fold: Floats
    lift: Floats
    calibration: Calibration
    evaluation: Evaluation

    @classmethod
    def of(cls, out_of_fold: Floats, layer: Layer, judged: Rows, examples: Sequence[Example]) -> "_Figures":
        messages, causes = judged < len(examples), layer.columns["cause"]
        lift = _lift(out_of_fold[messages][:, causes], layer.labels["cause"])
        out_of_fold[:, causes] += lift
        labelled = [examples[i] for i in judged[messages]]
        calibration = calibrating.learn(out_of_fold[messages], layer, labelled)
        probabilities = calibrating.probabilities(out_of_fold[messages], layer, calibration)
        return cls(out_of_fold, lift, calibration, evaluate(probabilities, calibration, labelled))


def _lift(scores: Floats, causes: Sequence[str]) -> Floats:
    """Say by how much to raise each cause: one of the owner's own until it takes its share of the messages left out.

    With examples so few a head learns them by heart: it scores what else says the same too low to win.
    """
    lift = np.zeros(len(causes))
    for place, cause in enumerate(causes):
        if cause not in BUILT_IN["cause"]:
            others = np.delete(scores, place, axis=1).max(axis=1)
            behind = np.sort(others - scores[:, place])
            lift[place] = max(0.0, behind[int(MOST_TAKEN * len(behind))])
    return lift


def _raised(heads: dict[str, Head], lift: Floats) -> dict[str, Head]:
    """Raise the causes' scores."""
    head: Any = copy(heads["cause"])
    head.intercept_ = head.intercept_ + lift
    return heads | {"cause": head}


def judge(tables: Tables, given: Given, weights: Floats, rest: Rows, out: Rows) -> Floats:
    """Score the messages left out with a model fitted on the rest alone."""
    weighing = Weighing.learn(tables, rest)
    layer = stack(fit(weighing.features(tables, rest), given.take(rest), weights[rest]))
    scores: Floats = weighing.features(tables, out) @ layer.weights + layer.intercepts
    return scores


def _fit(tables: Tables, given: Given, weights: Floats, sets: Sequence[str] = tuple(IDS)) -> dict[str, Head]:
    """Fit the heads of these label sets on every message."""
    rows = np.arange(len(weights))
    return fit(Weighing.learn(tables, rows).features(tables, rows), given, weights, sets)


def _insist(
    parts: tuple[Part, ...],
    tables: Tables,
    heads: dict[str, Head],
    given: Given,
    weights: Floats,
    corrections: Sequence[Correction],
    figures: _Figures,
) -> tuple[dict[str, Head], Floats]:
    """Fit again, with twice the weight, what the heads read otherwise than corrected, as often as that may help."""
    weights, first = weights.copy(), len(weights) - len(corrections)
    while True:
        layer = stack(_raised(heads, figures.lift))
        cases = examine(Classifier(Compiled(parts, layer), figures.calibration), corrections)
        wrong = {name for case in cases for name in case.wrong}
        rows = [first + i for i, case in enumerate(cases) if case.wrong and weights[first + i] < MOST_WEIGHT]
        if not rows:
            return heads, weights
        weights[rows] *= 2
        heads = heads | _fit(tables, given, weights, [name for name in IDS if name in wrong])


def _need_every_label(examples: Sequence[Example]) -> None:
    found = counts(examples)
    for name, ids in BUILT_IN.items():
        if missing := [label for label in ids if label not in found.get(name, ())]:
            raise DataError(
                f"{name} {missing[0]} is used by so few groups that a fold never sees it; write more voices"
            )


def _need_every_cause(codes: Codes, rest: Rows) -> None:
    if lost := set(codes.tolist()) - set(codes[rest].tolist()) - {ABSENT}:
        raise DataError(
            f"cause {IDS['cause'][min(lost)]} has so few examples that a fold never sees it; write some more"
        )
