"""The one error body, and the one place that makes it."""

import logging
from http import HTTPStatus
from typing import Any

from apiflask import APIFlask, HTTPError
from flask import Response, jsonify
from werkzeug.exceptions import HTTPException

log = logging.getLogger("cuifa")

_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "wrong_content_type",
}
_MESSAGES = {
    "bad_request": "请求无法理解。",
    "not_json": "请求内容不是有效的 JSON。",
    "not_found": "没有这个地址。",
    "method_not_allowed": "这个地址不支持这种请求方式。",
    "body_too_large": "请求内容太大。",
    "wrong_content_type": "请求内容要用 application/json。",
    "internal": "服务出错了，你的内容没有被保存。请稍后再试；一直这样，运行 cuifa doctor 看看。",
}


class ApiError(HTTPError):
    """A situation that the caller can understand: a stable code, a sentence, and where it helps a field and a hint.

    What `beside` holds stands beside the error in the body.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        field: str | None = None,
        hint: str | None = None,
        beside: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message=message, extra_data=beside)
        self.status_code = status  # set here, for the base class does not know 507
        self.code, self.field, self.hint = code, field, hint


def error_body(code: str, message: str, field: str | None = None, hint: str | None = None) -> dict[str, Any]:
    """Make the error body. Callers may rely on all four keys; more may be added.

    >>> error_body("text_blank", "没有文字。", field="text")
    {'error': {'code': 'text_blank', 'message': '没有文字。', 'field': 'text', 'hint': None}}
    """
    return {"error": {"code": code, "message": message, "field": field, "hint": hint}}


def faults(*statuses: int) -> dict[Any, Any]:
    """Document these statuses with the one error body."""
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorOut"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": body} for status in statuses}


def _answer(
    status: int, code: str, message: str, field: str | None = None, hint: str | None = None
) -> tuple[Response, int]:
    return jsonify(error_body(code, message, field, hint)), status


def register(app: APIFlask) -> None:
    """Let every fault of the app end in the one error body."""

    @app.error_processor
    def api_error(error: HTTPError) -> tuple[Response, int]:
        if isinstance(error, ApiError):
            body = error_body(error.code, str(error.message), error.field, error.hint)
            return jsonify({**body, **error.extra_data}), error.status_code
        if error.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
            field, why = _first_fault(error.detail)
            return _answer(422, "invalid_field", "有一项内容不对。", field, why)
        code = _CODES.get(error.status_code, "bad_request")
        return _answer(error.status_code, code, _MESSAGES[code])

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[Response, int]:
        status = error.code or 500
        code = "not_json" if status == HTTPStatus.BAD_REQUEST else _CODES.get(status, "bad_request")
        return _answer(status, code, _MESSAGES[code])

    @app.errorhandler(RecursionError)
    def too_deep(_: RecursionError) -> tuple[Response, int]:
        return _answer(400, "not_json", _MESSAGES["not_json"])

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[Response, int]:
        # no message and no arguments: they may hold what the buyer pasted
        frame = error.__traceback__
        while frame and frame.tb_next:
            frame = frame.tb_next
        place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else "?"
        log.error("unexpected %s at %s", type(error).__name__, place)
        return _answer(500, "internal", _MESSAGES["internal"])


def _first_fault(detail: Any) -> tuple[str | None, str | None]:
    """Find the first field and reason in APIFlask's validation detail."""
    for fields in detail.values() if isinstance(detail, dict) else ():
        for field, reasons in fields.items():
            return None if field == "_schema" else field, reasons[0]
    return None, None
