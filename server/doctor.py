"""Examines an installation from the ground up."""

import os
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from model.errors import CuifaError
from server.config import Config

_OLD = timedelta(days=365)
"""A source that nobody looked at for this long is named."""


class Finding(NamedTuple):
    """One thing examined: whether it is well, what it is, and the mend where it is not."""

    ok: bool
    what: str
    mend: str = ""


def examine(config: Config | None = None, today: date | None = None) -> Iterator[Finding]:
    """Yield what is well and what is not: Python, segmenter, labelled messages, home, model, store, advice."""
    config = config or Config()
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        sys.version_info >= (3, 11), f"Python {python}", "" if sys.version_info >= (3, 11) else "install 3.11 or newer"
    )
    yield _segmenter()
    yield _messages(config)
    yield _home(config)
    yield _model(config)
    yield _store(config)
    yield from _advice(config, today or date.today())


def _segmenter() -> Finding:
    from model import segment

    name = "jieba (slower; rjieba has no wheel here)" if segment.cut is segment.jieba_cut else "rjieba"
    return Finding(True, f"segmenter: {name}")


def _messages(config: Config) -> Finding:
    from model import data

    folder = config.data or data.FOLDER
    examples, problems = data.check(folder)
    what = f"labelled messages: {len(examples)} in {folder}"
    mend = f"cuifa data check {config.data}" if config.data else "cuifa data check"
    return Finding(not problems, what, f"{problems[0]}; run `{mend}`" if problems else "")


def _home(config: Config) -> Finding:
    folder = config.home
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        return Finding(False, f"home {config.home} cannot be written", "set CUIFA_HOME to a folder of yours")
    for secret in (config.home / "token", config.home / "cuifa.db"):
        if os.name == "posix" and secret.exists() and secret.stat().st_mode & 0o077:
            return Finding(False, f"{secret} can be read by others", f"run `chmod 600 {secret}`")
    return Finding(True, f"home: {config.home}")


def _model(config: Config) -> Finding:
    from model.registry import Registry

    registry = Registry(config.home / "models")
    active = registry.active()
    if active is None:
        return Finding(False, "no model is active", "run `cuifa train`, or start `cuifa serve`, which trains the first")
    try:
        registry.load(active)
    except CuifaError as error:
        return Finding(False, f"model {active} cannot be used", str(error))
    return Finding(True, f"model: {active}")


def _store(config: Config) -> Finding:
    from server import store

    path = config.home / store.FILE
    if not (config.database_url or path.exists()):
        return Finding(True, "store: nothing is kept yet")
    name, mend = (
        ("the database of DATABASE_URL", "see that it runs and that DATABASE_URL is right")
        if config.database_url
        else (str(path), "see that you may write it and that the disk has room; if it is damaged, move it away")
    )
    try:
        store.open_store(config.home, config.database_url)
    except store.StoreUnavailable as error:
        return Finding(False, f"store: {name} cannot be opened ({error})", mend)
    return Finding(True, f"store: {name}")


def _advice(config: Config, today: date) -> Iterator[Finding]:
    from model.causes import FOLDER
    from server import advice, own_causes

    try:
        playbook = advice.load()
    except advice.PlaybookError as error:
        yield Finding(False, "the advice data does not resolve", str(error))
        return
    yield Finding(
        True, f"advice: {len(playbook.steps)} steps, {len(playbook.replies)} replies, {len(playbook.sources)} sources"
    )
    for source in playbook.sources.values():
        if today - date.fromisoformat(source.checked) > _OLD:
            what = f"source {source.id} was last checked on {source.checked}"
            yield Finding(True, what, "read it again and set `checked` in sources.yaml")
    for policy in playbook.platforms.values():
        if today - policy.checked > _OLD:
            what = f"the policy of {policy.id} was last checked on {policy.checked}"
            yield Finding(True, what, f"read it again and set `checked` in policies/{policy.id}.yaml")
    good, damaged = own_causes.examine(config.home, playbook)
    for problem in damaged:
        yield Finding(False, "own causes: a file will not do", f"{problem}; mend it in {config.home / FOLDER}")
    if good:
        yield Finding(True, f"own causes: {', '.join(cause.id for cause in good)}")
