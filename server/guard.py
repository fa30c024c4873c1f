"""Who may ask: exact Host and Origin headers, JSON only. A web page can reach neither reading nor owner's pages."""

from apiflask import APIFlask
from flask import Response, request

from server.config import Config
from server.errors import ApiError

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""The content policy of every answer; the owner's pages add scripts of their own to it."""
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def register(app: APIFlask, config: Config) -> None:
    """Check every request before its route, and set the security headers after."""

    @app.before_request
    def admit() -> None:
        if request.host not in config.hosts:
            raise ApiError(403, "wrong_host", "不接受这个主机名。", hint="用 http://127.0.0.1 加端口访问。")
        origin = request.headers.get("Origin")
        if origin is not None and not config.admits(origin):
            raise ApiError(
                403, "wrong_origin", "不接受来自这个网页的请求。", hint="只有催发扩展和本服务自己的页面可以访问。"
            )
        if request.method in ("POST", "PATCH", "PUT") and request.mimetype != "application/json":
            raise ApiError(415, "wrong_content_type", "请求内容要用 application/json。")

    @app.after_request
    def harden(response: Response) -> Response:
        if not request.path.startswith("/docs"):  # the generated documentation brings scripts of its own
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
        return response
