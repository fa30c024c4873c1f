"""What the documents say is so: commands, settings, labels and links exist, and everything there is is documented."""

import re
from pathlib import Path

import pytest

from model.labels import LABEL_SETS
from server.cli import main

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "training_data" / "README.md"]


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_command_is_in_the_readme(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert [name for name in main.commands if f"`cuifa {name}" not in text] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_make_target_named_exists(readme: str) -> None:
    targets = set(re.findall(r"^(\w+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make (\w+)", (ROOT / readme).read_text(encoding="utf-8"))) - {"s"} <= targets


def test_every_label_is_defined_in_the_guide() -> None:
    guide = (ROOT / "docs" / "labels.md").read_text(encoding="utf-8")
    assert [label.id for labels in LABEL_SETS.values() for label in labels if f"`{label.id}`" not in guide] == []
    assert [label.name for labels in LABEL_SETS.values() for label in labels if label.name not in guide] == []


def test_every_setting_is_documented() -> None:
    used = set()
    for path in [*ROOT.glob("server/**/*.py"), *ROOT.glob("model/**/*.py")]:
        used |= set(re.findall(r"CUIFA_[A-Z_]+", path.read_text(encoding="utf-8")))
    documented = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [setting for setting in used if setting not in documented] == []


def test_every_error_code_is_documented() -> None:
    codes = set()
    for path in ROOT.glob("server/*.py"):
        text = path.read_text(encoding="utf-8")
        codes |= set(re.findall(r'ApiError\(\s*\d{3},\s*"(\w+)"', text))
    documented = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    assert codes
    assert [code for code in codes if f"`{code}`" not in documented] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []
