"""The API's routes: from HTTP to the reading and the advice, and back."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from apiflask import APIBlueprint
from flask import Flask, current_app

from model.errors import ModelMissing, ModelRefused, NoSellerMessage
from model.files import LONGEST
from model.promise import SHANGHAI
from server import answers, schemas
from server.advice import Order, Playbook, advise
from server.engine import Engine, Loaded
from server.errors import ApiError

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="api")
health = APIBlueprint("health", __name__, tag="health")

_ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorOut"}}}


def _faults(*statuses: int) -> dict[Any, Any]:
    """Document these statuses with the one error body."""
    return {status: {"description": HTTPStatus(status).phrase, "content": _ERROR} for status in statuses}


def register(app: Flask, engine: Engine, playbook: Playbook) -> None:
    """Mount the routes over an engine and a playbook."""
    app.extensions["cuifa"] = (engine, playbook)
    app.register_blueprint(api)
    app.register_blueprint(health)


def _playbook() -> Playbook:
    playbook: Playbook = current_app.extensions["cuifa"][1]
    return playbook


def _loaded() -> Loaded:
    engine: Engine = current_app.extensions["cuifa"][0]
    try:
        return engine.current()
    except (ModelMissing, ModelRefused) as error:
        hint = "在服务所在的电脑上运行 cuifa train,完成后再试。"
        raise ApiError(503, "no_model", "服务还没有可用的模型。", hint=hint) from error


@api.post("/analyze")
@api.input(schemas.AnalyzeIn)
@api.output(schemas.AnalyzeOut)
@api.doc(summary="Read a seller's message and advise the buyer", responses=_faults(400, 403, 413, 415, 422, 503))
def analyze(json_data: schemas.AnalyzeIn) -> dict[str, Any]:
    """Read the pasted message or chat; nothing of it is kept."""
    playbook, loaded = _playbook(), _loaded()
    if json_data.platform not in playbook.platforms:
        known = "、".join(playbook.platforms)
        raise ApiError(422, "unknown_platform", "不认识这个平台。", "platform", f"可以填：{known}")
    now = json_data.now or datetime.now(SHANGHAI)
    try:
        reading = loaded.classifier.read(json_data.text, now)
    except NoSellerMessage as error:
        hint = "这里全是你自己说的话。把商家发来的消息也粘贴进来。"
        raise ApiError(422, "no_seller_message", "没有找到商家说的话。", "text", hint) from error
    order = Order(platform=json_data.platform, **json_data.order.model_dump())
    return answers.analysis(reading, advise(playbook, reading, order, now), loaded.manifest)


@api.get("/labels")
@api.output(schemas.LabelsOut)
@api.doc(summary="Names and definitions of all labels")
def labels() -> dict[str, Any]:
    """Name every label."""
    return answers.LABELS


@api.get("/platforms")
@api.output(list[schemas.PlatformOut])  # type: ignore[arg-type]  # APIFlask takes list[Model]; its types lag
@api.doc(summary="The platforms and what they call things")
def platforms() -> list[Any]:
    """Name every platform."""
    return list(_playbook().platforms.values())


@api.get("/model")
@api.output(schemas.ModelCardOut)
@api.doc(summary="The active model's card", responses=_faults(503))
def model() -> dict[str, Any]:
    """Tell which model answers, what it learned from and how well it reads."""
    return answers.card(_loaded().manifest)


@health.get("/healthz")
@health.output(schemas.HealthOut)
@health.doc(summary="Alive")
def healthz() -> dict[str, Any]:
    """Say that the process answers, and the limits a client should know."""
    version = current_app.config["VERSION"]
    return {"status": "ok", "service": "cuifa", "version": version, "longest_text": LONGEST}


@health.get("/readyz")
@health.output(schemas.ReadyOut)
@health.doc(summary="Ready to read", responses=_faults(503))
def readyz() -> dict[str, Any]:
    """Say whether a model is loaded."""
    return {"status": "ready", "model": _loaded().manifest.version}
