from datetime import date
from pathlib import Path

from click.testing import CliRunner

from model.registry import Registry
from server.cli import main
from server.config import Config
from server.doctor import examine
from server.store import FILE


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


def test_a_store_that_cannot_be_opened_is_named_with_its_mend(runner: CliRunner, home: Path) -> None:
    home.mkdir()
    (home / FILE).write_bytes(b"no database" * 1000)
    (home / FILE).chmod(0o600)
    result = runner.invoke(main, ["doctor"])
    assert f"{home / FILE} cannot be opened (SQLITE_NOTADB)" in result.stdout
    assert "move it away" in result.stdout


def test_a_database_that_is_not_there_is_named_with_its_mend(trained_home: Path) -> None:
    (fault,) = [finding for finding in examine(Config(home=trained_home, database_url="nonsense")) if not finding.ok]
    assert "DATABASE_URL is right" in fault.mend


def test_looking_makes_no_store(home: Path) -> None:
    assert "store: nothing is kept yet" in [finding.what for finding in examine(Config(home=home))]
    assert not home.exists()


def test_what_others_can_read_is_named(trained_home: Path, home: Path) -> None:
    home.mkdir()
    (home / FILE).touch(0o644)
    assert any(f"chmod 600 {home / FILE}" in finding.mend for finding in examine(Config(home=home)))
