"""The linear heads: one estimator a label set over shared TF-IDF features, and one stacked layer of their weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import MultiLabelBinarizer

from model.calibration import Floats
from model.compiled import Compiled, Layer, Part, columns_of
from model.data import Example
from model.features import characters_of, words_of
from model.labels import CHOICES, IDS, NO_STANCE

WEIGHTS = {"words": 0.5, "characters": 1.0}
"""How much each part counts: words help, but less than the characters that they share with other words."""


def text_vectoriser(fewest: int = 3) -> FeatureUnion:
    """Make the unfitted TF-IDF vectoriser; its settings are those of the ablation table (docs/model.md).

    Args:
        fewest: in how many texts a feature must occur to count.
    """
    shared = {"lowercase": False, "sublinear_tf": True, "min_df": fewest}
    return FeatureUnion(
        [
            ("words", TfidfVectorizer(analyzer=words_of, **shared)),
            ("characters", TfidfVectorizer(analyzer=characters_of, **shared)),
        ],
        transformer_weights=WEIGHTS,
    )


STRENGTH = 100.0
"""Inverse regularisation of every head, chosen by cross-validation that leaves whole voices out (docs/model.md)."""
CLASS_WEIGHTS = {"cause": "balanced", "tone": None, "stance": "balanced"}
"""Tones keep the weight that they have: cross-validation sees no difference, and most messages are neutral."""


@dataclass
class Pipeline:
    """A fitted vectoriser and its heads, by label set: what `pipeline.joblib` holds."""

    vectoriser: FeatureUnion
    heads: dict[str, LogisticRegression | OneVsRestClassifier]


def _logistic(**settings: object) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=300, tol=1e-3, random_state=0, **settings)


def fit(examples: Sequence[Example]) -> Pipeline:
    """Fit vectoriser and heads. The stance head learns from the messages that have a stance, and knows no `none`."""
    vectoriser = text_vectoriser()
    features: csr_matrix = vectoriser.fit_transform([example.text for example in examples]).tocsr()
    light = features.astype(np.float32)  # a third of the time for the same answers; scoring stays exact
    heads: dict[str, LogisticRegression | OneVsRestClassifier] = {}
    for name in CHOICES:
        labels = np.array([getattr(example, name) for example in examples])
        rows = labels != NO_STANCE
        head = _logistic(solver="newton-cg", class_weight=CLASS_WEIGHTS[name]).fit(light[rows], labels[rows])
        head.coef_, head.intercept_ = head.coef_.astype(np.float64), head.intercept_.astype(np.float64)
        heads[name] = head
    marks = MultiLabelBinarizer(classes=IDS["tactics"]).fit_transform([example.tactics for example in examples])
    one = _logistic(solver="liblinear")
    heads["tactics"] = OneVsRestClassifier(one).fit(features, marks)
    return Pipeline(vectoriser, heads)


def stack(pipeline: Pipeline) -> Layer:
    """Stack the heads' weights, so that one product scores every label set."""
    blocks: list[Floats] = []
    intercepts: list[Floats] = []
    labels: dict[str, tuple[str, ...]] = {}
    for name, head in pipeline.heads.items():
        if isinstance(head, OneVsRestClassifier):
            blocks += [estimator.coef_ for estimator in head.estimators_]
            intercepts += [estimator.intercept_ for estimator in head.estimators_]
            labels[name] = IDS[name]
        else:
            blocks.append(head.coef_)
            intercepts.append(head.intercept_)
            labels[name] = tuple(str(label) for label in head.classes_)
    weights = np.ascontiguousarray(np.vstack(blocks).T)
    return Layer(weights, np.concatenate(intercepts), columns_of(labels), labels)


def compile_pipeline(pipeline: Pipeline) -> Compiled:
    """Take out of a fitted pipeline what reading needs."""
    return Compiled(parts_of(pipeline.vectoriser), stack(pipeline))


def parts_of(vectoriser: FeatureUnion) -> tuple[Part, ...]:
    """Take out of a fitted vectoriser what scoring needs."""
    return tuple(
        Part(
            name,
            vectoriser.transformer_weights[name],
            tuple(sorted(part.vocabulary_, key=part.vocabulary_.get)),
            part.idf_,
        )
        for name, part in vectoriser.transformer_list
    )


def scores(pipeline: Pipeline, layer: Layer, texts: Sequence[str]) -> Floats:
    """Score texts against every label: one row a text, one column a label of the layer, in log-odds."""
    product: Floats = pipeline.vectoriser.transform(texts) @ layer.weights + layer.intercepts
    return product
