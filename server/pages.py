"""The owner's pages: logged in once by the link that the server prints, then by a cookie."""

from apiflask import APIBlueprint
from flask import Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from model.errors import CuifaError, ModelMissing
from model.labels import NAMES
from model.registry import REPORT, Manifest
from server import owner
from server.engine import Engine
from server.errors import ApiError

pages = APIBlueprint("pages", __name__, url_prefix="/review", enable_openapi=False)


@pages.before_request
def _owner_only() -> None:
    if request.endpoint != "pages.login":
        owner.owner_only()


@pages.get("/login")
def login() -> BaseResponse:
    """Trade the link's token for a cookie that no other site can send."""
    if not owner.is_token(request.args.get("token", "")):
        raise ApiError(401, "wrong_token", "主人链接不对，或已经换过。", hint=owner.AGAIN)
    answer = redirect(url_for("pages.overview"))
    answer.set_cookie(owner.COOKIE, owner.cookie_value(), httponly=True, samesite="Strict", path="/")
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
