"""The linear heads: one estimator a label set over shared TF-IDF features, and one stacked layer of their weights."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion
from sklearn.preprocessing import normalize

from model.calibration import Floats
from model.compiled import Compiled, Layer, Part, columns_of
from model.features import characters_of, words_of
from model.given import Given, Rows
from model.labels import IDS, NO_STANCE
from model.workers import job, results

WEIGHTS = {"words": 0.5, "characters": 1.0}
"""How much each part counts: words help, but less than the characters that they share with other words."""
FEWEST = 3
"""In how many texts a feature must occur to count (docs/model.md)."""
MANY = 20_000
"""And in one of so many: what is rarer among very many texts teaches little and takes most of the time."""
STRENGTH = 100.0
"""Inverse regularisation of every head, chosen by cross-validation that leaves whole voices out (docs/model.md)."""
CLASS_WEIGHTS = {"cause": "balanced", "tone": None, "stance": "balanced"}
"""Tones keep the weight that they have: cross-validation sees no difference, and most messages are neutral."""
_ANALYSERS = {"words": words_of, "characters": characters_of}

Tables = dict[str, csr_matrix]
Head: TypeAlias = LogisticRegression | list[LogisticRegression]
"""The estimator of a choice, or one for each tactic."""


@dataclass(frozen=True)
class Counted:
    """Texts taken apart once, to be weighed anew for each fold: by part one row a text, one column a term.

    A cell holds 1 + log(count). Frequent terms come first: columns that are used together then lie together, and
    large vocabularies are fitted a quarter faster.
    """

    tables: Tables
    terms: dict[str, tuple[str, ...]]


def count(texts: Sequence[str], fewest: int = FEWEST) -> Counted:
    """Take texts apart into the features that occur in at least so many of them; each part on a core of its own."""
    fewest = max(fewest, len(texts) // MANY)
    found = results(job(_count, analyse, texts, fewest) for analyse in _ANALYSERS.values())
    tables, terms = zip(*found, strict=True)
    return Counted(dict(zip(_ANALYSERS, tables, strict=True)), dict(zip(_ANALYSERS, terms, strict=True)))


def _count(
    analyse: Callable[[str], list[str]], texts: Sequence[str], fewest: int
) -> tuple[csr_matrix, tuple[str, ...]]:
    counter = CountVectorizer(analyzer=analyse, min_df=fewest, dtype=np.float32)
    table = counter.fit_transform(texts).tocsr()
    table.data = 1 + np.log(table.data)
    order = np.argsort(-table.getnnz(axis=0), kind="stable")
    table = table[:, order]
    table.sort_indices()
    return table, tuple(counter.get_feature_names_out()[order].tolist())


@dataclass(frozen=True)
class Weighing:
    """What some of the texts tell of each part's columns: which of them count, and their idf."""

    kept: dict[str, Rows]
    idf: dict[str, Floats]

    @classmethod
    def learn(cls, tables: Tables, rows: Rows, fewest: int = FEWEST) -> "Weighing":
        """Learn it from the texts of these rows alone."""
        kept: dict[str, Rows] = {}
        idf: dict[str, Floats] = {}
        for name, table in tables.items():
            texts = table[rows].getnnz(axis=0)
            kept[name] = np.flatnonzero(texts >= fewest)
            idf[name] = np.log((1 + len(rows)) / (1 + texts[kept[name]])) + 1
        return cls(kept, idf)

    def features(self, tables: Tables, rows: Rows) -> csr_matrix:
        """Weigh the texts of these rows: scikit-learn's TF-IDF, each part's rows of length one times its weight."""
        parts = []
        for name, table in tables.items():
            part = table[rows][:, self.kept[name]]
            part.data *= self.idf[name].astype(np.float32)[part.indices]
            parts.append(normalize(part, copy=False) * WEIGHTS[name])
        return hstack(parts, format="csr")

    def parts(self, terms: dict[str, tuple[str, ...]]) -> tuple[Part, ...]:
        """Name the columns by their terms."""
        return tuple(
            Part(name, WEIGHTS[name], tuple(terms[name][i] for i in kept), self.idf[name])
            for name, kept in self.kept.items()
        )


def vectorise(texts: Sequence[str], fewest: int = FEWEST) -> tuple[csr_matrix, tuple[Part, ...]]:
    """Take texts apart and weigh them by all of them."""
    counted, rows = count(texts, fewest), np.arange(len(texts))
    weighing = Weighing.learn(counted.tables, rows, fewest)
    return weighing.features(counted.tables, rows), weighing.parts(counted.terms)


@dataclass
class Pipeline:
    """A fitted vectoriser and its heads, by label set: what `pipeline.joblib` holds."""

    vectoriser: FeatureUnion
    heads: dict[str, Head]


def vectoriser(parts: Sequence[Part]) -> FeatureUnion:
    """Make scikit-learn's vectoriser of these parts, fitted."""
    made = []
    for part in parts:
        one = TfidfVectorizer(analyzer=_ANALYSERS[part.name], lowercase=False, sublinear_tf=True, vocabulary=part.terms)
        one.idf_ = part.idf
        one.vocabulary = None  # it stands in vocabulary_, and need not be stored twice
        made.append((part.name, one))
    return FeatureUnion(made, transformer_weights={part.name: part.weight for part in parts})


def fit(features: csr_matrix, given: Given, weights: Floats, sets: Iterable[str] = tuple(IDS)) -> dict[str, Head]:
    """Fit the heads of these label sets, each on the messages that have a label of the set, weighed.

    Single precision takes a third of the time for the same answers; scoring stays exact. The stance head learns from
    the messages that have a stance, and knows no `none`.
    """
    heads: dict[str, Head] = {}
    for name in sets:
        codes, rows = given.sets[name], given.has(name)
        if name == "tactics":
            known, weighed = features[rows], weights[rows]
            heads[name] = [_logistic(name, known, marks, weighed) for marks in codes[rows].T]
        else:
            labels = np.array(IDS[name])[codes]
            rows &= labels != NO_STANCE
            heads[name] = _logistic(name, features[rows], labels[rows], weights[rows])
    return heads


def _logistic(name: str, features: csr_matrix, labels: NDArray[Any], weights: Floats) -> LogisticRegression:
    head = LogisticRegression(
        C=STRENGTH, solver="newton-cg", max_iter=300, tol=1e-3, class_weight=CLASS_WEIGHTS.get(name)
    )
    head.fit(features, labels, sample_weight=weights.astype(features.dtype))
    head.coef_, head.intercept_ = head.coef_.astype(np.float64), head.intercept_.astype(np.float64)
    return head


def stack(heads: dict[str, Head]) -> Layer:
    """Stack the heads' weights, so that one product scores every label set."""
    blocks: list[Floats] = []
    intercepts: list[Floats] = []
    labels: dict[str, tuple[str, ...]] = {}
    for name, head in heads.items():
        estimators = head if isinstance(head, list) else [head]
        blocks += [estimator.coef_ for estimator in estimators]
        intercepts += [estimator.intercept_ for estimator in estimators]
        labels[name] = IDS[name] if isinstance(head, list) else tuple(str(label) for label in head.classes_)
    weights = np.ascontiguousarray(np.vstack(blocks).T)
    return Layer(weights, np.concatenate(intercepts), columns_of(labels), labels)


def compile_pipeline(pipeline: Pipeline) -> Compiled:
    """Take out of a fitted pipeline what reading needs."""
    return Compiled(parts_of(pipeline.vectoriser), stack(pipeline.heads))


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
