"""The owner's own causes: listed, added, replaced and removed without touching code."""

from collections.abc import Iterable
from typing import Any

from apiflask import APIBlueprint
from flask import current_app

from model import causes as kept
from model.causes import Cause, Flaw
from model.data import LONGEST
from model.errors import CuifaError
from server import schemas
from server.advice.own import Breach, breaches
from server.errors import ApiError, faults
from server.owner import owner_only
from server.routes import Service

causes = APIBlueprint("causes", __name__, url_prefix="/api/v1/causes", tag="owner")
causes.before_request(owner_only)
_MOST_NAMED = 10
"""Flaws that one hint names."""


def _service() -> Service:
    service: Service = current_app.extensions["cuifa"]
    return service


@causes.get("")
@causes.output(schemas.CausesOut)
@causes.doc(summary="The owner's own causes", responses=faults(401, 403))
def listed() -> dict[str, Any]:
    """List the causes, and what they may be advised by."""
    own = _service().causes
    return {
        "causes": [_laid_out(cause) for cause in own.causes],
        "damaged": own.damaged,
        "sources": list(own.playbook.sources.values()),
    }


@causes.put("/<id>")
@causes.input(schemas.CauseIn)
@causes.output(schemas.CauseOut)
@causes.doc(summary="Add or replace an own cause", responses=faults(400, 401, 403, 413, 415, 422))
def put(id: str, json_data: schemas.CauseIn) -> dict[str, Any]:
    """Keep the cause: it can be told at once, and is read once a model has learned it."""
    own, advice = _service().causes, json_data.advice
    examples = tuple(text.strip() for text in json_data.examples)
    cause = Cause(
        id, json_data.name.strip(), json_data.definition.strip(), examples, advice.model_dump() if advice else None
    )
    _refuse(kept.flaws(cause, own.causes), cause)
    for breach in breaches(advice, own.playbook.sources) if advice else ():
        raise _bad(breach.field, _breach(breach))
    kept.save(current_app.config["OWNER_HOME"], cause)
    own.refresh()
    return _laid_out(cause)


@causes.delete("/<id>")
@causes.output({}, status_code=204)
@causes.doc(summary="Remove an own cause", responses=faults(401, 403, 404))
def remove(id: str) -> str:
    """Remove the cause: nobody is offered it any more; a model that learned it reads it until the next training."""
    own = _service().causes
    if not (kept.ID.fullmatch(id) and kept.remove(current_app.config["OWNER_HOME"], id)):
        raise ApiError(404, "unknown_cause", "没有这个自己加的原因。", "id")
    own.refresh()
    return ""


def _laid_out(cause: Cause) -> dict[str, Any]:
    try:
        learned = cause.id in _service().engine.current().manifest.causes
    except CuifaError:
        learned = False
    return {
        "id": cause.id,
        "name": cause.name,
        "definition": cause.definition,
        "examples": list(cause.examples),
        "advice": cause.advice,
        "learned": learned,
    }


def _bad(field: str, hint: str) -> ApiError:
    return ApiError(422, "bad_cause", "这个原因还不能保存。", field, hint)


def _refuse(flaws: Iterable[Flaw], cause: Cause) -> None:
    """Answer with every flaw of the first field that has one."""
    found = list(flaws)
    if not found:
        return
    field = found[0].field
    said = [_said(flaw, cause) for flaw in found if flaw.field == field]
    more = [f"还有 {len(said) - _MOST_NAMED} 处"] if len(said) > _MOST_NAMED else []
    raise _bad(field, "；".join([*said[:_MOST_NAMED], *more]) + "。")


def _said(flaw: Flaw, cause: Cause) -> str:
    match flaw.field, flaw.kind:
        case "id", "form":
            return "用小写字母、数字和下划线，字母开头，2 到 32 个"
        case "id", _:
            return "这个名字程序自己在用，换一个"
        case "name", "taken":
            return "已经有原因叫这个名字了，换一个"
        case "name", _:
            return f"写在一行里，1 到 {kept.LONGEST_NAME} 个字"
        case "definition", _:
            return f"写在一行里，1 到 {kept.LONGEST_DEFINITION} 个字"
        case _, "count":
            return f"现在有 {len(cause.examples)} 条例句，要 {kept.FEWEST_EXAMPLES} 到 {kept.MOST_EXAMPLES} 条"
        case _, "same":
            return f"第 {flaw.number} 条和前面的重复"
    text = cause.examples[(flaw.number or 1) - 1]
    if not text:
        return f"第 {flaw.number} 条是空的"
    if len(text) > LONGEST:
        return f"第 {flaw.number} 条太长，最多 {LONGEST} 个字"
    return f"第 {flaw.number} 条里有个人信息，先遮住再存"


def _breach(breach: Breach) -> str:
    if breach.source:
        return f"没有 {breach.source} 这个来源，从列表里选。"
    return f"“{breach.words}”这样的话不能出现在建议里，换个说法。"
