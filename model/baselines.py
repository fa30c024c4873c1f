"""What a reader gets without our model: the simplest answers that it has to beat, on the same split."""

import re
from collections import Counter
from collections.abc import Sequence

from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline

from model.data import Example
from model.heads import new_vectoriser
from model.labels import NO_CAUSE
from model.normalise import normalise

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


def majority(train: Sequence[Example], name: str, texts: Sequence[str]) -> list[str]:
    """Answer with the most frequent label, whatever the text."""
    return [Counter(getattr(example, name) for example in train).most_common(1)[0][0]] * len(texts)


def keywords(texts: Sequence[str]) -> list[str]:
    """Answer with the first cause whose usual words the text holds."""
    plain = [normalise(text).text for text in texts]
    return [next((cause for cause, words in _KEYWORDS.items() if re.search(words, t)), NO_CAUSE) for t in plain]


def naive_bayes(train: Sequence[Example], name: str, texts: Sequence[str]) -> list[str]:
    """Answer with a complement naive Bayes over the same features (Rennie et al. 2003)."""
    model = make_pipeline(new_vectoriser(), ComplementNB())
    model.fit([example.text for example in train], [getattr(example, name) for example in train])
    return [str(label) for label in model.predict(texts)]
