"""How unsure the active model is of what is kept for review, and how sure of other labels."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import current_app

from model.corrections import Correction
from model.errors import ModelMissing, ModelRefused
from model.labels import CHOICES, IDS
from server.engine import Engine, Loaded

if TYPE_CHECKING:
    from server.store import Store

_AT_ONCE = 50
"""Waiting messages that are looked at again in one request: about 15 ms."""


def active() -> Loaded | None:
    """Give the active model; None where there is none, for what is to be reviewed is kept all the same."""
    engine: Engine = current_app.extensions["cuifa"].engine
    try:
        return engine.current()
    except (ModelMissing, ModelRefused, OSError):
        return None


def looked_at(corrections: Sequence[Correction]) -> list[dict[str, Any]]:
    """Look at corrections with the active model; give what the store keeps of it, nothing where no model is active."""
    from model.second_look import looks

    loaded = active()
    if not loaded:
        return [{} for _ in corrections]
    known = [_with_known_labels(correction) for correction in corrections]
    version = loaded.manifest.version
    return [look._asdict() | {"read_by": version} for look in looks(loaded.classifier, known)]


def refresh(store: "Store") -> None:
    """Look again at some of what waits and was looked at by another version."""
    from model.second_look import looks

    loaded = active()
    found = store.corrections.unread(loaded.manifest.version, _AT_ONCE) if loaded else []
    if loaded and found:
        known = [_with_known_labels(Correction(each.id, each.text, **each.labels)) for each in found]
        seen = dict(zip((each.id for each in found), looks(loaded.classifier, known), strict=True))
        store.corrections.note(loaded.manifest.version, seen)


def _with_known_labels(correction: Correction) -> Correction:
    """Leave out a label that was the owner's own and is no more."""
    gone: dict[str, Any] = {name: None for name in CHOICES if getattr(correction, name) not in IDS[name]}
    return replace(correction, **gone)
