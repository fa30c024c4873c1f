"""Corrections: kept masked until the owner reviews them, and taken back by whoever knows their id."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from flask import Flask, current_app

from model.corrections import Correction
from model.labels import LABEL_SETS
from model.private import mask
from server import schemas
from server.config import Config
from server.errors import ApiError, faults, log
from server.looks import looked_at

if TYPE_CHECKING:
    from server.store import Store

corrections = APIBlueprint("corrections", __name__, url_prefix="/api/v1/corrections", tag="api")
_EXTENSION = "cuifa_shelf"


class Shelf:
    """Where the store stands: opened at its first use, and anew after a fault."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._store: Store | None = None

    @contextmanager
    def opened(self) -> Iterator["Store"]:
        """Give the store; its faults become answers."""
        from server import store

        try:
            self._store = self._store or store.open_store(self._config.home, self._config.database_url)
            yield self._store
        except store.StoreFull as error:
            hint = "在服务所在的电脑上腾出一些空间，再试一次。"
            raise ApiError(507, "disk_full", "磁盘满了，操作没有完成。", hint=hint) from error
        except store.StoreUnavailable as error:
            self._store = None
            log.error("store: %s", error)
            hint = "过一会儿再试；一直这样，在服务所在的电脑上运行 cuifa doctor 看看。"
            raise ApiError(503, "store_unavailable", "存放更正的数据库暂时用不了。", hint=hint) from error


def register(app: Flask, config: Config) -> None:
    """Mount the routes; nothing is opened."""
    app.extensions[_EXTENSION] = Shelf(config)
    app.register_blueprint(corrections)


def shelf() -> Shelf:
    """Give the shelf of the app that answers."""
    found: Shelf = current_app.extensions[_EXTENSION]
    return found


@corrections.post("")
@corrections.input(schemas.CorrectionIn)
@corrections.output(schemas.CorrectedOut, status_code=201)
@corrections.doc(summary="Say what a message really is", responses=faults(400, 403, 413, 415, 422, 503, 507))
def correct(json_data: schemas.CorrectionIn) -> dict[str, str]:
    """Keep the right labels with the message, personal data masked; the same id again changes nothing."""
    text, labels = mask(json_data.text), {name: getattr(json_data, name) for name in LABEL_SETS}
    (look,) = looked_at([Correction("", text, **labels)])
    values = {"text": text, **labels, "model_version": json_data.model_version, **look}
    with shelf().opened() as store:
        kept = store.corrections.keep(json_data.id or str(uuid.uuid4()), **values)
    return {"id": kept.id, "masked": kept.text}


@corrections.delete("/<id>")
@corrections.output({}, status_code=204)
@corrections.doc(summary="Take a correction back", responses=faults(403, 404, 409, 503, 507))
def take_back(id: str) -> str:
    """Remove a correction that nobody has reviewed yet."""
    with shelf().opened() as store:
        status = store.corrections.take_back(id)
    if status is None:
        raise ApiError(404, "unknown_correction", "没有这条更正，可能已经撤回了。", "id")
    if status != "pending":
        raise ApiError(409, "already_reviewed", "这条更正已经审核过，撤不回了。", "id")
    return ""
