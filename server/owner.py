"""The owner's pages: logged in once by the link that the server prints, then by a cookie."""

import hashlib
import hmac
from pathlib import Path

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from model.errors import CuifaError, ModelMissing
from model.labels import NAMES
from model.registry import REPORT, Manifest
from server.engine import Engine
from server.errors import ApiError
from server.token import token

pages = APIBlueprint("owner", __name__, url_prefix="/review", enable_openapi=False)
_COOKIE = "cuifa_owner"
_AGAIN = "打开 cuifa serve 启动时打印的主人链接。"


def register(app: Flask, home: Path) -> None:
    """Mount the owner's pages."""
    app.config["OWNER_HOME"] = home
    app.register_blueprint(pages)


def _cookie_value() -> str:
    """What the cookie holds: derived from the token, so that a stolen cookie does not tell the token."""
    return hashlib.sha256(b"cookie:" + token(current_app.config["OWNER_HOME"]).encode()).hexdigest()


@pages.before_request
def _owner_only() -> None:
    if request.endpoint == "owner.login":
        return
    if not hmac.compare_digest(request.cookies.get(_COOKIE, ""), _cookie_value()):
        raise ApiError(401, "owner_only", "这一页只给服务的主人看。", hint=_AGAIN)


@pages.get("/login")
def login() -> BaseResponse:
    """Trade the link's token for a cookie that no other site can send."""
    given = request.args.get("token", "")
    if not hmac.compare_digest(given.encode(), token(current_app.config["OWNER_HOME"]).encode()):
        raise ApiError(401, "wrong_token", "主人链接不对，或已经换过。", hint=_AGAIN)
    answer = redirect(url_for("owner.overview"))
    answer.set_cookie(_COOKIE, _cookie_value(), httponly=True, samesite="Strict", path="/review")
    return answer


def _engine() -> Engine:
    engine: Engine = current_app.extensions["cuifa"].engine
    return engine


@pages.get("")
def overview() -> str:
    """Show the models: which one answers, what they learned from, how well they read."""
    registry = _engine().registry
    rows: list[tuple[str, Manifest | None, str]] = []
    for version in reversed(registry.versions()):
        try:
            rows.append((version, registry.manifest(version), ""))
        except CuifaError as error:
            rows.append((version, None, str(error)))
    return render_template("review.html", rows=rows, active=registry.active(), names=NAMES)


@pages.get("/reports/<version>")
def report(version: str) -> Response:
    """Show a version's training report."""
    try:
        path = _engine().registry.path(version, REPORT)
    except ModelMissing as error:
        raise ApiError(404, "not_found", "没有这个模型版本。") from error
    answer = Response(path.read_text(encoding="utf-8"), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer
