"""The versions of the model: listed, activated and rolled back by the owner, on record."""

from typing import Any

from apiflask import APIBlueprint
from flask import Flask, current_app

from model.errors import CuifaError, GateClosed, ModelMissing, ModelRefused
from model.registry import Registry
from server import schemas
from server.answers import f1
from server.config import Config
from server.corrections import shelf
from server.errors import ApiError, faults
from server.owner import owner_only
from server.record import OWNER, recording

models = APIBlueprint("models", __name__, url_prefix="/api/v1/models", tag="owner")
models.before_request(owner_only)
_EXTENSION = "cuifa_models"


def register(app: Flask, config: Config) -> None:
    """Mount the routes over the home's models."""
    app.extensions[_EXTENSION] = Registry(config.home / "models", recording(config, OWNER))
    app.register_blueprint(models)


def _registry() -> Registry:
    registry: Registry = current_app.extensions[_EXTENSION]
    return registry


@models.get("")
@models.output(schemas.VersionsOut)
@models.doc(summary="All versions and activations", responses=faults(401, 503))
def versions() -> dict[str, Any]:
    """List the versions with their figures and the gate's verdicts, and what was activated."""
    registry = _registry()
    with shelf().opened() as store:
        activations = store.activations.latest()
    active = registry.active()
    return {
        "active": active,
        "previous": registry.previous(),
        "models": [_version(registry, version, active) for version in reversed(registry.versions())],
        "activations": activations,
    }


@models.post("/<version>/activate")
@models.input(schemas.OverruleIn)
@models.output(schemas.ActiveOut)
@models.doc(summary="Let a version answer", responses=faults(400, 401, 403, 404, 409, 415, 422, 503, 507))
def activate(version: str, json_data: schemas.OverruleIn) -> dict[str, str]:
    """Let a version answer from the next request on; one that the gate did not let pass needs a reason to overrule."""
    registry = _registry()
    try:
        with shelf().opened():  # whose faults become answers
            registry.activate(version, (json_data.overrule or "").strip() or None)
    except ModelMissing as error:
        raise ApiError(404, "unknown_version", "没有这个模型版本。", "version") from error
    except ModelRefused as error:
        raise _refused(error) from error
    except GateClosed as error:
        hint = "；".join(registry.manifest(version).gate["reasons"])
        raise ApiError(409, "gate_closed", "这个版本没有通过检查，要用它得写明理由。", "overrule", hint) from error
    return {"active": version}


@models.post("/rollback")
@models.output(schemas.ActiveOut)
@models.doc(summary="Go back to the version before", responses=faults(401, 403, 409, 415))
def rollback() -> dict[str, str]:
    """Let the version before the active one answer again, even where the store cannot be reached to record it."""
    try:
        return {"active": _registry().rollback()}
    except ModelMissing as error:
        raise ApiError(409, "nothing_before", "之前没有别的版本可以换回。") from error
    except ModelRefused as error:
        raise _refused(error) from error


def _refused(error: CuifaError) -> ApiError:
    return ApiError(409, "model_refused", "这个版本的文件用不了。", "version", str(error))


def _version(registry: Registry, version: str, active: str | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "version": version,
        **dict.fromkeys(("trained_at", "data", "f1", "gate", "fault")),
        "active": version == active,
    }
    try:
        manifest = registry.manifest(version)
    except CuifaError as error:
        return shown | {"fault": str(error)}
    return shown | {"trained_at": manifest.trained_at, "data": manifest.data, "f1": f1(manifest), "gate": manifest.gate}
