"""Model versions for tests that need more than one."""

import json
import shutil
from pathlib import Path

from model.registry import Registry


def second_version(folder: Path) -> tuple[Registry, str, str]:
    """Give a registry's only version a twin of a later name; neither is activated by this."""
    registry = Registry(folder)
    (first,) = registry.versions()
    second = "20990101-000000-" + first[-8:]
    shutil.copytree(folder / first, folder / second)
    manifest = folder / second / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | {"version": second}))
    return registry, first, second
