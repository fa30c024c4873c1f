"""An owner adds causes of its own by a file; a model learns them from a few examples."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from model import causes, drafts, labels
from model.causes import Cause
from model.classifier import Classifier
from model.cli import main
from model.corrections import Correction
from model.data import Example
from model.errors import DataError
from model.ledger import Ledger
from model.reading import Told
from model.registry import Registry
from model.release import release
from tests.own import ADVICE, GIFT, UNHEARD

OTHER = replace(GIFT, id="quarantine", name="等检疫")


def reader(registry: Registry, version: str) -> Classifier:
    compiled, manifest = registry.load(version)
    return Classifier(compiled, manifest.calibration, manifest.version)


def test_a_cause_is_kept_as_it_was_given(tmp_path: Path) -> None:
    for cause in (GIFT, replace(OTHER, advice=ADVICE)):
        causes.save(tmp_path, cause)
    assert causes.load(tmp_path) == (GIFT, replace(OTHER, advice=ADVICE))
    assert sorted(path.name for path in (tmp_path / "causes").iterdir()) == ["gift_wait.yaml", "quarantine.yaml"]


def test_it_can_be_replaced_and_removed(tmp_path: Path) -> None:
    causes.save(tmp_path, GIFT)
    causes.save(tmp_path, replace(GIFT, name="等礼物"))
    assert [cause.name for cause in causes.load(tmp_path)] == ["等礼物"]
    assert causes.remove(tmp_path, GIFT.id)
    assert not causes.remove(tmp_path, GIFT.id)
    assert causes.load(tmp_path) == ()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": "Gift"}, "id: must be 2 to 32 of a-z, 0-9 and _, a letter first"),
        ({"id": "../up"}, "id: must be"),
        ({"id": "backlog"}, "id: is taken by the program itself"),
        ({"id": "own"}, "id: is taken by the program itself"),
        ({"name": ""}, "name: must be one line of 1 to 12 characters"),
        ({"name": "等\n赠品"}, "name: must be one line"),
        ({"name": "缺货"}, "name: another cause is called so"),
        ({"name": "等检疫"}, "name: another cause is called so"),
        ({"definition": "长" * 101}, "definition: must be one line of 1 to 100 characters"),
        ({"examples": GIFT.examples[:7]}, "examples: 7 are given, 8 to 500 are needed"),
        ({"examples": (*GIFT.examples, "打13800138000问赠品")}, "examples 9: personal data in the text: 1380…"),
        ({"examples": (*GIFT.examples, " ")}, "examples 9: text is empty"),
        ({"examples": (*GIFT.examples, GIFT.examples[2])}, "examples 9: the same words as example 3"),
    ],
)
def test_what_will_not_do_is_named(changed: dict[str, object], said: str) -> None:
    (flaw,) = causes.flaws(replace(GIFT, **changed), (OTHER,))
    assert str(flaw).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [", "cannot be read as YAML"),
        ("- 1", "must hold name, definition, examples, advice"),
        ("nome: x", "unknown nome; the keys are name"),
        ("name: 1\ndefinition: x\nexamples: []", "name must be a text; write it in quotes"),
        ("name: x\ndefinition: x\nexamples: 没货", "examples must be a list of texts"),
        ("name: x\ndefinition: x\nexamples: [没货]\nadvice: no", "advice must hold steps, replies and sources"),
        ("name: x\ndefinition: x\nexamples: [没货]", "examples: 1 are given, 8 to 500 are needed"),
    ],
)
def test_a_damaged_file_stops_a_training_and_spoils_no_other(tmp_path: Path, text: str, said: str) -> None:
    causes.save(tmp_path, GIFT)
    (tmp_path / "causes" / "other.yaml").write_text(text, encoding="utf-8")
    good, problems = causes.check(tmp_path)
    assert good == (GIFT,)
    assert str(problems[0]).startswith(f"other.yaml: {said}")
    with pytest.raises(DataError, match=r"mend or remove them:\nother\.yaml: "):
        causes.load(tmp_path)


def test_examples_and_corrections_are_taught_together() -> None:
    kept = Correction("1", "没货", cause="gift_wait", tone="neutral")
    stale = Correction("2", "没货啦", cause="long_gone", tone="neutral")
    empty = Correction("3", "没有货", cause="long_gone")
    *examples, first, second = causes.taught((GIFT,), [kept, stale, empty])
    assert [example.text for example in examples] == list(GIFT.examples)
    assert {example.cause for example in examples} == {"gift_wait"}
    assert (first, second) == (kept, replace(stale, cause=None))


def test_a_cause_that_is_no_longer_offered_can_still_be_named() -> None:
    labels.offer((GIFT, OTHER))
    labels.offer((OTHER,))
    assert [label.id for label in labels.LABEL_SETS["cause"]] == [*labels.BUILT_IN["cause"], "quarantine"]
    assert labels.IDS["cause"][-2:] == ("gift_wait", "quarantine")
    assert labels.NAMES["cause"]["gift_wait"] == "等赠品一起发"


def test_files_may_name_it(home: Path, tmp_path: Path, runner: CliRunner) -> None:
    causes.save(home, GIFT)
    file = tmp_path / "new.csv"
    file.write_text("text,cause\n礼物没配齐所以没发,等赠品一起发\n", encoding="utf-8")
    ended = runner.invoke(main, ["data", "import", str(file)])
    assert ended.exit_code == 0, ended.output
    assert '"cause": "gift_wait"' in ended.stdout
    assert "等赠品一起发" in runner.invoke(main, ["data", "export", "--config"]).stdout


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory, examples: list[Example]) -> Registry:
    """A version without the cause, then one that learned it."""
    registry, few = Registry(tmp_path_factory.mktemp("own") / "models"), drafts.load()[::8]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drafts, "load", lambda: few)
        release(registry, examples[::8], rounds=1)
        release(registry, examples[::8], rounds=1, causes=(GIFT,))
    return registry


def test_every_example_is_read_as_the_cause_and_so_are_words_unheard(registry: Registry) -> None:
    learned = reader(registry, registry.versions()[1])
    assert {learned.read(text, all_seller=True).cause.id for text in GIFT.examples} == {"gift_wait"}
    reading = learned.read(UNHEARD, all_seller=True)
    assert reading.cause.id == "gift_wait"
    assert reading.cause.evidence


def test_the_gate_compares_it_with_the_version_before(registry: Registry) -> None:
    first, second = map(registry.manifest, registry.versions())
    assert f"Macro-F1 beside {first.version}" in second.gate["paragraph"]
    assert second.gate["passed"], second.gate["paragraph"]
    assert (first.causes, second.causes) == ({}, {"gift_wait": "等赠品一起发"})
    assert second.data["corrections"] == 0
    assert abs(second.metrics["sets"]["cause"]["f1"] - first.metrics["sets"]["cause"]["f1"]) < 0.01


def test_the_version_before_answers_still(registry: Registry) -> None:
    registry.manifest(registry.versions()[1])
    before = reader(registry, registry.versions()[0])
    assert before.read(UNHEARD, all_seller=True).cause.id in labels.BUILT_IN["cause"]
    told = before.read(UNHEARD, all_seller=True, told=Told(cause="gift_wait")).cause
    assert (told.id, told.confidence, told.evidence) == ("gift_wait", 0.0, ())


def test_it_is_read_where_nobody_has_its_file(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUIFA_HOME", str(registry.folder.parent))
    command = [sys.executable, "-m", "model", "classify"]
    ended = subprocess.run(command, input=UNHEARD, capture_output=True, text=True)
    assert '"cause": "gift_wait"' in ended.stdout, ended.stderr


def test_a_ledger_names_its_causes_whatever_order_they_have_here(registry: Registry, tmp_path: Path) -> None:
    version = registry.versions()[1]
    registry.manifest(version)
    ledger = registry.load_ledger(version)
    ledger.read.sets["cause"][:2] = labels.IDS["cause"].index("gift_wait")
    before = [ledger.read.named("cause", row) for row in range(len(ledger.ids))]
    ledger.save(tmp_path / "ledger.npz")
    labels.IDS["cause"] = (*labels.BUILT_IN["cause"], "quarantine", "gift_wait")
    again = Ledger.load(tmp_path / "ledger.npz")
    assert before[1] == ("gift_wait",)
    assert [again.read.named("cause", row) for row in range(len(ledger.ids))] == before


def test_a_cause_that_one_fold_holds_alone_is_refused(examples: list[Example]) -> None:
    known = next(example for example in examples if example.group)
    voice = [example for example in examples if example.group == known.group][:8]
    cause = Cause("gift_wait", "等赠品", "x", tuple(example.text for example in voice))
    with pytest.raises(DataError, match=r"cause gift_wait has so few examples that a fold never sees it"):
        release(Registry(Path("unused")), examples, causes=(cause,))
