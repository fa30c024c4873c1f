import shutil
from pathlib import Path

from server.engine import Engine
from tests.versions import second_version


def two_versions(trained_home: Path, tmp_path: Path) -> tuple[Engine, str, str]:
    shutil.copytree(trained_home / "models", tmp_path / "models")
    _, first, second = second_version(tmp_path / "models")
    return Engine(tmp_path), first, second


def test_the_next_reading_comes_from_the_version_just_activated(trained_home: Path, tmp_path: Path) -> None:
    engine, first, second = two_versions(trained_home, tmp_path)
    assert engine.current().classifier.version == first
    engine.registry.activate(second)
    assert engine.current() is engine.current()
    engine.registry.rollback()
    assert engine.current().manifest.version == first


def test_a_version_that_cannot_be_loaded_leaves_the_old_one_answering(
    trained_home: Path, tmp_path: Path, caplog
) -> None:
    engine, first, second = two_versions(trained_home, tmp_path)
    engine.current()
    engine.registry.activate(second)
    (tmp_path / "models" / second / "scorer.npz").write_bytes(b"broken")
    assert engine.current().manifest.version == first
    assert "not loaded" in caplog.text
