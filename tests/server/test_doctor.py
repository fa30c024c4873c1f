from datetime import date
from pathlib import Path

from click.testing import CliRunner

from model.registry import Registry
from server.cli import main
from server.config import Config
from server.doctor import examine


def test_a_whole_installation_has_no_fault(trained_home: Path) -> None:
    assert [finding for finding in examine(Config(home=trained_home)) if not finding.ok] == []


def test_a_home_without_a_model_is_told_to_train(runner: CliRunner, home: Path) -> None:
    result = runner.invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "run `cuifa train`" in result.stdout


def test_a_broken_model_is_named_with_its_mend(runner: CliRunner, trained_home: Path, home: Path) -> None:
    import shutil

    shutil.copytree(trained_home, home)
    registry = Registry(home / "models")
    registry.path(registry.versions()[0], "scorer.npz").write_bytes(b"broken")
    result = runner.invoke(main, ["doctor"])
    assert "SHA-256 differs" in result.stdout
    assert "run `cuifa train`" in result.stdout


def test_sources_that_nobody_read_for_a_year_are_listed(trained_home: Path) -> None:
    findings = list(examine(Config(home=trained_home), today=date(2030, 1, 1)))
    assert any("last checked on" in finding.what for finding in findings)
    assert all(finding.ok for finding in findings)
