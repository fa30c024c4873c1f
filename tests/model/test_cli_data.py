import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from model.cli import main
from model.data import FOLDER
from model.labels import BUILT_IN

TABLE = "text,cause,tone\n这一批卖断了,缺货,neutral\n包不过来了,backlog,\n"
BAD = TABLE + "在的,,\n坏的,nope,\n"


@pytest.fixture
def known(tmp_path: Path) -> Path:
    folder = tmp_path / "known"
    folder.mkdir()
    (folder / "backlog.jsonl").write_text('{"text": "单还没轮到", "cause": "backlog"}\n', encoding="utf-8")
    return folder


def messages(cause: str) -> list[dict[str, object]]:
    text = (FOLDER / f"{cause}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def imported(runner: CliRunner, known: Path, text: str, *options: str) -> Result:
    file = known.parent / "new.csv"
    file.write_text(text, encoding="utf-8")
    return runner.invoke(main, ["data", "import", str(file), "--data", str(known), *options])


def test_import_writes_jsonl_and_tells_the_count(runner: CliRunner, known: Path) -> None:
    result = imported(runner, known, TABLE)
    assert result.exit_code == 0
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {"text": "这一批卖断了", "cause": "out_of_stock", "tone": "neutral"},
        {"text": "包不过来了", "cause": "backlog"},
    ]
    assert result.stderr == "2 messages written\n"


def test_import_names_every_bad_line_and_writes_nothing(runner: CliRunner, known: Path, tmp_path: Path) -> None:
    result = imported(runner, known, BAD, "-o", str(tmp_path / "out.jsonl"))
    assert (result.exit_code, result.stdout) == (1, "")
    lines = result.stderr.splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["new.csv:4", "new.csv:5", "cuifa"]
    assert lines[-1] == (
        "cuifa: 2 bad records, nothing is written; mend them, or keep the 2 good ones with --keep-good"
    )
    assert not (tmp_path / "out.jsonl").exists()


def test_import_keeps_the_good_ones_where_it_is_told_to(runner: CliRunner, known: Path) -> None:
    result = imported(runner, known, BAD, "--keep-good")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 2)
    assert result.stderr.splitlines()[-1] == "2 messages written, 2 bad"


@pytest.mark.parametrize("options", [[], ["--keep-good"]])
def test_import_of_nothing_good_fails(runner: CliRunner, known: Path, options: list[str]) -> None:
    assert imported(runner, known, "text,cause\n在的,\n", *options).exit_code == 1


def test_import_leaves_copies_out_and_refuses_contradictions(runner: CliRunner, known: Path) -> None:
    copies = imported(runner, known, "text,cause\n單還沒輪到,backlog\n没货,缺货\n没货,缺货\n")
    assert (copies.exit_code, len(copies.stdout.splitlines())) == (0, 1)
    assert copies.stderr == "1 messages written, 2 copies\n"
    clash = imported(runner, known, "text,cause\n单还没轮到,pricing\n")
    assert clash.exit_code == 1
    assert "new.csv:2: the same words as backlog.jsonl:1, but cause is pricing here and backlog there" in clash.stderr


def test_import_knows_the_projects_own_messages(runner: CliRunner) -> None:
    line = messages("out_of_stock")[0]
    assert (
        runner.invoke(main, ["data", "import", "-"], input=json.dumps(line)).stderr == "0 messages written, 1 copies\n"
    )
    result = runner.invoke(main, ["data", "import", "-"], input=json.dumps({"text": line["text"], "cause": "pricing"}))
    assert "standard input:1: the same words as out_of_stock.jsonl:1" in result.stderr


def test_a_file_is_replaced_only_by_force(runner: CliRunner, known: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("mine", encoding="utf-8")
    refused = imported(runner, known, TABLE, "-o", str(out))
    assert (refused.exit_code, out.read_text(encoding="utf-8")) == (1, "mine")
    assert refused.stderr == f"cuifa: {out} exists; choose another name, or replace it with --force\n"
    assert imported(runner, known, TABLE, "-o", str(out), "--force").exit_code == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


def test_a_place_that_cannot_be_written_is_named(runner: CliRunner, known: Path, tmp_path: Path) -> None:
    result = imported(runner, known, TABLE, "-o", str(tmp_path / "nowhere" / "out.jsonl"))
    assert (result.exit_code, "cannot be written: No such file" in result.stderr) == (1, True)


@pytest.mark.parametrize("arguments", [["import"], ["import", "a", "--format", "xml"], ["export", "--format", "xml"]])
def test_a_wrong_option_is_wrong_usage(runner: CliRunner, arguments: list[str]) -> None:
    assert runner.invoke(main, ["data", *arguments]).exit_code == 2


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet", "tasks --format label-studio", "b --format doccano"])
def test_what_is_exported_can_be_imported(runner: CliRunner, known: Path, tmp_path: Path, name: str) -> None:
    file, *options = name.split()
    out = str(tmp_path / file)
    exported = runner.invoke(main, ["data", "export", str(known), "-o", out, *options])
    assert (exported.exit_code, exported.stderr) == (0, "1 messages written\n")
    again = runner.invoke(main, ["data", "import", out, "--data", str(known)])
    assert (again.exit_code, again.stderr) == (0, "0 messages written, 1 copies\n")


def test_the_projects_own_messages_are_exported_as_they_are(runner: CliRunner) -> None:
    exported = runner.invoke(main, ["data", "export"]).stdout.splitlines()
    assert [json.loads(line) for line in exported] == [
        message for cause in sorted(BUILT_IN["cause"]) for message in messages(cause)
    ]


def test_export_names_a_bad_record_and_writes_nothing(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{\n", encoding="utf-8")
    result = runner.invoke(main, ["data", "export", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "a.jsonl:1: not JSON" in result.stderr


def test_export_writes_label_studios_interface(runner: CliRunner) -> None:
    assert "<Choices" in runner.invoke(main, ["data", "export", "--config"]).stdout
    assert runner.invoke(main, ["data", "export", "--config", "--format", "csv"]).exit_code == 2
