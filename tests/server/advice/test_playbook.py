import re
import shutil
from pathlib import Path

import pytest

from model.labels import IDS
from server.advice.playbook import FOLDER, PlaybookError, load

FORBIDDEN = re.compile(
    r"骗子|黑店|无良|奸商|曝光|差评|退一赔三|三倍|七天无理由|12300|12305|互联网法院|一定(?:赢|支持|赔)|\d+\s*%|\d+\s*元|贵司|鉴于|特此|敬请|加微信联系"
)


@pytest.fixture(scope="module")
def printed() -> list[str]:
    """Every text that can be printed."""
    return [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yaml")]


def test_the_playbook_resolves() -> None:
    playbook = load()
    assert len(playbook.replies) == 62
    assert {tactic for rule in playbook.warnings for tactic in rule.when.tactics or ()} == set(IDS["tactics"])


def test_nothing_forbidden_can_be_printed(printed: list[str]) -> None:
    assert [FORBIDDEN.findall(text) for text in printed if FORBIDDEN.search(text)] == []


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("playbook.yaml", "sources: [price-marking-8, civil-543]", "sources: [nowhere-1]", r"playbook\.yaml:\d+: unknown source 'nowhere-1'"),
        ("playbook.yaml", "stance: [refuse, delay, conditional]", "stance: [maybe]", r"playbook\.yaml:\d+: unknown stance 'maybe'"),
        ("playbook.yaml", "title: 先截图", "titel: 先截图", r"playbook\.yaml:\d+: steps\.0\.title"),
        ("sources.yaml", "grade: A", "grade: C", r"sources\.yaml:3: grade"),
        ("replies.yaml", "{{ order }}", "{{ order }", r"replies\.yaml:\d+: the text is no valid template"),
        ("replies.yaml", "cause: out_of_stock, stance: refuse", "cause: backlog, stance: refuse", r"replies\.yaml"),
        ("platforms.yaml", "- {id", "- {id: [", r"platforms\.yaml cannot be read"),
    ],
)  # fmt: skip
def test_what_does_not_resolve_is_named_with_file_and_line(
    tmp_path: Path, name: str, old: str, new: str, said: str
) -> None:
    shutil.copytree(FOLDER, tmp_path / "data")
    path = tmp_path / "data" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PlaybookError, match=said):
        load(tmp_path / "data")
