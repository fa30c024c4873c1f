"""The API's routes: from HTTP to the reading and the advice, and back."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, render_template, request

from model.errors import ModelMissing, ModelRefused, NoSellerMessage
from model.files import LONGEST
from model.promise import SHANGHAI
from model.reading import Told
from server import answers, schemas
from server.advice import Case, Complaints, Order, Playbook, Said, Wording, advise
from server.advice.wording import Checked, Rules
from server.engine import Engine, Loaded
from server.errors import ApiError, faults
from server.own_causes import OwnCauses

api = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="api")
health = APIBlueprint("health", __name__, tag="health")


@dataclass(frozen=True)
class Service:
    """What the routes stand on."""

    engine: Engine
    causes: OwnCauses
    rules: Rules
    complaints: Complaints

    @property
    def playbook(self) -> Playbook:
        """The playbook, with what the owner advises for causes of its own."""
        return self.causes.playbook


def register(app: Flask, service: Service) -> None:
    """Mount the routes over a service."""
    app.extensions["cuifa"] = service
    app.jinja_env.filters["plain"] = _plain
    app.register_blueprint(api)
    app.register_blueprint(health)


def _plain(text: str) -> str:
    """Escape what Markdown would take for markup: what people typed is shown as they typed it."""
    return re.sub(r"([\\`*_<>\[\]#|])", r"\\\1", text)


def _service() -> Service:
    service: Service = current_app.extensions["cuifa"]
    return service


def _no_model() -> ApiError:
    hint = "在服务所在的电脑上运行 cuifa train,完成后再试。"
    return ApiError(503, "no_model", "服务还没有可用的模型。", hint=hint)


def _loaded() -> Loaded:
    try:
        return _service().engine.current()
    except (ModelMissing, ModelRefused) as error:
        raise _no_model() from error


def _wording() -> Wording:
    try:
        return Wording(_service().rules, _loaded().drafts)
    except ModelRefused as error:
        raise _no_model() from error


def _order(platform: str, told: schemas.OrderIn) -> Order:
    playbook = _service().playbook
    if platform not in playbook.platforms:
        known = "、".join(playbook.platforms)
        raise ApiError(422, "unknown_platform", "不认识这个平台。", "platform", f"可以填：{known}")
    return Order(platform=platform, **told.model_dump())


@api.post("/analyze")
@api.input(schemas.AnalyzeIn)
@api.output(schemas.AnalyzeOut)
@api.doc(summary="Read a seller's message and advise the buyer", responses=faults(400, 403, 413, 415, 422, 503))
def analyze(json_data: schemas.AnalyzeIn) -> dict[str, Any]:
    """Read the pasted message or chat; nothing of it is kept."""
    order = _order(json_data.platform, json_data.order)
    loaded, playbook = _loaded(), _service().playbook
    now = json_data.now or datetime.now(SHANGHAI)
    try:
        reading = loaded.classifier.read(
            json_data.text, json_data.said_at or now, told=Told(**json_data.told.model_dump())
        )
    except NoSellerMessage as error:
        hint = "这里全是你自己说的话。把商家发来的消息也粘贴进来。"
        raise ApiError(422, "no_seller_message", "没有找到商家说的话。", "text", hint) from error
    return answers.analysis(json_data.text, reading, advise(playbook, reading, order, now), loaded.manifest)


@api.post("/check-reply")
@api.input(schemas.DraftIn)
@api.output(schemas.CheckedOut)
@api.doc(summary="Look at the buyer's own draft", responses=faults(400, 403, 413, 415, 422, 503))
def check_reply(json_data: schemas.DraftIn) -> Checked:
    """Find what had better not be sent, say why, and mend it; nothing of it is kept."""
    return _wording().check(json_data.text)


@api.post("/complaint")
@api.input(schemas.ComplaintIn)
@api.doc(summary="Write a complaint from a whole case", responses=faults(400, 403, 406, 413, 415, 422, 503))
@api.output(schemas.ComplaintOut)
def complaint(json_data: schemas.ComplaintIn) -> Any:
    """Write for the platform, for 12315 and to the shop; JSON, Markdown or a page to print, by `Accept`."""
    told = _order(json_data.platform, json_data.order)
    order = replace(told, done=tuple(dict.fromkeys((*told.done, *json_data.done))))
    now = json_data.now or datetime.now(SHANGHAI)
    said = tuple(Said(m.speaker, m.text, m.at) for m in json_data.messages if m.speaker != "system")
    sellers = [message for message in said if message.speaker == "seller"]
    words = "\n".join(message.text for message in sellers)[-LONGEST:]
    reading = _loaded().classifier.read(words, sellers[-1].at or now, all_seller=True) if sellers else None
    case = Case(order, said, frozenset(json_data.evidence), json_data.claim)
    written = _service().complaints.write(_service().playbook, _wording(), reading, case, now)
    wanted = request.accept_mimetypes.best_match(["application/json", "text/markdown", "text/html"])
    if wanted == "text/markdown":
        return Response(render_template("complaint.md", complaint=written), mimetype="text/markdown")
    if wanted == "text/html":
        page = Response(render_template("complaint.html", complaint=written), mimetype="text/html")
        page.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
        return page
    return written


@api.get("/guides/<id>")
@api.output(schemas.GuideOut)
@api.doc(summary="A guide: order_status, evidence, before_buying, complaint", responses=faults(404))
def guide(id: str) -> dict[str, Any]:
    """Give a page of advice that needs no message."""
    playbook = _service().playbook
    if id not in playbook.guides:
        raise ApiError(404, "unknown_guide", "没有这篇指南。", "id", f"可以看：{'、'.join(playbook.guides)}")
    found = playbook.guides[id]
    return {
        "id": found.id,
        "title": found.title,
        "intro": found.intro,
        "parts": found.parts,
        "sources": [playbook.sources[source] for source in found.sources],
    }


@api.get("/labels")
@api.output(schemas.LabelsOut)
@api.doc(summary="Names and definitions of all labels")
def labels() -> dict[str, Any]:
    """Name every label."""
    return answers.labels()


@api.get("/platforms")
@api.output(list[schemas.PlatformOut])  # type: ignore[arg-type]  # APIFlask takes list[Model]; its types lag
@api.doc(summary="The platforms and what they call things")
def platforms() -> list[Any]:
    """Name every platform."""
    return list(_service().playbook.platforms.values())


@api.get("/model")
@api.output(schemas.ModelCardOut)
@api.doc(summary="The active model's card", responses=faults(503))
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
@health.doc(summary="Ready to read", responses=faults(503))
def readyz() -> dict[str, Any]:
    """Say whether a model is loaded."""
    return {"status": "ready", "model": _loaded().manifest.version}
