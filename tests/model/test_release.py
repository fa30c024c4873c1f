import dataclasses
import json
from pathlib import Path

import pytest

from model.data import Example
from model.registry import REPORT, Registry
from model.release import release


@pytest.fixture(scope="module")
def few(examples: list[Example]) -> list[Example]:
    return examples[::8]


def flipped(examples: list[Example]) -> list[Example]:
    """A poisoned batch: friendly and hostile change places."""
    swap = {"friendly": "hostile", "hostile": "friendly"}
    return [dataclasses.replace(e, tone=swap.get(e.tone, e.tone)) if i % 2 else e for i, e in enumerate(examples)]


def test_the_first_model_answers_and_a_worse_one_stays_a_candidate(tmp_path: Path, few: list[Example]) -> None:
    registry = Registry(tmp_path / "models")
    first = release(registry, few, rounds=1)
    assert first.objections == ()
    worse = release(registry, flipped(few), rounds=1)
    assert any("tone F1 falls" in objection for objection in worse.objections)
    assert registry.active() == first.version
    assert registry.versions() == sorted([first.version, worse.version])


def test_a_report_is_whole_in_itself_and_escapes_messages(tmp_path: Path, few: list[Example]) -> None:
    hostile = [dataclasses.replace(e, text=f"<script>alert(1)</script>{e.text}") for e in few]
    registry = Registry(tmp_path / "models")
    version = release(registry, hostile, rounds=1).version
    report = registry.path(version, REPORT).read_text(encoding="utf-8")
    assert "<script" not in report
    assert "http" not in report
    assert "&lt;script&gt;" in report


def test_the_manifest_tells_data_libraries_and_thresholds(tmp_path: Path, few: list[Example]) -> None:
    registry = Registry(tmp_path / "models")
    version = release(registry, few, rounds=1).version
    manifest = json.loads(registry.path(version, "manifest.json").read_text(encoding="utf-8"))
    assert manifest["data"]["messages"] == len(few)
    assert manifest["libraries"]["scikit-learn"]
    assert set(manifest["calibration"]["sure_at"]) == {"cause", "tone", "stance"}


def test_a_model_judged_on_one_fold_is_no_bar_to_one_judged_on_all(tmp_path: Path, few: list[Example]) -> None:
    registry = Registry(tmp_path / "models")
    release(registry, few, rounds=1)
    whole = release(registry, flipped(few))
    assert whole.objections == ()
    assert registry.active() == whole.version
