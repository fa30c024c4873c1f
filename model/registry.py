"""Model versions on disk: immutable folders, a manifest with hashes, and one pointer that is switched atomically."""

import hashlib
import json
import os
import platform
import re
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from model import compiled, labels
from model.calibration import Calibration
from model.compiled import Compiled
from model.errors import GateClosed, ModelMissing, ModelRefused

if TYPE_CHECKING:
    from model.ledger import Ledger

FORMAT = 3
PIPELINE, SCORER, REPORT, _MANIFEST = "pipeline.joblib", "scorer.npz", "report.html", "manifest.json"
DRAFTS, CLAUSES, LEDGER = "drafts.npz", "clauses.npz", "ledger.npz"
_ACTIVATIONS, _LOCK = "activations.jsonl", ".lock"
_LOCKED_FOR = 60
"""Seconds to wait for another process that activates or prunes; either is done in a moment."""
KEEP = 10
"""How many versions are kept."""
_ASIDE, _LEFT_BEHIND = (".new-", ".old-"), 3600
"""Folders of a version that is being written or removed, and after how many seconds they were left behind by a run that
was killed: either is done in a moment."""
_VERSION = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}")
_MEND = "run `cuifa train` to make a new model"


def home() -> Path:
    """The folder of all state: `CUIFA_HOME`, else the user's data folder. It is made when something is first kept."""
    return Path(os.environ.get("CUIFA_HOME") or platformdirs.user_data_dir("cuifa", appauthor=False)).expanduser()


def sha256(path: Path) -> str:
    """Hash a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def libraries() -> dict[str, str]:
    """The versions that a fitted pipeline depends on."""
    return {name: metadata.version(name) for name in ("scikit-learn", "numpy", "joblib")} | {
        "python": platform.python_version()
    }


@dataclass(frozen=True)
class Manifest:
    """A version's card: what it was made of, how well it reads, the thresholds it reads with, the gate's verdict.

    `causes` names the owner's own that it learned, by id, so that it can be read whatever became of their files.
    """

    version: str
    trained_at: str
    sha256: dict[str, str]
    libraries: dict[str, str]
    data: dict[str, Any]
    labels: dict[str, list[str]]
    metrics: dict[str, Any]
    calibration: Calibration
    causes: dict[str, str] = field(default_factory=dict)
    gate: dict[str, Any] = field(default_factory=lambda: {"passed": True, "reasons": [], "paragraph": ""})
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


@dataclass(frozen=True)
class Activation:
    """A version that is about to answer: after which one, by what, and why where the gate did not let it pass."""

    version: str
    before: str | None
    how: str
    overruled: str | None = None


class Registry:
    """The `models` folder of a home.

    `record` is called before each activation, so that none is done without; what it raises stops the activation. By
    default a line is written to `activations.jsonl` in the folder.
    """

    def __init__(self, folder: Path | None = None, record: Callable[[Activation], None] | None = None) -> None:
        self.folder = folder or home() / "models"
        self._pointer = self.folder / "active"
        self._record = record or self._write_down

    def versions(self) -> list[str]:
        """All whole versions, oldest first."""
        return sorted(
            path.parent.name for path in self.folder.glob(f"*/{_MANIFEST}") if _VERSION.fullmatch(path.parent.name)
        )

    def active(self) -> str | None:
        """The version that answers, or None."""
        history = self._history()
        return history[-1] if history else None

    def previous(self) -> str | None:
        """The version that `rollback` goes back to, or None."""
        return next(iter(self._standing()[-2:-1]), None)

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
        """Read a version's manifest; the own causes that it names are known from now on.

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
            if values["version"] != version:
                raise ModelRefused(f"the manifest {path} belongs to model {values['version']}; {_MEND}")
            manifest = Manifest.from_json(values)
            labels.know(manifest.causes)
            return manifest
        except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
            raise ModelRefused(f"the manifest {path} is damaged; {_MEND}") from error

    def save(self, manifest: Manifest, files: Path) -> None:
        """Keep a version whole or not at all: the folder `files` is completed aside and renamed into place."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=_ASIDE[0]) as aside:
            folder = Path(aside) / manifest.version
            shutil.copytree(files, folder)
            (folder / _MANIFEST).write_text(
                json.dumps(manifest.to_json(), ensure_ascii=False, indent=1), encoding="utf-8"
            )
            folder.rename(self.folder / manifest.version)

    def _sweep(self) -> None:
        """Remove what a killed run left behind."""
        for path in self.folder.iterdir():
            if path.name.startswith(_ASIDE) and time.time() - path.stat().st_mtime > _LEFT_BEHIND:
                shutil.rmtree(path, ignore_errors=True)

    def prune(self, keep: int = KEEP) -> list[str]:
        """Remove all but the newest versions, never the active one and the one to roll back to; name what went."""
        removed = []
        with self._alone():
            versions = self.versions()
            kept = {*versions[-keep:], *self._standing()[-2:]}
            for version in versions:
                if version not in kept:
                    aside = self.folder / f"{_ASIDE[1]}{version}"
                    with suppress(OSError):  # Windows moves no folder in use; the next run will
                        os.replace(self.folder / version, aside)  # gone at once, whatever becomes of the removal
                        shutil.rmtree(aside, ignore_errors=True)
                        removed.append(version)
        return removed

    def activate(self, version: str, overrule: str | None = None, how: str = "activate") -> None:
        """Let a version answer: one atomic rename of the pointer, which also remembers the version before.

        Args:
            version: the version.
            overrule: why a version that the gate did not let pass shall answer; it goes on record.
            how: by what it was activated, for the record.

        Raises:
            ModelMissing, ModelRefused: the version is not there or cannot be used.
            GateClosed: the gate did not let it pass, and nobody overrules it.
        """
        with self._alone():
            manifest = self.verify(version)
            passed = manifest.gate["passed"]
            if not (passed or overrule):
                raise GateClosed(
                    f"the gate did not let {version} pass: {'; '.join(manifest.gate['reasons'])}; to use it all the "
                    f'same, run `cuifa models activate {version} --overrule "why"`'
                )
            self._record(Activation(version, self.active(), how, None if passed else overrule))
            self._point([*(v for v in self._history() if v != version), version])

    def rollback(self) -> str:
        """Let the version before the active one answer again, and name it.

        Raises:
            ModelMissing: no version was active before.
        """
        with self._alone():
            before = self.previous()
            if before is None:
                raise ModelMissing("there is no earlier active model to go back to; see `cuifa models list`")
            self.verify(before)
            self._record(Activation(before, self.active(), "rollback"))
            self._point(self._standing()[:-1])
        return before

    def _alone(self) -> AbstractContextManager[object]:
        """Keep others, threads and processes, from activating and pruning meanwhile.

        SQLite locks a file on every system, and its locks end with the process that held them.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = sqlite3.connect(self.folder / _LOCK, timeout=_LOCKED_FOR, isolation_level=None)
            lock.execute("BEGIN EXCLUSIVE")
        except (sqlite3.Error, OSError) as error:
            mend = "see that you may write there and that no other cuifa hangs"
            raise ModelRefused(f"the models of {self.folder} cannot be switched now ({error}); {mend}") from error
        return closing(lock)

    def _standing(self) -> list[str]:
        """The versions that were active, oldest first, as far as they still stand."""
        versions = set(self.versions())
        return [version for version in self._history() if version in versions]

    def activations(self) -> list[dict[str, Any]]:
        """Give every activation that the folder has on record, oldest first: `time, version, from, how, overruled`."""
        try:
            lines = (self.folder / _ACTIVATIONS).read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines]

    def _write_down(self, activation: Activation) -> None:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        line = {
            "time": moment,
            "version": activation.version,
            "from": activation.before,
            "how": activation.how,
            "overruled": activation.overruled,
        }
        with open(self.folder / _ACTIVATIONS, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")

    def _point(self, history: list[str]) -> None:
        aside = self._pointer.with_name(f".active-{os.getpid()}")
        aside.write_text("\n".join(history) + "\n", encoding="utf-8")
        os.replace(aside, self._pointer)

    def verify(self, version: str) -> Manifest:
        """Check that a version can read: the hashes of its scorers, without loading them.

        Raises:
            ModelMissing: there is no such version.
            ModelRefused: the file is damaged or was altered.
        """
        manifest = self.manifest(version)
        for name in (SCORER, DRAFTS, CLAUSES):
            self._check(manifest, name)
        return manifest

    def _check(self, manifest: Manifest, name: str) -> Path:
        path = self.path(manifest.version, name)
        try:
            digest = sha256(path)
        except OSError as error:
            raise ModelRefused(f"model {manifest.version} has no readable {name}; {_MEND}") from error
        if digest != manifest.sha256.get(name):
            raise ModelRefused(f"{path} is not the file that was trained (its SHA-256 differs); {_MEND}")
        return path

    def load(self, version: str | None = None) -> tuple[Compiled, Manifest]:
        """Load a version's scorer, by default the active one's, after `verify`. Nothing is unpickled.

        Raises:
            ModelMissing: nothing is active yet.
            ModelRefused: see `verify`.
        """
        manifest = self.verify(self._chosen(version))
        return self._arrays(manifest, SCORER), manifest

    def load_drafts(self, version: str | None = None) -> tuple[Compiled, Compiled]:
        """Load a version's two models of drafts, of whole ones and of clauses.

        Raises:
            ModelMissing: nothing is active yet.
            ModelRefused: a file is damaged or was altered.
        """
        manifest = self.manifest(self._chosen(version))
        for name in (DRAFTS, CLAUSES):
            self._check(manifest, name)
        return self._arrays(manifest, DRAFTS), self._arrays(manifest, CLAUSES)

    def load_ledger(self, version: str) -> "Ledger":
        """Load what a version learned from and how it read that.

        Raises:
            ModelMissing: there is no such version.
            ModelRefused: the file is damaged, was altered, or an earlier program left none.
        """
        from model.ledger import Ledger

        path = self._check(self.manifest(version), LEDGER)
        try:
            return Ledger.load(path)
        except (ValueError, KeyError, OSError) as error:
            raise ModelRefused(f"{path} is damaged; {_MEND}") from error

    def _arrays(self, manifest: Manifest, name: str) -> Compiled:
        """Load a checked file of arrays."""
        try:
            return compiled.load(self.path(manifest.version, name))
        except (ValueError, KeyError, OSError) as error:
            raise ModelRefused(f"model {manifest.version} cannot be loaded; {_MEND}") from error

    def load_pipeline(self, version: str | None = None) -> tuple[Any, Manifest]:
        """Load a version's scikit-learn pipeline; what joblib unpickles is our own file, by its recorded hash.

        Raises:
            ModelMissing: nothing is active yet.
            ModelRefused: the file was altered, or another scikit-learn or numpy made it.
        """
        import joblib

        manifest = self.manifest(self._chosen(version))
        path = self._check(manifest, PIPELINE)
        here = libraries()
        for name in ("scikit-learn", "numpy"):
            if manifest.libraries.get(name) != here[name]:
                made = manifest.libraries.get(name)
                raise ModelRefused(
                    f"model {manifest.version} was made with {name} {made}, here is {here[name]}; {_MEND}"
                )
        return joblib.load(path), manifest

    def _chosen(self, version: str | None) -> str:
        chosen = version or self.active()
        if chosen is None:
            raise ModelMissing("no model is active yet; run `cuifa train`")
        return chosen
