import json
import shutil
from pathlib import Path

import pytest

from model.errors import ModelMissing, ModelRefused
from model.registry import Registry


@pytest.fixture
def registry(trained_home: Path, tmp_path: Path) -> Registry:
    """A registry of one's own with two versions, the second active."""
    shutil.copytree(trained_home / "models", tmp_path / "models")
    registry = Registry(tmp_path / "models")
    first = registry.versions()[0]
    second = "20990101-000000-" + first[-8:]
    shutil.copytree(tmp_path / "models" / first, tmp_path / "models" / second)
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


def test_an_altered_pipeline_is_refused_before_it_is_unpickled(registry: Registry) -> None:
    path = registry.path(registry.versions()[1], "pipeline.joblib")
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ModelRefused, match="SHA-256 differs"):
        registry.load()


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"format": 1}'])
def test_a_damaged_manifest_is_refused(registry: Registry, damage: str) -> None:
    registry.path(registry.versions()[1], "manifest.json").write_text(damage)
    with pytest.raises(ModelRefused, match="run `cuifa train`"):
        registry.load()


@pytest.mark.parametrize(("key", "value", "said"), [("format", 99, "has format 99"), ("libraries", {"scikit-learn": "0.1", "numpy": "1"}, "scikit-learn 0.1")])  # fmt: skip
def test_another_format_or_library_is_refused(registry: Registry, key: str, value: object, said: str) -> None:
    path = registry.path(registry.versions()[1], "manifest.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    with pytest.raises(ModelRefused, match=said):
        registry.verify(registry.versions()[1])


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
