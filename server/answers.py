"""Puts readings and advice into the words of the HTTP contract."""

from typing import Any

from model import private
from model.causes import Cause
from model.labels import LABEL_SETS, NAMES
from model.reading import Choice, Reading
from model.registry import Manifest
from server.advice import Advice

NOTICE = "仅供参考，不是法律意见；以平台页面和法律原文为准。"


def _choice(name: str, choice: Choice) -> dict[str, Any]:
    names = NAMES[name]
    return {
        "id": choice.id,
        "name": names[choice.id],
        "confidence": choice.confidence,
        "sure": choice.sure,
        "level": choice.level,
        "told": choice.told,
        "alternatives": [{"id": c.id, "name": names[c.id], "confidence": c.confidence} for c in choice.alternatives],
        "evidence": choice.evidence,
    }


def labels_read(reading: Reading) -> dict[str, Any]:
    """Lay out the labels of a reading, with their names and evidence."""
    return {
        "cause": _choice("cause", reading.cause),
        "tone": _choice("tone", reading.tone),
        "stance": _choice("stance", reading.stance),
        "tactics": [
            {"id": t.id, "name": NAMES["tactics"][t.id], "confidence": t.confidence, "evidence": t.evidence}
            for t in reading.tactics
        ],
    }


def analysis(text: str, reading: Reading, advice: Advice, manifest: Manifest) -> dict[str, Any]:
    """Lay out the answer to `POST /api/v1/analyze`."""
    return {
        "reading": {
            "messages": reading.messages,
            "speakers_known": reading.speakers_known,
            **labels_read(reading),
            "promise": reading.promise,
            "private": private.find(text),
        },
        "advice": advice,
        "model": manifest,
        "notice": NOTICE,
    }


def f1(manifest: Manifest) -> dict[str, float]:
    """Give a version's macro-F1 by label set."""
    return {name: round(score["f1"], 4) for name, score in manifest.metrics["sets"].items()}


def card(manifest: Manifest) -> dict[str, Any]:
    """Lay out the active model's card."""
    return {
        "version": manifest.version,
        "trained_at": manifest.trained_at,
        "data": manifest.data,
        "f1": f1(manifest),
        "sure_at": manifest.calibration.sure_at,
    }


def labels() -> dict[str, list[dict[str, Any]]]:
    """Lay out the labels that people may choose."""
    return {
        name: [
            {"id": label.id, "name": label.name, "definition": label.definition, "own": isinstance(label, Cause)}
            for label in offered
        ]
        for name, offered in LABEL_SETS.items()
    }
