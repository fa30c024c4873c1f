"""Training from the owner's page: begun, watched and cancelled; it runs in a process of its own."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from apiflask import APIBlueprint
from flask import Flask, Response, current_app, request, stream_with_context

from server import schemas
from server.config import STREAMS, Config
from server.corrections import shelf
from server.errors import ApiError, faults
from server.owner import owner_only
from server.record import OWNER

if TYPE_CHECKING:
    from server.store import Store
    from server.store.tables import Run

training = APIBlueprint("training", __name__, url_prefix="/api/v1/train", tag="owner")
training.before_request(owner_only)
_EXTENSION = "cuifa_training"
_EVENTS = "text/event-stream"
_LOOKED_AT, _HEARTBEAT, _LONGEST = 0.3, 5.0, 30.0
"""Seconds: between two looks at the run; after which silence a comment shows that the connection stands; and after
which a stream ends, so that a reader who has gone holds no thread for long. Browsers come again by themselves."""
_AGAIN = 1000
"""Milliseconds after which they do."""


@dataclass(frozen=True)
class _Training:
    """How this service trains, and the seats of those who watch."""

    config: Config
    seats: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(STREAMS))


def register(app: Flask, config: Config) -> None:
    """Mount the routes; nothing is opened."""
    app.extensions[_EXTENSION] = _Training(config)
    app.register_blueprint(training)


def _training() -> _Training:
    held: _Training = current_app.extensions[_EXTENSION]
    return held


@training.post("")
@training.output(schemas.BegunOut, status_code=202)
@training.doc(summary="Begin a training", responses=faults(401, 403, 409, 415, 503, 507))
def begin() -> dict[str, str]:
    """Train on the labelled messages and the accepted corrections; 409 names the run that goes on already."""
    from server import trainer
    from server.store import TrainingGoesOn

    with shelf().opened() as store:
        try:
            run = store.runs.begin(OWNER)
        except TrainingGoesOn as error:
            hint = "等它结束，或者先取消它。"
            going = _told(error.run).model_dump(mode="json")
            raise ApiError(409, "training_runs", "已经有一次训练在进行。", hint=hint, beside={"run": going}) from error
        try:
            trainer.start(_training().config, run)
        except OSError:
            store.runs.end(run.id, "failed", "no process could be started")
            raise
    return {"id": run.id}


@training.get("")
@training.output(schemas.RunsOut)
@training.doc(summary="The newest trainings", responses=faults(401, 503))
def runs() -> dict[str, Any]:
    """List the newest twenty trainings, the newest first."""
    with shelf().opened() as store:
        return {"runs": store.runs.latest()}


@training.get("/<id>")
@training.output(schemas.RunOut)
@training.doc(summary="A training, once or as it goes on", responses=faults(401, 404, 503))
def run(id: str) -> Any:
    """Give a training; with `Accept: text/event-stream` again at each change, as server-sent events, until it ends."""
    with shelf().opened() as store:
        found = _known(store.runs.get(id))
    if request.accept_mimetypes.best_match(["application/json", _EVENTS]) != _EVENTS:
        return found
    return Response(stream_with_context(_events(store, found, _training().seats)), mimetype=_EVENTS)


@training.post("/<id>/cancel")
@training.output(schemas.RunOut, status_code=202)
@training.doc(summary="Ask a training to stop", responses=faults(401, 403, 404, 415, 503, 507))
def cancel(id: str) -> "Run":
    """Ask a training to stop, which it does before its next stage; one that has ended stays as it is."""
    with shelf().opened() as store:
        return _known(store.runs.cancel(id))


def _known(run: "Run | None") -> "Run":
    if run is None:
        raise ApiError(404, "unknown_run", "没有这次训练。", "id")
    return run


def _told(run: "Run") -> schemas.RunOut:
    return schemas.RunOut.model_validate(run)


def _events(store: "Store", run: "Run", seats: threading.Semaphore) -> Iterator[str]:
    """Tell a run, and each change of it; without a free seat only once, so that the reader asks again and again."""
    from server.store import StoreUnavailable

    said = _told(run).model_dump_json()
    yield f"retry: {_AGAIN}\ndata: {said}\n\n"
    if not seats.acquire(blocking=False):
        return
    try:
        began = heard = time.monotonic()
        while run.slot and time.monotonic() - began < _LONGEST:
            time.sleep(_LOOKED_AT)
            run = store.runs.get(run.id) or run
            now = _told(run).model_dump_json()
            if now != said:
                yield f"data: {now}\n\n"
            elif time.monotonic() - heard > _HEARTBEAT:
                yield ":\n\n"
            else:
                continue
            said, heard = now, time.monotonic()
    except StoreUnavailable:
        return  # the reader comes again, and is told
    finally:
        seats.release()
