"""What each choice in the model is worth: cross-validation with whole voices left out, one choice changed at a time."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from model import data
from model.features import characters_of, words_of
from model.training import FOLDS

Documents = list[list[str]]
Part = tuple[float, Documents]


def logistic(**changed: Any) -> Callable[[], LogisticRegression]:
    """The heads' own estimator, with some settings changed."""
    settings = {"C": 30, "solver": "newton-cg", "class_weight": "balanced", "max_iter": 300, "tol": 1e-3}
    return lambda: LogisticRegression(**{**settings, **changed})


def matrices(parts: Sequence[Part], rest: Any, left_out: Any, min_df: int) -> tuple[csr_matrix, csr_matrix]:
    """Vectorise the parts, fitted on the rest alone."""
    known, unknown = [], []
    for weight, documents in parts:
        vectoriser = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=min_df)
        known.append(weight * vectoriser.fit_transform([documents[i] for i in rest]))
        unknown.append(weight * vectoriser.transform([documents[i] for i in left_out]))
    return hstack(known).tocsr(), hstack(unknown).tocsr()


def main() -> None:
    """Print the table."""
    examples = data.load()
    labels = {name: np.array([getattr(e, name) for e in examples]) for name in ("cause", "tone")}
    folds = list(GroupKFold(FOLDS).split(examples, groups=[e.group for e in examples]))
    words = [words_of(e.text) for e in examples]
    characters = [characters_of(e.text) for e in examples]
    single = [[feature for feature in features if " " not in feature] for features in words]
    short = [[feature for feature in features if len(feature) <= 3] for features in characters]

    def row(title: str, parts: Sequence[Part], estimator: Callable[[], Any] | None = None, min_df: int = 2) -> None:
        found: dict[str, list[str]] = {name: [] for name in labels}
        order: list[int] = []
        for rest, left_out in folds:
            known, unknown = matrices(parts, rest, left_out, min_df)
            order += left_out.tolist()
            for name, truth in labels.items():
                found[name] += (estimator or logistic())().fit(known, truth[rest]).predict(unknown).tolist()
        figures = "".join(f"{f1_score(labels[n][order], found[n], average='macro'):8.3f}" for n in labels)
        print(f"{title:44}{figures}", flush=True)

    print(f"{len(examples)} messages, macro-F1{'':18}{'cause':>8}{'tone':>8}")
    own = [(0.5, words), (1.0, characters)]
    row("as it is: words x 0.5 + characters", own)
    row("words as much as characters", [(1.0, words), (1.0, characters)])
    row("characters alone", [(1.0, characters)])
    row("words alone", [(1.0, words)])
    row("single words instead of 1-2", [(0.5, single), (1.0, characters)])
    row("characters 1-3 instead of 1-4", [(0.5, words), (1.0, short)])
    row("features seen once, too", own, min_df=1)
    row("features seen three times or more", own, min_df=3)
    row("classes weighed as they are", own, logistic(class_weight=None))
    row("C 3", own, logistic(C=3))
    row("C 10", own, logistic(C=10))
    row("linear SVM, C 0.3, classes balanced", own, lambda: LinearSVC(C=0.3, class_weight="balanced"))


if __name__ == "__main__":
    main()
