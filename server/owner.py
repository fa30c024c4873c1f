"""Who the owner is: whoever holds the token, or the cookie that the owner's link was traded for."""

import hashlib
import hmac
from pathlib import Path

from flask import Flask, current_app, request

from server.errors import ApiError
from server.token import token

COOKIE = "cuifa_owner"
AGAIN = "打开 cuifa serve 启动时打印的主人链接。"
_HOME = "OWNER_HOME"
_CHANGE_NOTHING = ("GET", "HEAD", "OPTIONS")


def register(app: Flask, home: Path) -> None:
    """Say where the token is kept, and let templates write `csrf_token()`."""
    app.config[_HOME] = home
    app.jinja_env.globals["csrf_token"] = csrf_token


def owner_only() -> None:
    """Let nobody else through; made for `before_request` of a blueprint.

    A cookie goes along with whatever request the browser makes, so that it alone changes nothing: the page that asks
    must also know the CSRF token.

    Raises:
        ApiError: 401 `owner_only`, or 403 `wrong_csrf_token`.
    """
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and is_token(given.strip()):
        return
    if not _same(request.cookies.get(COOKIE, ""), cookie_value()):
        raise ApiError(401, "owner_only", "这里只给服务的主人用。", hint=AGAIN)
    if request.method not in _CHANGE_NOTHING and not _same(request.headers.get("X-CSRF-Token", ""), csrf_token()):
        raise ApiError(403, "wrong_csrf_token", "这个页面太旧了，操作没有执行。", hint="刷新页面，再试一次。")


def is_token(given: str) -> bool:
    """Say whether this is the owner's token."""
    return _same(given, token(current_app.config[_HOME]))


def cookie_value() -> str:
    """What the cookie holds: derived from the token, so that a stolen cookie does not tell the token."""
    return hashlib.sha256(b"cookie:" + token(current_app.config[_HOME]).encode()).hexdigest()


def csrf_token() -> str:
    """What the owner's pages send as X-CSRF-Token: no other site can read it, and it does not tell the cookie."""
    return hmac.digest(cookie_value().encode(), b"csrf", "sha256").hex()


def _same(given: str, right: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(given.encode(errors="surrogateescape"), right.encode())
