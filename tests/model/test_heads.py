import pytest

from model import heads


def test_what_is_rare_among_very_many_texts_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["断码了"] * 3 + ["快递停了"] * 9
    assert any("断码" in term for term in heads.count(texts).terms["characters"])
    monkeypatch.setattr(heads, "MANY", 2)
    kept = heads.count(texts).terms["characters"]
    assert any("停了" in term for term in kept) and not any("断码" in term for term in kept)
