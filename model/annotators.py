"""The records of two labelling tools, Label Studio and doccano, and the fields of a labelled message."""

import re
import reprlib
from typing import Any
from xml.etree import ElementTree

from model.labels import CHOICES, LABEL_SETS, NO_TACTICS, Label

Fields = dict[str, Any]
"""Text, labels and group by name, as a line of JSONL holds them; a label may be a list of what was chosen."""

_TITLES = {"cause": "拒发原因", "tone": "语气", "stance": "立场", "tactics": "话术"}


def _box(name: str) -> tuple[Label, ...]:
    """Give the labels that a person is offered of a set."""
    return (*LABEL_SETS[name], NO_TACTICS) if name == "tactics" else LABEL_SETS[name]


class Unfit(ValueError):
    """A record that holds no message with labels; each of its arguments says why."""


def from_label_studio(task: Any) -> Fields | None:
    """Take the fields out of a task: its latest annotation counts; None where people skipped the task.

    Raises:
        Unfit: it is no task.
    """
    if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
        raise Unfit("not a Label Studio task: it needs data and annotations")
    annotations = _dicts(task.get("annotations"))
    live = [annotation for annotation in annotations if not annotation.get("was_cancelled")]
    if annotations and not live:
        return None
    fields: Fields = {name: task["data"][name] for name in ("text", "group") if name in task["data"]}
    latest = max(enumerate(live), key=_age)[1] if live else {}
    for result in _dicts(latest.get("result")):
        name, value = result.get("from_name"), result.get("value")
        chosen = _list(value.get("choices")) if isinstance(value, dict) else []
        if isinstance(name, str) and name in LABEL_SETS and chosen:
            fields.setdefault(name, []).extend(chosen)
    return fields


def _dicts(found: Any) -> list[dict[str, Any]]:
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _age(numbered: tuple[int, dict[str, Any]]) -> tuple[str, int]:
    number, annotation = numbered
    return str(annotation.get("updated_at") or annotation.get("created_at") or "")[:19], number


def to_label_studio(fields: Fields) -> dict[str, Any]:
    """Make the task that Label Studio imports with its labels, to be looked at and changed there."""
    chosen = {name: _list(fields[name]) or [NO_TACTICS.id] for name in LABEL_SETS if name in fields}
    result = [
        {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": ids}}
        for name, ids in chosen.items()
    ]
    data = {name: fields[name] for name in ("text", "group") if name in fields}
    return {"data": data, "annotations": [{"result": result}] if result else []}


def label_studio_config() -> str:
    """Write the labelling interface of a Label Studio project: Chinese names to choose from, ids in what it exports."""
    view = ElementTree.Element("View")
    ElementTree.SubElement(view, "Text", name="text", value="$text")
    for name in LABEL_SETS:
        ElementTree.SubElement(view, "Header", value=_TITLES[name])
        choice = "single" if name in CHOICES else "multiple"
        box = ElementTree.SubElement(view, "Choices", name=name, toName="text", choice=choice, showInline="true")
        for label in _box(name):
            ElementTree.SubElement(box, "Choice", value=label.name, alias=label.id, hint=label.definition)
    ElementTree.indent(view)
    return ElementTree.tostring(view, encoding="unicode") + "\n"


def from_doccano(record: Any) -> Fields:
    """Take the fields out of a document of a text classification project.

    Raises:
        Unfit: it is none, or a label belongs to no set or to several.
    """
    if not isinstance(record, dict):
        raise Unfit("not a JSON object")
    fields: Fields = {"text": record.get("text", record.get("data")), "group": record.get("group")}
    for label in _list(record.get("label")):
        name, word = _told(label)
        fields.setdefault(name, []).append(word)
    return fields


def _told(label: Any) -> tuple[str, str]:
    """Tell the set and the word of `cause:out_of_stock`, or of a bare word that only one set holds."""
    if not isinstance(label, str):
        raise Unfit(f"label must be a list of names; found {shown(label)}")
    word = label.strip()
    name, _, rest = re.sub("[:：]", ":", word, count=1).partition(":")
    if rest and name.strip() in LABEL_SETS:
        return name.strip(), rest
    match [name for name in LABEL_SETS if any(word in (label.id, label.name) for label in _box(name))]:
        case [name]:
            return name, word
        case []:
            raise Unfit(f"unknown label {shown(word)}; write it as in cause:out_of_stock")
        case several:
            raise Unfit(f"label {word} may be {' or '.join(f'{name}:{word}' for name in several)}; write which")


def to_doccano(fields: Fields) -> dict[str, Any]:
    """Make the line that doccano imports."""
    labels = [f"{name}:{id}" for name in LABEL_SETS if name in fields for id in _list(fields[name]) or [NO_TACTICS.id]]
    group = {"group": fields["group"]} if "group" in fields else {}
    return {"text": fields["text"], "label": labels, **group}


def shown(value: Any) -> str:
    """Show the start of a value that somebody else wrote."""
    return reprlib.repr(value)


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]
