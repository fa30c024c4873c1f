"""From scores to probabilities that mean what they say, and thresholds that keep a stated precision."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logsumexp, softmax

from model.labels import CHOICES, IDS, NO_CAUSE, NO_STANCE

if TYPE_CHECKING:
    from model.compiled import Layer
    from model.data import Example

Floats = NDArray[np.float64]

SURE_PRECISION, LIKELY_PRECISION = 0.95, 0.8
"""A reading is called sure, or likely, only above the confidence at which this share of readings was right."""
EVEN = 0.5
"""Below this confidence a reading is more likely wrong than right: it is not called likely, however right the rest."""
_FEWEST_SURE = 20
NEVER = 2.0
"""A threshold that no confidence reaches."""


@dataclass(frozen=True)
class Calibration:
    """The numbers between scores and confidences, learned from out-of-fold scores.

    `temperature` divides the scores of a choice before softmax (Guo et al. 2017); `slope` and `offset` are Platt's
    line for each tactic, `mark_at` the probability from which it is reported (best expected F1); `sure_at` and
    `likely_at` the confidence from which a choice is sure, or likely.
    """

    temperature: dict[str, float]
    sure_at: dict[str, float]
    likely_at: dict[str, float]
    slope: tuple[float, ...]
    offset: tuple[float, ...]
    mark_at: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        """Give the numbers as JSON values, for the manifest."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Calibration":
        """Take the numbers from a manifest."""
        plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else dict(v) for k, v in values.items()}
        return cls(**plain)


@dataclass(frozen=True)
class Probabilities:
    """Calibrated probabilities of some texts: by choice one column a label of `IDS`, and one a tactic."""

    choices: dict[str, Floats]
    tactics: Floats

    def winners(self, name: str) -> NDArray[np.intp]:
        """Give each text's label of a choice, as an index into `IDS`: the most probable one.

        The stance follows the cause: `none` exactly where the cause is `not_refusal`.
        """
        found = self.choices[name]
        if name != "stance":
            winners: NDArray[np.intp] = found.argmax(axis=1)
            return winners
        none = IDS["stance"].index(NO_STANCE)
        others = found.copy()
        others[:, none] = -1
        is_none = self.winners("cause") == IDS["cause"].index(NO_CAUSE)
        return np.where(is_none, none, others.argmax(axis=1))

    def best(self, name: str) -> NDArray[np.str_]:
        """Name each text's label of a choice."""
        return np.array(IDS[name])[self.winners(name)]

    def confidence(self, name: str) -> Floats:
        """Give the probability of each text's label of a choice."""
        winners = self.winners(name)
        confidence: Floats = self.choices[name][np.arange(len(winners)), winners]
        return confidence

    def marked(self, calibration: Calibration) -> NDArray[np.bool_]:
        """Say which tactics are reported for each text; naming a refund reason implies asking for the refund."""
        marks = self.tactics >= np.array(calibration.mark_at)
        refund, reason = IDS["tactics"].index("refund_request"), IDS["tactics"].index("buyer_fault_refund")
        marks[:, refund] |= marks[:, reason]
        return marks


def probabilities(scores: Floats, layer: "Layer", calibration: Calibration) -> Probabilities:
    """Turn scores into calibrated probabilities; stance is `none` as far as the cause is `not_refusal`."""
    choices: dict[str, Floats] = {}
    for name in CHOICES:
        found = softmax(scores[:, layer.columns[name]] / calibration.temperature[name], axis=1)
        columns = [IDS[name].index(label) for label in layer.labels[name]]
        choices[name] = np.zeros((len(scores), len(IDS[name])))
        choices[name][:, columns] = found
    idle = choices["cause"][:, IDS["cause"].index(NO_CAUSE)]
    choices["stance"] *= (1 - idle)[:, None]
    choices["stance"][:, IDS["stance"].index(NO_STANCE)] = idle
    raw = scores[:, layer.columns["tactics"]]
    return Probabilities(choices, expit(raw * np.array(calibration.slope) + np.array(calibration.offset)))


def learn(scores: Floats, layer: "Layer", examples: "Sequence[Example]") -> Calibration:
    """Learn a calibration from scores that the fitted heads never saw the answers of (out of fold)."""
    from sklearn.linear_model import LogisticRegression  # a second that reading does not need

    temperature: dict[str, float] = {}
    for name in CHOICES:
        rows = np.array([getattr(example, name) != NO_STANCE for example in examples])
        found = scores[rows][:, layer.columns[name]]
        position = {label: i for i, label in enumerate(layer.labels[name])}
        truth = [position[getattr(e, name)] for e, used in zip(examples, rows, strict=True) if used]
        temperature[name] = _temperature(found, np.array(truth))
    marks = np.array([[tactic in e.tactics for tactic in IDS["tactics"]] for e in examples])
    slopes, offsets, mark_at = [], [], []
    for column, mark in zip(scores[:, layer.columns["tactics"]].T, marks.T, strict=True):
        slope, offset = 1.0, 0.0  # nothing is learned of a tactic that none of these messages, or each of them, has
        if mark.any() and not mark.all():
            line = LogisticRegression(C=1e6).fit(column[:, None], mark)
            slope, offset = float(line.coef_[0, 0]), float(line.intercept_[0])
        slopes.append(slope)
        offsets.append(offset)
        mark_at.append(_best_threshold(expit(column * slopes[-1] + offsets[-1])))
    never = dict.fromkeys(CHOICES, NEVER)
    draft = Calibration(temperature, never, never, tuple(slopes), tuple(offsets), tuple(mark_at))
    found = probabilities(scores, layer, draft)
    sure_at, likely_at = {}, {}
    for name in CHOICES:
        confidence = found.confidence(name)
        right = found.best(name) == np.array([getattr(e, name) for e in examples])
        sure_at[name] = threshold_for(confidence, right, SURE_PRECISION)
        likely_at[name] = max(EVEN, threshold_for(confidence, right, LIKELY_PRECISION))
    return replace(draft, sure_at=sure_at, likely_at=likely_at)


def _temperature(scores: Floats, truth: NDArray[np.int_]) -> float:
    from scipy.optimize import minimize_scalar

    def loss(log_temperature: float) -> float:
        scaled = scores / np.exp(log_temperature)
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[np.arange(len(truth)), truth]))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def _best_threshold(found: Floats) -> float:
    """Find the probability from which marks have the best F1 to be expected, if the probabilities are right.

    Counted marks would say more of these very messages and less of others: they were read worse out of fold (Lipton et
    al. 2014, Optimal thresholding of classifiers to maximize F1). Between 0.2 and 0.8, so that few examples cannot push
    it far.
    """
    grid = np.linspace(0.2, 0.8, 61)
    hits = np.array([found[found >= at].sum() for at in grid])
    named = np.array([(found >= at).sum() for at in grid])
    return float(grid[np.argmax(2 * hits / (named + found.sum()))])


def threshold_for(confidence: Floats, right: NDArray[np.bool_], precision: float) -> float:
    """Find the lowest confidence above which the share of right readings reaches the precision."""
    order = np.argsort(-confidence)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero((share >= precision) & (np.arange(len(order)) >= _FEWEST_SURE - 1))
    return float(confidence[order][enough[-1]]) if len(enough) else NEVER


def calibration_error(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over equally wide bins (Naeini et al. 2015)."""
    index = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(confidence[index == b].sum() - right[index == b].sum()) for b in range(bins)]
    return float(sum(gaps) / max(len(right), 1))
