import json
import os
import pickle
import shutil
from pathlib import Path

import pytest

from model.errors import ModelMissing, ModelRefused
from model.registry import Registry
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
