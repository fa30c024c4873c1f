"""The reader: a paste in, a Reading out."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

import numpy as np

from model import chat, promise
from model.calibration import Calibration, Probabilities, probabilities
from model.compiled import Compiled
from model.errors import NoSellerMessage
from model.labels import IDS, NO_CAUSE, NO_STANCE
from model.reading import Candidate, Choice, Evidence, Message, Promise, Reading, Tactic, Told
from model.scorer import Scored, Scorer

_MOST_ALTERNATIVES = 3
_WORST_FIRST = ("hostile", "evasive", "friendly", "neutral")
"""Which tone of a chat wins; friendly before neutral, because a curt 好的 takes no courtesy back."""
_FEWEST_CHARACTERS = 4
"""A message with fewer Chinese characters, its courtesies aside, can be read, but never surely."""
_COURTESY = re.compile(
    r"[您你]好|在[的呢]?|亲+|欢迎光临?|很高兴(?:能)?为[您你]服务|有什么(?:可以|能)?帮(?:助|到)?[您你]?|请问|[您你]请说"
    r"|[早晚]上好|[上下中]午好|好[的哒滴]|嗯+|稍等|谢谢|不客气|本店|小店|客服|宝贝?|[呢哦啊呀吗么的了哈~]"
)
_LEAST_FAMILIAR = 0.5
"""Nor can one of whose pairs of characters the training messages held less than this share."""
_BUYERS_WORDS = re.compile(
    r"(?:怎么|为什么|为啥|咋|什么时候|啥时候|几时|多久|几天|到底).{0,8}(?:发货?|寄|到货?)[呢啊吗呀的]?(?:$|[?!,。 ])"
    r"|还[没不]发|(?:发货?了?|寄了?)(?:吗|没有?)(?:$|[?!,。 ])"
    r"|我(?:要|想)(?:退|投诉|举报)|我(?:都|已经)?(?:付款|等了|下单)|我的?(?:快递|货|订单)"
)
"""What buyers write. Where nobody is named it may be the buyer's, so the reading is not sure."""
_SPEAKS_OF_SHIPPING = "发寄货单号揽收出库物流"


class _Turn:
    """Seller's bubbles in a row, read as one text, with the way back into the paste."""

    def __init__(self, bubbles: list[Message], scorer: Scorer, calibration: Calibration, named: bool) -> None:
        self.text = "\n".join(bubble.text for bubble in bubbles)
        self.places: list[int] = []
        for bubble in bubbles:
            self.places += [*range(bubble.start, bubble.end), bubble.end]
        self.scorer = scorer
        self.calibration = calibration
        self.scored: Scored = scorer.score(self.text)
        self.found: Probabilities = probabilities(self.scored.scores[None], scorer.layer, calibration)
        chinese = sum("\u3400" <= character <= "\u9fff" for character in _COURTESY.sub("", self.text))
        theirs = named or not _BUYERS_WORDS.search(self.text)
        self.readable = theirs and self.scored.familiar >= _LEAST_FAMILIAR
        self.telling = chinese >= _FEWEST_CHARACTERS

    def label(self, name: str) -> str:
        return IDS[name][int(self.found.winners(name)[0])]

    def evidence(self, name: str, label: str) -> tuple[Evidence, ...]:
        layer = self.scorer.layer
        if label == NO_STANCE:  # decided by the cause
            name, label = "cause", NO_CAUSE
        if label not in layer.labels[name]:  # a cause that this model has not learned
            return ()
        column = layer.columns[name].start + layer.labels[name].index(label)
        return tuple(
            Evidence(self.places[e.start], self.places[e.end - 1] + 1, e.weight)
            for e in self.scorer.evidence(self.scored, column)
        )

    def choice(self, name: str, told: Told) -> Choice:
        found = self.found.choices[name][0].tolist()
        confidence = dict.fromkeys(IDS[name], 0.0) | dict(zip(IDS[name], found, strict=False))  # it may grow meanwhile
        best = sorted(confidence, key=lambda label: -confidence[label])
        said: str | None = getattr(told, name)
        label = said or self.label(name)
        if told.refused and label in (NO_CAUSE, NO_STANCE):
            label = next(other for other in best if other != label)
        others = [other for other in best if other != label and confidence[other] > 0]
        return Choice(
            id=label,
            confidence=confidence[label],
            level="sure" if said else self._level(name, confidence[label]),
            alternatives=tuple(Candidate(other, confidence[other]) for other in others[:_MOST_ALTERNATIVES]),
            evidence=self.evidence(name, label),
            told=said is not None,
        )

    def _level(self, name: str, confidence: float) -> Literal["sure", "likely", "unsure"]:
        if not self.readable or confidence < self.calibration.likely_at[name]:
            return "unsure"
        return "sure" if self.telling and confidence >= self.calibration.sure_at[name] else "likely"

    def tactics(self, told: tuple[str, ...] | None) -> Iterator[Tactic]:
        marked = self.found.marked(self.calibration)[0]
        for tactic, probability, mark in zip(IDS["tactics"], self.found.tactics[0].tolist(), marked, strict=True):
            if mark if told is None else tactic in told:
                yield Tactic(tactic, probability, self.evidence("tactics", tactic))

    def promise(self, now: datetime) -> Promise | None:
        found = promise.find(self.text, now)
        if found is None:
            return None
        start, end = self.places[found.start], self.places[found.end - 1] + 1
        return Promise(found.quote, start, end, found.due, found.firm)


class Classifier:
    """Reads sellers' words with one fitted model; holds no state between readings and may be shared by threads."""

    def __init__(self, compiled: Compiled, calibration: Calibration, version: str = "unsaved") -> None:
        self.version = version
        self._calibration = calibration
        self._scorer = Scorer(compiled)

    def read(
        self, paste: str, now: datetime | None = None, *, all_seller: bool = False, told: Told | None = None
    ) -> Reading:
        """Read a pasted message or chat.

        The seller's latest position decides cause and stance, the worst tone wins, tactics add up
        (docs/labels.md, a whole chat).

        Args:
            paste: what the buyer pasted, of any layout.
            now: when it was written, for the promise's date; the present by default. A naive time is Shanghai's.
            all_seller: take a paste without any seller's line for the seller's words all the same.
            told: the labels that the buyer says are right; the reading carries them.

        Raises:
            NoSellerMessage: there is no word of the seller in it.
        """
        told = (told or Told()).settled()
        moment = now or datetime.now(promise.SHANGHAI)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=promise.SHANGHAI)
        found = chat.split(paste)
        bubbles = chat.seller_turns(found.messages) or ([list(found.messages)] if all_seller else [])
        turns = [_Turn(turn, self._scorer, self._calibration, found.speakers_known) for turn in bubbles]
        if not turns:
            raise NoSellerMessage("the paste holds no word of the seller; paste what the seller wrote")
        position = _latest_position(turns)
        toned = min(reversed(turns), key=lambda turn: _WORST_FIRST.index(turn.label("tone")))
        tactics: dict[str, Tactic] = {}
        for turn in turns:
            for tactic in turn.tactics(told.tactics):
                if tactic.id not in tactics or tactic.confidence > tactics[tactic.id].confidence:
                    tactics[tactic.id] = tactic
        promises = [promised for turn in turns if (promised := turn.promise(moment))]
        return Reading(
            messages=found.messages,
            speakers_known=found.speakers_known,
            cause=position.choice("cause", told),
            tone=toned.choice("tone", told),
            stance=position.choice("stance", told),
            tactics=tuple(tactics[id] for id in IDS["tactics"] if id in tactics),
            promise=promises[-1] if promises else None,
        )

    def probabilities(self, texts: Sequence[str]) -> Probabilities:
        """Read texts, at least one, each as one message of the seller: probabilities alone, without evidence."""
        scores = np.array([self._scorer.score(text).scores for text in texts])
        return probabilities(scores, self._scorer.layer, self._calibration)


def _latest_position(turns: list[_Turn]) -> _Turn:
    """Find the latest turn that takes a position on shipping: 好的 or 在的 after a refusal takes nothing back."""
    for turn in reversed(turns):
        if turn.label("cause") != NO_CAUSE or any(character in turn.text for character in _SPEAKS_OF_SHIPPING):
            return turn
    return turns[-1]
