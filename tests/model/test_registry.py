import dataclasses
import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from model.errors import ModelMissing, ModelRefused
from model.registry import Activation, Registry
from tests.versions import second_version


@pytest.fixture
def registry(trained_home: Path, tmp_path: Path) -> Registry:
    """A registry of one's own with two versions, the second active."""
    shutil.copytree(trained_home / "models", tmp_path / "models")
    registry, _, second = second_version(tmp_path / "models")
    registry.activate(second)
    return registry


def test_without_a_model_the_mend_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="run `cuifa train`"):
        Registry(tmp_path / "none").load()


def test_rollback_goes_to_the_version_before(registry: Registry) -> None:
    first, second = registry.versions()
    assert registry.active() == second
    assert registry.rollback() == first == registry.active()
    with pytest.raises(ModelMissing, match="no earlier"):
        registry.rollback()


def test_an_altered_scorer_is_refused(registry: Registry) -> None:
    path = registry.path(registry.versions()[1], "scorer.npz")
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ModelRefused, match="SHA-256 differs"):
        registry.load()


def test_an_altered_pipeline_is_refused_before_it_is_unpickled(registry: Registry) -> None:
    registry.path(registry.versions()[1], "pipeline.joblib").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(ModelRefused, match="SHA-256 differs"):
        registry.load_pipeline()


class Trap:
    """Ends the test run if it is ever unpickled."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (3,)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"format": 2}'])
def test_a_damaged_manifest_is_refused(registry: Registry, damage: str) -> None:
    registry.path(registry.versions()[1], "manifest.json").write_text(damage)
    with pytest.raises(ModelRefused, match="run `cuifa train`"):
        registry.load()


def rewrite(registry: Registry, **values: object) -> str:
    version = registry.versions()[1]
    path = registry.path(version, "manifest.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | values))
    return version


def test_another_format_is_refused(registry: Registry) -> None:
    with pytest.raises(ModelRefused, match="has format 99"):
        registry.verify(rewrite(registry, format=99))


def test_another_library_may_read_but_not_unpickle(registry: Registry) -> None:
    version = rewrite(registry, libraries={"scikit-learn": "0.1", "numpy": "1"})
    assert registry.load(version)
    with pytest.raises(ModelRefused, match="made with scikit-learn"):
        registry.load_pipeline(version)


def test_a_manifest_of_another_version_is_refused(registry: Registry) -> None:
    with pytest.raises(ModelRefused, match="belongs to model 20000101"):
        registry.load(rewrite(registry, version="20000101-000000-00000000"))


def test_an_unknown_version_is_named_with_the_known_ones(registry: Registry) -> None:
    with pytest.raises(ModelMissing, match=registry.versions()[0]):
        registry.activate("20000101-000000-00000000")


@pytest.mark.parametrize("version", ["../secret", "", ".", "active"])
def test_a_version_is_never_a_path(registry: Registry, version: str) -> None:
    with pytest.raises(ModelMissing):
        registry.path(version)


def test_half_a_version_is_none(registry: Registry) -> None:
    (registry.folder / "20990202-000000-aaaaaaaa").mkdir()
    assert len(registry.versions()) == 2


@pytest.fixture
def many(registry: Registry) -> Registry:
    """Six versions; the third is active, the second was before."""
    first, _ = registry.versions()
    for year in range(2091, 2095):
        version = f"{year}0101-000000-{first[-8:]}"
        shutil.copytree(registry.folder / first, registry.folder / version)
        manifest = registry.folder / version / "manifest.json"
        manifest.write_text(json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | {"version": version}))
    registry.activate(registry.versions()[1])
    registry.activate(registry.versions()[2])
    return registry


@pytest.mark.parametrize(("keep", "removed"), [(6, []), (5, [0]), (3, [0]), (1, [0, 3, 4])])
def test_the_oldest_go_but_never_the_active_one_and_the_one_before(
    many: Registry, keep: int, removed: list[int]
) -> None:
    versions = many.versions()
    assert many.prune(keep) == [versions[i] for i in removed]
    assert many.versions() == [version for i, version in enumerate(versions) if i not in removed]
    assert many.rollback() == versions[1]


def test_every_activation_is_on_record(registry: Registry) -> None:
    first, second = registry.versions()
    registry.rollback()
    told = [(line["how"], line["from"], line["version"], line["overruled"]) for line in registry.activations()]
    assert told == [("train", None, first, None), ("activate", first, second, None), ("rollback", second, first, None)]
    assert all(line["time"] for line in registry.activations())


def test_the_record_comes_first_and_what_it_raises_stops_the_activation(registry: Registry) -> None:
    first, second = registry.versions()
    told: list[tuple[Activation, str | None]] = []

    def record(activation: Activation) -> None:
        told.append((activation, watched.active()))
        if activation.how == "rollback":
            raise ModelMissing("no record")

    watched = Registry(registry.folder, record)
    watched.activate(first)
    assert told == [(Activation(first, second, "activate"), second)]
    with pytest.raises(ModelMissing, match="no record"):
        watched.rollback()
    assert registry.active() == first
    assert registry.activations()[-1]["version"] == second


ACTIVATES = """
import sys; from pathlib import Path; from model.registry import Registry
for version in sys.argv[2:]: Registry(Path(sys.argv[1])).activate(version)
"""


def test_processes_that_switch_at_once_lose_nothing(many: Registry) -> None:
    versions = many.versions()
    command = [sys.executable, "-c", ACTIVATES, str(many.folder)]
    switching = [subprocess.Popen([*command, *versions[i::3] * 3], stderr=subprocess.PIPE) for i in range(3)]
    assert [process.communicate()[1] for process in switching] == [b""] * 3
    assert sorted((many.folder / "active").read_text().split()) == versions
    assert len(many.activations()) == 4 + 18
    line = many.activations()[-1]
    assert (many.active(), many.previous()) == (line["version"], line["from"])


def test_a_folder_that_cannot_be_locked_is_named(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("a file where the folder belongs")
    with pytest.raises(ModelRefused, match="cannot be switched now"):
        Registry(tmp_path / "models").rollback()


def test_what_a_killed_run_left_is_swept_when_it_is_old(registry: Registry, tmp_path: Path) -> None:
    old, fresh = registry.folder / ".new-a", registry.folder / ".old-b"
    old.mkdir()
    fresh.mkdir()
    os.utime(old, (0, 0))
    manifest = registry.manifest(registry.versions()[0])
    (tmp_path / "files").mkdir()
    registry.save(dataclasses.replace(manifest, version="20990303-000000-aaaaaaaa"), tmp_path / "files")
    assert not old.exists() and fresh.exists()


def test_an_altered_ledger_is_refused(registry: Registry) -> None:
    version = registry.versions()[0]
    path = registry.path(version, "ledger.npz")
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ModelRefused, match="SHA-256 differs"):
        registry.load_ledger(version)
