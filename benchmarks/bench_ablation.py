"""What each choice in the model is worth: cross-validation with whole voices left out, one choice changed at a time."""

import io
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import numpy as np
import sentencepiece
from joblib import Parallel, delayed
from pypinyin import lazy_pinyin
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from model import data
from model.data import Example
from model.features import characters_of, words_of
from model.heads import CLASS_WEIGHTS, STRENGTH
from model.normalise import normalise
from model.training import voice_folds

SETS = ("cause", "tone")
Analyse = Callable[[str], list[str]]
Part = tuple[float, Analyse]
Augment = Callable[[Sequence[Example]], list[Example]]
Fold = tuple[list[Example], list[str]]


def logistic(**changed: Any) -> LogisticRegression:
    """The heads' own estimator, with some settings changed."""
    settings = {"C": STRENGTH, "solver": "newton-cg", "max_iter": 300, "tol": 1e-3}
    return LogisticRegression(**{**settings, **changed})


def weighed(name: str) -> LogisticRegression:
    """The heads' own estimator for a label set."""
    return logistic(class_weight=CLASS_WEIGHTS[name])


def single_words(text: str) -> list[str]:
    """Words without their pairs."""
    return [feature for feature in words_of(text) if " " not in feature]


def short_characters(text: str) -> list[str]:
    """Characters in ones to threes."""
    return [feature for feature in characters_of(text) if len(feature) <= 3]


def said_characters(text: str) -> list[str]:
    """Characters in ones to fours, denied or not."""
    marked = f"\x02{normalise(text).text}\x03"
    grams = (marked[at : at + size] for size in range(1, 5) for at in range(len(marked) - size + 1))
    return [gram for gram in grams if not gram.isspace()]


def syllables(text: str) -> list[str]:
    """Pinyin without tones, in ones to threes: 薇信 and 微信 sound alike."""
    sounds = lazy_pinyin(normalise(text).text)
    return [" ".join(sounds[at : at + size]) for size in (1, 2, 3) for at in range(len(sounds) - size + 1)]


def subwords(texts: Sequence[str]) -> Analyse:
    """Sub-word units (unigram, 8,000 pieces) learned from the texts."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_writer=written, vocab_size=8000, minloglevel=2, hard_vocab_limit=False
    )
    pieces = sentencepiece.SentencePieceProcessor(model_proto=written.getvalue())
    return lambda text: pieces.encode(normalise(text).text, out_type=str)


def joined(examples: Sequence[Example]) -> list[Example]:
    """A fifth more messages: one of each label glued behind an unconnected answer of the same voice."""
    random = Random(0)
    idle = [example for example in examples if example.cause == "not_refusal" and len(example.text) < 25]
    return [*examples, *(_glue(random.choice(idle), e) for e in random.sample(list(examples), len(examples) // 5))]


def _glue(one: Example, other: Example) -> Example:
    return Example(f"{one.text} {other.text}", other.cause, other.tone, other.stance, other.tactics, other.group)


def noisy(examples: Sequence[Example]) -> list[Example]:
    """As many messages again, with one character in twenty swallowed."""
    random = Random(0)

    def swallow(example: Example) -> Example:
        text = "".join(character for character in example.text if random.random() > 0.05) or example.text
        return Example(text, example.cause, example.tone, example.stance, example.tactics, example.group)

    return [*examples, *map(swallow, examples)]


def matrices(parts: Sequence[Part], fold: Fold, min_df: int) -> tuple[csr_matrix, csr_matrix]:
    """Vectorise the parts, fitted on what is known alone."""
    known, unknown = [], []
    for weight, analyse in parts:
        vectoriser = TfidfVectorizer(analyzer=analyse, sublinear_tf=True, min_df=min_df)
        known.append(weight * vectoriser.fit_transform([example.text for example in fold[0]]))
        unknown.append(weight * vectoriser.transform(fold[1]))
    return hstack(known).tocsr(), hstack(unknown).tocsr()


OWN: list[Part] = [(0.5, words_of), (1.0, characters_of)]


def one_model(
    fold: Fold,
    parts: Sequence[Part] = OWN,
    estimator: Callable[..., Any] = logistic,
    min_df: int = 3,
    augment: Augment = list,
) -> dict[str, list[str]]:
    """Answer for a fold with one model of all parts."""
    fold = augment(fold[0]), fold[1]
    known, unknown = matrices(parts, fold, min_df)
    labels = {name: [getattr(example, name) for example in fold[0]] for name in SETS}
    return {
        name: estimator(class_weight=CLASS_WEIGHTS[name]).fit(known, labels[name]).predict(unknown).tolist()
        for name in SETS
    }


def with_subwords(fold: Fold) -> dict[str, list[str]]:
    """Answer with sub-word units in the place of words."""
    return one_model(fold, [(0.5, subwords([example.text for example in fold[0]])), (1.0, characters_of)])


def averaged(fold: Fold) -> dict[str, list[str]]:
    """Answer with the average of two models' probabilities, one over words and one over characters."""
    found: dict[str, list[str]] = {}
    pairs = [matrices([part], fold, 3) for part in OWN]
    for name in SETS:
        labels = [getattr(example, name) for example in fold[0]]
        models = [weighed(name).fit(known, labels) for known, _ in pairs]
        shares = sum(model.predict_proba(unknown) for model, (_, unknown) in zip(models, pairs, strict=True))
        found[name] = models[0].classes_[np.argmax(shares, axis=1)].tolist()
    return found


def stacked(fold: Fold) -> dict[str, list[str]]:
    """Answer with a second model over the scores of one for words and one for characters, learned on a fifth."""
    known, _ = fold
    late = sorted({example.group for example in known})[::5]
    early = [e for e in known if e.group not in late], [e.text for e in known if e.group in late]
    held = [e for e in known if e.group in late]
    found: dict[str, list[str]] = {}
    inner, outer = [matrices([part], early, 3) for part in OWN], [matrices([part], fold, 3) for part in OWN]
    for name in SETS:
        firsts = [getattr(example, name) for example in early[0]]
        learned = np.hstack([weighed(name).fit(a, firsts).decision_function(b) for a, b in inner])
        top = logistic(C=1, class_weight="balanced").fit(learned, [getattr(example, name) for example in held])
        alls = [getattr(example, name) for example in known]
        found[name] = top.predict(
            np.hstack([weighed(name).fit(a, alls).decision_function(b) for a, b in outer])
        ).tolist()
    return found


def main() -> None:
    """Print the table."""
    examples = data.load()
    folds = voice_folds(examples)
    parts = [([examples[i] for i in rest], [examples[i].text for i in out]) for rest, out in folds]
    order = [i for _, out in folds for i in out]
    truth = {name: [getattr(examples[i], name) for i in order] for name in SETS}

    def row(title: str, answer: Callable[..., dict[str, list[str]]] = one_model, **changed: Any) -> None:
        found = Parallel(n_jobs=-1)(delayed(answer)(part, **changed) for part in parts)
        pooled = {name: [label for fold in found for label in fold[name]] for name in SETS}
        figures = "".join(f"{f1_score(truth[name], pooled[name], average='macro'):8.3f}" for name in SETS)
        print(f"{title:44}{figures}", flush=True)

    print(f"{len(examples)} messages, macro-F1{'':18}" + "".join(f"{name:>8}" for name in SETS))
    row("as it is: words x 0.5 + characters")
    row("denied characters not marked", parts=[(0.5, words_of), (1.0, said_characters)])
    row("words as much as characters", parts=[(1.0, words_of), (1.0, characters_of)])
    row("characters alone", parts=[(1.0, characters_of)])
    row("words alone", parts=[(1.0, words_of)])
    row("single words instead of 1-2", parts=[(0.5, single_words), (1.0, characters_of)])
    row("characters 1-3 instead of 1-4", parts=[(0.5, words_of), (1.0, short_characters)])
    row("pinyin beside them", parts=[*OWN, (0.5, syllables)])
    row("sub-word units instead of words", with_subwords)
    row("features seen once, too", min_df=1)
    row("features seen twice or more", min_df=2)
    row("every class weighed as it is", estimator=lambda **_: logistic())
    row("every class weighed alike", estimator=lambda **_: logistic(class_weight="balanced"))
    row("C 10", estimator=lambda **w: logistic(C=10, **w))
    row("C 30", estimator=lambda **w: logistic(C=30, **w))
    row("C 300", estimator=lambda **w: logistic(C=300, **w))
    row("linear SVM, C 0.3", estimator=lambda **w: LinearSVC(C=0.3, **w))
    row("words and characters apart, averaged", averaged)
    row("words and characters apart, stacked", stacked)
    row("a fifth more messages, glued together", augment=joined)
    row("as many again, characters swallowed", augment=noisy)


if __name__ == "__main__":
    main()
