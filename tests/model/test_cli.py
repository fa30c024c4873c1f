import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from model import data, release
from model.cli import main
from model.corrections import Correction
from model.gate import Verdict
from model.registry import Registry
from model.release import Release
from tests.versions import second_version

LABELLED = {"text": "没货了", "cause": "out_of_stock", "tone": "neutral", "stance": "refuse", "tactics": []}


@pytest.fixture
def with_model(trained_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUIFA_HOME", str(trained_home))


@pytest.mark.usefixtures("with_model")
def test_classify_writes_one_json_line_a_message_in_order(runner: CliRunner) -> None:
    result = runner.invoke(main, ["classify"], input="没货了\n明天给您发\n")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["text"] for line in lines] == ["没货了", "明天给您发"]
    keys = "text cause cause_confidence cause_sure tone tone_confidence tone_sure stance tactics promise"
    assert list(lines[0]) == keys.split()
    assert lines[1]["promise"]["quote"] == "明天给您发"


@pytest.mark.usefixtures("with_model")
def test_classify_counts_the_promise_from_the_inputs_now(runner: CliRunner) -> None:
    line = json.dumps({"text": "明天发", "now": "2026-01-31T10:00:00+08:00"})
    result = runner.invoke(main, ["classify"], input=line)
    assert json.loads(result.stdout)["promise"]["due"] == "2026-02-01T23:59:59+08:00"


@pytest.mark.usefixtures("with_model")
def test_classify_answers_a_message_that_looks_like_the_buyers(runner: CliRunner) -> None:
    assert json.loads(runner.invoke(main, ["classify"], input="我:怎么还不发\n").stdout)["cause"]


@pytest.mark.usefixtures("with_model")
def test_an_output_file_is_written_whole_or_not_at_all(runner: CliRunner, tmp_path: Path) -> None:
    good, out = tmp_path / "good.txt", tmp_path / "out.jsonl"
    good.write_text("没货了\n", encoding="utf-8")
    assert runner.invoke(main, ["classify", str(good), "-o", str(out)]).exit_code == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "ok"}\n{', encoding="utf-8")
    result = runner.invoke(main, ["classify", str(bad), "-o", str(tmp_path / "new.jsonl")])
    assert result.exit_code == 1
    assert "bad.jsonl:2" in result.stderr
    assert not (tmp_path / "new.jsonl").exists()


@pytest.mark.usefixtures("with_model")
def test_evaluate_prints_tables_or_json(runner: CliRunner, tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text(json.dumps(LABELLED) + "\n", encoding="utf-8")
    assert "complement naive Bayes" in runner.invoke(main, ["evaluate", str(path)]).stdout
    figures = json.loads(runner.invoke(main, ["evaluate", str(path), "--json"]).stdout)
    assert figures["messages"] == 1
    assert set(figures["sets"]) == {"cause", "tone", "stance", "tactics"}
    assert set(figures["baselines"]) == {"majority", "keywords", "naive_bayes", "fasttext"}


@pytest.mark.usefixtures("with_model")
@pytest.mark.parametrize(("content", "said"), [("", "no labelled message"), ("{}", "labelled.jsonl:1: lacks text")])
def test_evaluate_names_a_bad_file(runner: CliRunner, tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "labelled.jsonl"
    path.write_text(content, encoding="utf-8")
    result = runner.invoke(main, ["evaluate", str(path)])
    assert (result.exit_code, said in result.stderr) == (1, True)


def test_without_a_model_the_mend_is_told(runner: CliRunner, home: Path) -> None:
    result = runner.invoke(main, ["classify"], input="没货\n")
    assert result.exit_code == 1
    assert "run `cuifa train`" in result.stderr
    assert result.stdout == ""


def test_a_wrong_option_is_wrong_usage(runner: CliRunner) -> None:
    assert runner.invoke(main, ["classify", "--nope"]).exit_code == 2


def test_a_missing_file_is_named(runner: CliRunner, with_model: None) -> None:
    result = runner.invoke(main, ["classify", "nowhere.txt"])
    assert (result.exit_code, "nowhere.txt cannot be opened" in result.stderr) == (1, True)


def test_models_are_listed_activated_and_rolled_back(runner: CliRunner, trained_home: Path, home: Path) -> None:
    shutil.copytree(trained_home, home)
    _, _, second = second_version(home / "models")
    assert runner.invoke(main, ["models", "activate", second]).exit_code == 0
    listed = runner.invoke(main, ["models", "list"]).stdout.splitlines()
    assert [line[0] for line in listed] == [" ", "*"]
    assert runner.invoke(main, ["models", "rollback"]).exit_code == 0
    assert runner.invoke(main, ["models", "rollback"]).exit_code == 1


def test_data_check_passes_the_projects_own_messages(runner: CliRunner) -> None:
    result = runner.invoke(main, ["data", "check"])
    assert result.exit_code == 0
    assert "out_of_stock" in result.stdout


def test_data_check_names_what_must_be_mended(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "out_of_stock.jsonl").write_text("{\n", encoding="utf-8")
    result = runner.invoke(main, ["data", "check", str(tmp_path)])
    assert (result.exit_code, "out_of_stock.jsonl:1: not JSON" in result.stderr) == (1, True)


def test_a_version_that_the_gate_stopped_needs_a_reason(runner: CliRunner, trained_home: Path, home: Path) -> None:
    shutil.copytree(trained_home, home)
    registry, _, second = second_version(home / "models")
    manifest = registry.path(second, "manifest.json")
    stopped = {"passed": False, "reasons": ["tone falls"], "paragraph": "Not put in place: tone falls."}
    manifest.write_text(json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | {"gate": stopped}))
    assert "not passed by the gate" in runner.invoke(main, ["models", "list"]).stdout
    refused = runner.invoke(main, ["models", "activate", second])
    assert refused.exit_code == 1 and "tone falls" in refused.stderr and "--overrule" in refused.stderr
    assert runner.invoke(main, ["models", "activate", second, "--overrule", "I looked at them"]).exit_code == 0
    assert registry.activations()[-1]["overruled"] == "I looked at them"


@pytest.mark.parametrize(("passed", "code"), [(True, 0), (False, 1)])
def test_train_ends_with_the_gates_verdict(
    runner: CliRunner, trained_home: Path, home: Path, monkeypatch: pytest.MonkeyPatch, passed: bool, code: int
) -> None:
    shutil.copytree(trained_home, home)
    accepted = home / "corrections.jsonl"
    accepted.write_text('{"text": "没货了", "cause": "out_of_stock"}\n', encoding="utf-8")
    version = Registry(home / "models").versions()[0]
    told: dict[str, object] = {}

    def trained(*_: object, **more: object) -> Release:
        told.update(more)
        return Release(version, {"cause": 0.9}, Verdict(passed, (), "What the gate says."))

    monkeypatch.setattr(release, "release", trained)
    monkeypatch.setattr(data, "load", lambda _: [])
    monkeypatch.setenv("CUIFA_KEEP_MODELS", "3")
    result = runner.invoke(main, ["train", "--corrections", str(accepted)])
    assert result.exit_code == code and "What the gate says." in result.stderr
    assert ("--overrule" in result.stderr) is not passed
    learned = [Correction("corrections.jsonl:1", "没货了", cause="out_of_stock")]
    assert told == {"corrections": learned, "causes": (), "keep": 3}
