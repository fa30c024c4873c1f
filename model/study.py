"""What a whole training tells beside its own figures: simpler readers on the same folds, and what more voices bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from joblib import Parallel, delayed

from model import baselines
from model.calibration import probabilities
from model.data import Example, counts
from model.evaluation import evaluate
from model.heads import fit, scores, stack
from model.labels import IDS
from model.training import Progress, Trained, voice_folds

STAGES = ("baselines", "learning curve")
_SHARES = (0.125, 0.25, 0.5)


@dataclass(frozen=True)
class Point:
    """What a model of so many voices and messages reads right of the first fold: F1 by label set."""

    voices: int
    messages: int
    f1: dict[str, float]


@dataclass(frozen=True)
class Study:
    """The baselines' macro-F1 by name and label set on the folds of the training, and the learning curve."""

    baselines: dict[str, dict[str, float]]
    curve: tuple[Point, ...]


def study(trained: Trained, examples: Sequence[Example], progress: Progress = lambda _: None) -> Study:
    """Compare a training that judged every fold with simpler readers and with less data."""
    folds = voice_folds(examples)
    parallel = Parallel(n_jobs=-1)
    progress(STAGES[0])
    answered = parallel(
        delayed(baselines.answers)([examples[i] for i in rest], [examples[i].text for i in out]) for rest, out in folds
    )
    judged = [examples[i] for _, out in folds for i in out]
    pooled = {
        baseline: {name: [label for fold in answered for label in fold[baseline][name]] for name in sets}
        for baseline, sets in answered[0].items()
    }
    progress(STAGES[1])
    rest, out = folds[0]
    known, left_out = [examples[i] for i in rest], [examples[i] for i in out]
    parts = [part for share in _SHARES if _has_every_label(part := _of_some_voices(known, share))]
    curve = list(parallel(delayed(_point)(part, left_out, trained) for part in parts))
    full = probabilities(trained.out_of_fold[: len(out)], trained.layer, trained.calibration)
    curve.append(_told(known, evaluate(full, trained.calibration, left_out).summary))
    return Study(baselines.figures(pooled, judged), tuple(curve))


def _of_some_voices(examples: Sequence[Example], share: float) -> list[Example]:
    voices = sorted({example.group for example in examples})
    kept = set(Random(0).sample(voices, max(1, round(share * len(voices)))))  # noqa: S311, no secret
    return [example for example in examples if example.group in kept]


def _has_every_label(examples: Sequence[Example]) -> bool:
    found = counts(examples)
    return all(label in found.get(name, ()) for name, ids in IDS.items() for label in ids)


def _point(known: Sequence[Example], left_out: Sequence[Example], trained: Trained) -> Point:
    pipeline = fit(known)
    layer = stack(pipeline)
    found = probabilities(scores(pipeline, layer, [e.text for e in left_out]), layer, trained.calibration)
    return _told(known, evaluate(found, trained.calibration, left_out).summary)


def _told(known: Sequence[Example], f1: dict[str, float]) -> Point:
    return Point(len({example.group for example in known}), len(known), f1)
