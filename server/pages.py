"""The owner's pages: logged in once by the link that the server prints, then by a cookie."""

from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, current_app, redirect, render_template, request, send_from_directory, url_for
from werkzeug.wrappers import Response as BaseResponse

from model.errors import ModelMissing
from model.registry import REPORT
from server import guard, owner
from server.engine import Engine
from server.errors import ApiError, error_body

PAGES = {"queue": "审核", "ask": "补标", "models": "训练与模型", "labels": "自定义原因", "files": "导入与导出"}
"""The pages by template, in the order of the navigation."""
_OPEN = ("pages.login", "pages.static", "pages.shared")
"""What needs no owner: the way in, and files that anybody may read in the project."""
_EXTENSION = Path(__file__).resolve().parent.parent / "extension"
_POLICY = f"{guard.POLICY}; script-src 'self'; connect-src 'self'"

pages = APIBlueprint(
    "pages",
    __name__,
    url_prefix="/review",
    enable_openapi=False,
    static_folder="static/review",
    static_url_path="/static",
)


@pages.before_request
def _owner_only() -> None:
    if request.endpoint not in _OPEN:
        owner.owner_only()


@pages.errorhandler(ApiError)
def _in_words(error: ApiError) -> tuple[str | dict[str, Any], int]:
    """Show whoever came with a browser a page; all others get the one error body."""
    if request.accept_mimetypes.best_match(("application/json", "text/html")) == "text/html":
        return render_template("review/fault.html", error=error), error.status_code
    return error_body(error.code, str(error.message), error.field, error.hint), error.status_code


@pages.after_request
def _let_scripts_run(answer: Response) -> Response:
    answer.headers.setdefault("Content-Security-Policy", _POLICY)
    return answer


@pages.get("/login")
def login() -> BaseResponse:
    """Trade the link's token for a cookie that no other site can send."""
    if not owner.is_token(request.args.get("token", "")):
        raise ApiError(401, "wrong_token", "主人链接不对，或已经换过。", hint=owner.AGAIN)
    answer = redirect(url_for("pages.show", page="queue"))
    answer.set_cookie(owner.COOKIE, owner.cookie_value(), httponly=True, samesite="Strict", path="/")
    return answer


@pages.get("", defaults={"page": "queue"})
@pages.get("/<any(ask, models, labels, files):page>")
def show(page: str) -> str:
    """Show a page; what stands in it is asked for by its script."""
    return render_template(f"review/{page}.html", page=page, pages=PAGES)


@pages.get("/static/extension/<path:path>")
def shared(path: str) -> Response:
    """Give what the pages share with the extension, from where it is."""
    return send_from_directory(_EXTENSION, path)


@pages.get("/reports/<version>")
def report(version: str) -> Response:
    """Show a version's training report."""
    engine: Engine = current_app.extensions["cuifa"].engine
    try:
        path = engine.registry.path(version, REPORT)
    except ModelMissing as error:
        raise ApiError(404, "not_found", "没有这个模型版本。") from error
    answer = Response(path.read_text(encoding="utf-8"), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer
