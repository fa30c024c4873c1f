import shutil
from pathlib import Path

import pytest

from model.labels import IDS
from server.advice.own import FORBIDDEN
from server.advice.playbook import FOLDER, PlaybookError, load


@pytest.fixture(scope="module")
def printed() -> list[str]:
    """Every text that can be printed, but for those that name what a draft should not say."""
    return [path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.yaml") if path.stem != "wording"]


def test_the_playbook_resolves() -> None:
    playbook = load()
    assert {state for _, _, state, _ in playbook.replies} == set(playbook.states)
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
        ("policies/jd.yaml", "id: jd", "id: [jd", r"jd\.yaml cannot be read"),
        ("policies/jd.yaml", "id: jd", "id: dj", r"jd\.yaml:1: the platform 'dj' belongs into dj\.yaml"),
        ("policies/jd.yaml", "late: null", "late: {text: 5元, source: hearsay}", r"jd\.yaml:\d+: unknown source 'hearsay'"),
        ("playbook.yaml", "first_after: [platform]", "first_after: [nothing]", r"playbook\.yaml:\d+: unknown step 'nothing'"),
        ("guides.yaml", "sources: [platform-path, ecommerce-59]", "sources: [none-1]", r"guides\.yaml:\d+: unknown source 'none-1'"),
        ("additions.yaml", "tactic: threat", "tactic: dance", r"additions\.yaml:\d+: unknown tactics 'dance'"),
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
