import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import drafts
from model.drafts import ISSUES, Draft, DraftReader
from model.errors import DataError


@pytest.fixture(scope="module")
def labelled() -> list[Draft]:
    return drafts.load()


@pytest.fixture(scope="module")
def reader(labelled: list[Draft]) -> DraftReader:
    return DraftReader(*drafts.fit(labelled))


def test_every_issue_has_many_drafts_and_many_are_fair(labelled: list[Draft]) -> None:
    assert all(sum(issue in draft.issues for draft in labelled) >= 100 for issue in ISSUES)
    assert sum(not draft.issues for draft in labelled) >= 500


def test_drafts_of_writers_left_out_are_told_apart(labelled: list[Draft]) -> None:
    writer = labelled[-1].group
    fitted = DraftReader(*drafts.fit([draft for draft in labelled if draft.group != writer]))
    rest = [draft for draft in labelled if draft.group == writer]
    right = np.mean([bool(fitted.read(draft.text)) == bool(draft.issues) for draft in rest])
    assert right > 0.85


@given(st.text(max_size=120))
def test_clauses_cover_their_places(text: str) -> None:
    spans = drafts.clauses(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_passages_are_clauses_of_the_draft(reader: DraftReader) -> None:
    text = "订单18号付款到现在没发 你们这帮不要脸的骗子 请今天发货"
    passages = reader.read(text)
    assert passages and all(text[p.start : p.end].strip() and p.issue in ISSUES for p in passages)
    assert all("请今天发货" not in text[p.start : p.end] for p in passages)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("{", "writer-x.jsonl:1"),
        (json.dumps({"text": "a", "issues": ["dance"], "bad": ["a"]}), "do not go together"),
        (json.dumps({"text": "a", "issues": ["abuse"], "bad": []}), "do not go together"),
        (json.dumps({"text": "a", "issues": ["abuse"], "bad": ["b"]}), "writer-x.jsonl:1"),
    ],
)
def test_a_bad_record_is_named(tmp_path: Path, record: str, said: str) -> None:
    (tmp_path / "writer-x.jsonl").write_text(record + "\n", encoding="utf-8")
    with pytest.raises(DataError, match=said):
        drafts.load(tmp_path)
