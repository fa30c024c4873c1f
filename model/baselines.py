"""What a reader gets without our model: the simplest answers that it has to beat, on the same split."""

import re
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import ComplementNB

from model.data import Example
from model.evaluation import choice_score
from model.heads import Weighing, count
from model.labels import CHOICES, NO_CAUSE
from model.normalise import normalise

Answers = dict[str, dict[str, list[str]]]
"""By baseline and label set, one label a text."""

TITLES = {
    "majority": "majority",
    "keywords": "keywords",
    "naive_bayes": "complement naive Bayes",
    "fasttext": "fastText",
}

_KEYWORDS = {
    "out_of_stock": "没货|缺货|无货|断货|断码|没库存|卖完|售罄|停产|下架",
    "quality_issue": "瑕疵|质检|破损|次品|坏|污渍|质量",
    "order_info": "地址|电话|手机号|收件人|联系不上|信息",
    "pricing": "标错|差价|涨价|亏本|运费|价格",
    "logistics": "快递|物流|停运|偏远|揽收|天气",
    "production_delay": "预售|定制|工厂|厂家|排产|现做|补货",
    "backlog": "爆单|订单量|积压|排队|忙不过来|人手|放假",
    "buyer_restriction": "限购|恶意|黄牛|刷单|风控|拉黑",
    "shop_issue": "系统|打印|关店|搬|后台|链接",
    "unstated": "发不了|不发|晚点|再等等|尽快",
}


def answers(
    train: Sequence[Example], texts: Sequence[str], features: tuple[csr_matrix, csr_matrix] | None = None
) -> Answers:
    """Let every baseline learn from `train` and answer for `texts`; fastText only where it is installed.

    Args:
        train: what to learn from.
        texts: what to answer for.
        features: of both, weighed by `train`, where they are at hand.
    """
    found: Answers = {"majority": {}, "keywords": {"cause": keywords(texts)}, "naive_bayes": {}}
    known, unknown = features or _features([example.text for example in train], texts)
    lines = fasttext_lines([example.text for example in train]), fasttext_lines(texts)
    for name in CHOICES:
        labels = [getattr(example, name) for example in train]
        found["majority"][name] = [Counter(labels).most_common(1)[0][0]] * len(texts)
        bayes = ComplementNB().fit(known, labels)  # Rennie et al. 2003
        found["naive_bayes"][name] = [str(label) for label in bayes.predict(unknown)]
        if (read := fasttext(*lines, labels)) is not None:
            found.setdefault("fasttext", {})[name] = read
    return found


def _features(known: Sequence[str], unknown: Sequence[str]) -> tuple[csr_matrix, csr_matrix]:
    tables = count([*known, *unknown]).tables
    learned, rest = np.split(np.arange(len(known) + len(unknown)), [len(known)])
    weighing = Weighing.learn(tables, learned)
    return weighing.features(tables, learned), weighing.features(tables, rest)


def figures(found: Answers, examples: Sequence[Example]) -> dict[str, dict[str, float]]:
    """Score the baselines' answers: macro-F1 by baseline and label set."""
    return {
        baseline: {
            name: choice_score(name, read, [getattr(e, name) for e in examples]).f1 for name, read in sets.items()
        }
        for baseline, sets in found.items()
    }


def keywords(texts: Sequence[str]) -> list[str]:
    """Answer with the first cause whose usual words the text holds."""
    plain = [normalise(text).text for text in texts]
    return [next((cause for cause, words in _KEYWORDS.items() if re.search(words, t)), NO_CAUSE) for t in plain]


def fasttext_lines(texts: Sequence[str]) -> list[str]:
    """Write each text as characters apart, on one line."""
    return [" ".join("".join(normalise(text).text.split())) for text in texts]


def fasttext(known: Sequence[str], unknown: Sequence[str], labels: Sequence[str]) -> list[str] | None:
    """Answer with fastText over characters and their n-grams up to four (Joulin et al. 2016); None if not installed.

    Of words and characters, 25 and 50 epochs, these settings did best on a fifth of the voices left out.
    """
    try:
        import fasttext as library
    except ImportError:
        return None
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "train.txt"
        rows = (f"__label__{label} {line}" for label, line in zip(labels, known, strict=True))
        file.write_text("\n".join(rows), encoding="utf-8")
        model = library.train_supervised(
            str(file), epoch=25, lr=0.5, dim=50, wordNgrams=4, bucket=200_000, thread=1, seed=1, verbose=0
        )
    return [str(found[0]).removeprefix("__label__") for found in model.predict(list(unknown))[0]]
