import itertools
from datetime import timedelta

from server import advice
from server.advice import Case, Order, Said, Wording, complaint
from server.advice.own import FORBIDDEN
from tests.server.advice.test_advise import NOW, PAIRS, STANDS, reading


class Fair:
    """A reader of drafts that finds nothing: what the buyer said is not looked at here."""

    def read(self, _: str) -> tuple[()]:
        """Find nothing."""
        return ()


def test_every_case_makes_texts_of_the_right_length_without_a_forbidden_word() -> None:
    playbook, complaints = advice.load(), complaint.load()
    wording = Wording(advice.wording.load(), Fair())  # type: ignore[arg-type]
    words = "亲 这款没货了 麻烦您申请退款吧 我们马上给您通过的哦 不然这边也没办法给您处理 辛苦您了"
    done = ("send_reply", "platform")
    whole = {"paid_at": NOW - timedelta(days=3), "item": "奶油色帆布包大号加厚款", "amount": 128.5, "done": done}
    tactics = [(), ("extra_payment",), ("fake_shipping", "threat"), ("buyer_fault_refund",), ("off_platform",)]
    situations = itertools.product(PAIRS, tactics, STANDS.values(), (True, False))
    for (cause, stance), tried, (facts, promise), known in situations:
        order = Order(platform="xiaohongshu", **(whole if known else {}), **facts)  # type: ignore[arg-type]
        said = (Said("seller", words if known else "没货", NOW if known else None),)
        case = Case(order, said, frozenset({"chat"}) if known else frozenset())
        texts = complaints.write(playbook, wording, reading(cause, stance, *tried, promise=promise), case, NOW).texts
        assert 150 <= len(texts["platform"]) <= 300, texts["platform"]
        assert 300 <= len(texts["12315"]) <= 600, texts["12315"]
        assert 80 <= len(texts["letter"]) <= 400, texts["letter"]
        printed = "".join(texts.values()).replace("128.5元", "")
        assert not FORBIDDEN.search(printed), FORBIDDEN.findall(printed)
        assert "{" not in printed and "None" not in printed and "。。" not in printed
