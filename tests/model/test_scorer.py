import random

import numpy as np
import pytest

from model.data import Example
from model.heads import scores, stack
from model.registry import Registry
from model.scorer import Scorer


@pytest.fixture(scope="module")
def pipeline(trained_home):
    return Registry(trained_home / "models").load_pipeline()[0]


@pytest.fixture(scope="module")
def scorer(trained_home):
    """The scorer as it is read from disk."""
    return Scorer(Registry(trained_home / "models").load()[0])


def random_texts(count: int) -> list[str]:
    chance = random.Random(7)  # noqa: S311 - no secret
    alphabet = "没货发不了退款微信加钱快递明天,。! aB1-❤\U0001f600貨\n"
    return ["".join(chance.choices(alphabet, k=chance.randint(1, 80))) for _ in range(count)]


def test_scorer_equals_the_pipeline_to_a_billionth(pipeline, scorer, examples: list[Example]) -> None:
    texts = [example.text for example in examples] + random_texts(300)
    own = np.array([scorer.score(text).scores for text in texts])
    assert np.abs(own - scores(pipeline, stack(pipeline.heads), texts)).max() < 1e-9


def test_shares_of_all_characters_add_up_to_the_score(scorer, examples: list[Example]) -> None:
    for example in examples[::97]:
        scored = scorer.score(example.text)
        for column in range(len(scored.scores)):
            total = scorer.shares(scored, column).sum() + scorer.layer.intercepts[column]
            assert total == pytest.approx(scored.scores[column], abs=1e-9)


def test_evidence_for_being_out_of_stock_is_the_word_for_it(scorer) -> None:
    scored = scorer.score("亲，這款沒貨了，您看看别的")
    column = scorer.layer.columns["cause"].start + scorer.layer.labels["cause"].index("out_of_stock")
    strongest = scorer.evidence(scored, column)[0]
    assert "沒貨" in "亲，這款沒貨了，您看看别的"[strongest.start : strongest.end]
