"""The linear heads: one estimator a label set over shared TF-IDF features, and one stacked layer of their weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import MultiLabelBinarizer

from model.calibration import Floats
from model.data import Example
from model.features import new_vectoriser
from model.labels import CHOICES, IDS, NO_STANCE

# Chosen by cross-validation that leaves whole voices out (docs/model.md, ablation table).
_STRENGTH = {"cause": 10.0, "tone": 10.0, "stance": 10.0, "tactics": 10.0}


@dataclass
class Pipeline:
    """A fitted vectoriser and its heads, by label set: what `pipeline.joblib` holds."""

    vectoriser: FeatureUnion
    heads: dict[str, LogisticRegression | OneVsRestClassifier]


def _logistic(strength: float, **more: object) -> LogisticRegression:
    settings = {"solver": "newton-cg", "class_weight": "balanced", **more}
    return LogisticRegression(C=strength, max_iter=300, tol=1e-3, random_state=0, **settings)


def fit(examples: Sequence[Example]) -> Pipeline:
    """Fit vectoriser and heads. The stance head learns from the messages that have a stance, and knows no `none`."""
    vectoriser = new_vectoriser()
    features: csr_matrix = vectoriser.fit_transform([example.text for example in examples]).tocsr()
    heads: dict[str, LogisticRegression | OneVsRestClassifier] = {}
    for name in CHOICES:
        labels = np.array([getattr(example, name) for example in examples])
        rows = labels != NO_STANCE
        heads[name] = _logistic(_STRENGTH[name]).fit(features[rows], labels[rows])
    marks = MultiLabelBinarizer(classes=IDS["tactics"]).fit_transform([example.tactics for example in examples])
    one = _logistic(_STRENGTH["tactics"], solver="liblinear", class_weight=None)
    heads["tactics"] = OneVsRestClassifier(one).fit(features, marks)
    return Pipeline(vectoriser, heads)


@dataclass(frozen=True)
class Layer:
    """All heads' weights as one linear layer: `scores = features @ weights + intercepts`.

    `weights` has one row a feature and one column a label; `columns` says which columns belong to a label set,
    `labels` names them.
    """

    weights: Floats
    intercepts: Floats
    columns: dict[str, slice]
    labels: dict[str, tuple[str, ...]]


def stack(pipeline: Pipeline) -> Layer:
    """Stack the heads' weights, so that one product scores every label set."""
    blocks: list[Floats] = []
    intercepts: list[Floats] = []
    columns: dict[str, slice] = {}
    labels: dict[str, tuple[str, ...]] = {}
    at = 0
    for name, head in pipeline.heads.items():
        if isinstance(head, OneVsRestClassifier):
            block = np.vstack([estimator.coef_ for estimator in head.estimators_])
            intercept = np.concatenate([estimator.intercept_ for estimator in head.estimators_])
            labels[name] = IDS[name]
        else:
            block, intercept = head.coef_, head.intercept_
            labels[name] = tuple(str(label) for label in head.classes_)
        blocks.append(block)
        intercepts.append(intercept)
        columns[name] = slice(at, at + len(block))
        at += len(block)
    return Layer(np.ascontiguousarray(np.vstack(blocks).T), np.concatenate(intercepts), columns, labels)


def scores(pipeline: Pipeline, layer: Layer, texts: Sequence[str]) -> Floats:
    """Score texts against every label: one row a text, one column a label of the layer, in log-odds."""
    product: Floats = pipeline.vectoriser.transform(texts) @ layer.weights + layer.intercepts
    return product
