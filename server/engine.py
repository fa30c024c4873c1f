"""The model that answers: always the registry's active version, swapped whole while requests go on."""

import logging
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from model.classifier import Classifier
from model.drafts import DraftReader
from model.errors import CuifaError, ModelMissing
from model.registry import Manifest, Registry

log = logging.getLogger("cuifa")


@dataclass(frozen=True)
class Loaded:
    """A classifier with its card, and the reader of drafts of the same version, loaded when it is first asked for."""

    classifier: Classifier
    manifest: Manifest
    registry: Registry

    @cached_property
    def drafts(self) -> DraftReader:
        """The reader of drafts.

        Raises:
            ModelRefused: its files are damaged.
        """
        return DraftReader(*self.registry.load_drafts(self.manifest.version))


class Engine:
    """Loads the active model, and again when another version is activated; keeps the old one if the new one fails."""

    def __init__(self, home: Path) -> None:
        self.registry = Registry(home / "models")
        self._lock = threading.Lock()
        self._loaded: Loaded | None = None
        self._seen: str | None = None

    def current(self) -> Loaded:
        """Give the active model.

        Raises:
            ModelMissing, ModelRefused: none can be loaded and none was loaded before.
        """
        if self.registry.active() != self._seen or self._loaded is None:
            with self._lock:
                active = self.registry.active()  # who waited here must not bring back what was active before
                if active != self._seen or self._loaded is None:
                    self._swap(active)
        if self._loaded is None:
            raise ModelMissing("no model is active yet; run `cuifa train`")
        return self._loaded

    def _swap(self, active: str | None) -> None:
        try:
            compiled, manifest = self.registry.load(active)
            self._loaded = Loaded(Classifier(compiled, manifest.calibration, manifest.version), manifest, self.registry)
        except CuifaError as error:
            if self._loaded is None:
                raise
            log.error("model %s not loaded, %s goes on: %s", active, self._loaded.manifest.version, error)
        self._seen = active
