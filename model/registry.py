"""Model versions on disk: immutable folders, a manifest with hashes, and one pointer that is switched atomically."""

import hashlib
import json
import os
import platform
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import platformdirs

from model.calibration import Calibration
from model.errors import ModelMissing, ModelRefused

FORMAT = 1
_PIPELINE, _MANIFEST, REPORT = "pipeline.joblib", "manifest.json", "report.html"
_VERSION = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")
_MEND = "run `cuifa train` to make a new model"


def home() -> Path:
    """The folder of all state: `CUIFA_HOME`, else the user's data folder. It is made when something is first kept."""
    return Path(os.environ.get("CUIFA_HOME") or platformdirs.user_data_dir("cuifa", appauthor=False)).expanduser()


def libraries() -> dict[str, str]:
    """The versions that a fitted pipeline depends on."""
    return {name: metadata.version(name) for name in ("scikit-learn", "numpy", "joblib")} | {
        "python": platform.python_version()
    }


@dataclass(frozen=True)
class Manifest:
    """A version's card: what it was made of, how well it reads, and the thresholds it reads with."""

    version: str
    trained_at: str
    sha256: str
    libraries: dict[str, str]
    data: dict[str, Any]
    labels: dict[str, list[str]]
    metrics: dict[str, Any]
    calibration: Calibration
    format: int = FORMAT

    def to_json(self) -> dict[str, Any]:
        """Give the manifest as JSON values."""
        return {**vars(self), "calibration": self.calibration.to_json()}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Manifest":
        """Take a manifest from JSON values; unknown keys are left aside."""
        known = {key: values[key] for key in cls.__dataclass_fields__ if key in values}
        return cls(**{**known, "calibration": Calibration.from_json(values["calibration"])})


def new_version(data_hash: str, now: datetime | None = None) -> str:
    """Name a version by its time (UTC) and its data."""
    return f"{(now or datetime.now(UTC)):%Y%m%d-%H%M%S}-{data_hash[:8]}"


class Registry:
    """The `models` folder of a home."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or home() / "models"
        self._pointer = self.folder / "active"

    def versions(self) -> list[str]:
        """All whole versions, oldest first."""
        return sorted(
            path.parent.name for path in self.folder.glob(f"*/{_MANIFEST}") if _VERSION.fullmatch(path.parent.name)
        )

    def active(self) -> str | None:
        """The version that answers, or None."""
        history = self._history()
        return history[-1] if history else None

    def _history(self) -> list[str]:
        try:
            return self._pointer.read_text(encoding="utf-8").split()
        except FileNotFoundError:
            return []

    def path(self, version: str, name: str = "") -> Path:
        """The path of a version's folder or of a file in it.

        Raises:
            ModelMissing: there is no such version.
        """
        if version not in self.versions():
            known = ", ".join(self.versions()) or "none"
            raise ModelMissing(f"there is no model version {version!r} in {self.folder}; known: {known}")
        return self.folder / version / name

    def manifest(self, version: str) -> Manifest:
        """Read a version's manifest.

        Raises:
            ModelMissing: there is no such version.
            ModelRefused: the manifest is damaged or of another format.
        """
        path = self.path(version, _MANIFEST)
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if values.get("format") != FORMAT:
                raise ModelRefused(
                    f"model {version} has format {values.get('format')!r}, this program reads {FORMAT}; {_MEND}"
                )
            return Manifest.from_json(values)
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise ModelRefused(f"the manifest {path} is damaged; {_MEND}") from error

    def save(self, manifest: Manifest, pipeline_file: Path, report: str) -> str:
        """Keep a version whole or not at all: its files are written aside and renamed into place."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".new-") as aside:
            folder = Path(aside) / manifest.version
            folder.mkdir()
            shutil.copyfile(pipeline_file, folder / _PIPELINE)
            (folder / REPORT).write_text(report, encoding="utf-8")
            (folder / _MANIFEST).write_text(
                json.dumps(manifest.to_json(), ensure_ascii=False, indent=1), encoding="utf-8"
            )
            folder.rename(self.folder / manifest.version)
        return manifest.version

    def activate(self, version: str) -> None:
        """Let a version answer: one atomic rename of the pointer, which also remembers the version before.

        Raises:
            ModelMissing, ModelRefused: the version is not there or cannot be used.
        """
        self.verify(version)
        self._point([*(v for v in self._history() if v != version), version])

    def rollback(self) -> str:
        """Let the version before the active one answer again, and name it.

        Raises:
            ModelMissing: no version was active before.
        """
        history = [version for version in self._history() if version in self.versions()]
        if len(history) < 2:
            raise ModelMissing("there is no earlier active model to go back to; see `cuifa models list`")
        self.verify(history[-2])
        self._point(history[:-1])
        return history[-2]

    def _point(self, history: list[str]) -> None:
        aside = self._pointer.with_name(f".active-{os.getpid()}")
        aside.write_text("\n".join(history) + "\n", encoding="utf-8")
        os.replace(aside, self._pointer)

    def verify(self, version: str) -> Manifest:
        """Check a version's pipeline file against its manifest, without unpickling a byte.

        Raises:
            ModelRefused: the file was altered, or another scikit-learn or numpy made it.
        """
        manifest = self.manifest(version)
        path = self.path(version, _PIPELINE)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ModelRefused(f"model {version} has no readable {_PIPELINE}; {_MEND}") from error
        if digest != manifest.sha256:
            raise ModelRefused(f"{path} is not the file that was trained (its SHA-256 differs); {_MEND}")
        here = libraries()
        for name in ("scikit-learn", "numpy"):
            if manifest.libraries.get(name) != here[name]:
                made = manifest.libraries.get(name)
                raise ModelRefused(f"model {version} was made with {name} {made}, here is {here[name]}; {_MEND}")
        return manifest

    def load(self, version: str | None = None) -> tuple[Any, Manifest]:
        """Load a version's pipeline, by default the active one's, after `verify`.

        Raises:
            ModelMissing: nothing is active yet.
            ModelRefused: see `verify`.
        """
        import joblib

        chosen = version or self.active()
        if chosen is None:
            raise ModelMissing("no model is active yet; run `cuifa train`")
        manifest = self.verify(chosen)
        try:
            return joblib.load(self.path(chosen, _PIPELINE)), manifest
        except Exception as error:  # joblib raises whatever its file makes it raise
            raise ModelRefused(f"model {chosen} cannot be loaded ({type(error).__name__}); {_MEND}") from error
