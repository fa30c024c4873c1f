"""The owner's queue over HTTP: what waits is listed, decided on, brought in and taken out."""

import base64
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from apiflask import APIBlueprint
from flask import Response, request

from model import formats, known
from model.corrections import Correction as Labelled
from model.data import Problem, same_words
from model.errors import InputError, NoSellerMessage
from model.formats import Row
from model.labels import IDS, LABEL_SETS
from model.records import Form
from model.sift import sift
from server import answers, owner, review_schemas
from server.config import LARGEST_FILE
from server.corrections import shelf
from server.engine import Loaded
from server.errors import ApiError, faults
from server.looks import active, looked_at, refresh
from server.record import OWNER

if TYPE_CHECKING:
    from server.store import Store
    from server.store.queue import Page, Wanted
    from server.store.tables import Correction

review = APIBlueprint("queue", __name__, url_prefix="/api/v1", tag="owner")
_WAITING = ("pending", "unlabelled")
_POOL, _BEFORE = 500, 200
"""Of how many doubtful messages the most useful are chosen, and how many labelled ones they are held against."""
_MOST_PROBLEMS = 1000
"""Problems told of one file; whoever has more mends them with another tool."""
_ENDINGS: dict[Form, tuple[str, str]] = {
    "jsonl": ("jsonl", "application/x-ndjson"),
    "csv": ("csv", "text/csv; charset=utf-8"),
    "parquet": ("parquet", "application/vnd.apache.parquet"),
    "label-studio": ("json", "application/json"),
    "doccano": ("jsonl", "application/x-ndjson"),
}
_BRING_FILES = ("queue.add_messages", "queue.import_file")


@review.before_request
def _admit() -> None:
    owner.owner_only()
    if request.endpoint in _BRING_FILES:
        request.max_content_length = LARGEST_FILE


@review.get("/corrections")
@review.input(review_schemas.QueueIn, location="query")
@review.output(review_schemas.QueueOut)
@review.doc(summary="The queue, a page at a time", responses=faults(401, 403, 422, 503))
def queue(query_data: review_schemas.QueueIn) -> dict[str, Any]:
    """List what waits or was reviewed, each with its reading, its near copies and what is known of its words."""
    from server.store.queue import Wanted

    asked = query_data
    with shelf().opened() as store:
        if asked.status in _WAITING:
            refresh(store)
        order = "doubt" if asked.order == "useful" else asked.order
        wanted = Wanted(asked.status, order, asked.source, asked.cause, asked.flagged, asked.q.strip())
        if asked.order == "useful":
            page = _most_useful(store, wanted, asked.limit, asked.after)
        else:
            page = store.queue.page(wanted, asked.limit, asked.after)
        return {"total": page.total, "counts": page.counts, "items": _items(store, page.corrections)}


def _most_useful(store: "Store", wanted: "Wanted", limit: int, after: str | None) -> "Page":
    from model.asking import most_useful

    page = store.queue.page(wanted, _POOL)
    pool = page.corrections
    loaded = active()
    since = datetime.fromisoformat(loaded.manifest.trained_at) if loaded else None
    before = store.queue.lately_labelled(since, _BEFORE) if since else ()
    order = most_useful([each.text for each in pool], [each.doubt for each in pool], before)
    ordered = [pool[position] for position in order]
    seen = next((at for at, each in enumerate(ordered, 1) if each.id == after), 0)
    return page._replace(corrections=ordered[seen : seen + limit])


@review.get("/corrections/<id>")
@review.output(review_schemas.ItemWithReviewsOut)
@review.doc(summary="One correction, with all that was decided about it", responses=faults(401, 403, 404, 503))
def item(id: str) -> dict[str, Any]:
    """Give a correction."""
    with shelf().opened() as store:
        found = store.corrections.find(id)
        if not found:
            raise _unknown()
        return _items(store, [found])[0] | {"reviews": store.reviews.of(id)}


@review.patch("/corrections/<id>")
@review.input(review_schemas.DecisionIn)
@review.output(review_schemas.DecidedOut)
@review.doc(summary="Accept, reject, relabel, flag or reopen", responses=faults(400, 401, 403, 404, 413, 415, 422, 503))
def decide(id: str, json_data: review_schemas.DecisionIn) -> dict[str, Any]:
    """Decide on a correction and its near copies, and record it; `pending` takes the last decision back."""
    from server.store.reviews import Decision, LabelsContradict, NothingLabelled

    labels = {name: getattr(json_data, name) for name in LABEL_SETS if name in json_data.model_fields_set}
    if labels.get("tactics") is not None:
        labels["tactics"] = list(labels["tactics"])
    decision = Decision(json_data.status, labels, json_data.flagged, json_data.copies)
    with shelf().opened() as store:
        try:
            decided = store.reviews.decide(id, decision, OWNER)
        except LabelsContradict as error:
            raise ApiError(422, "contradictory_labels", "这几个标签不能放在一起。", hint=str(error)) from error
        except NothingLabelled as error:
            raise ApiError(422, "nothing_corrected", "还没有选正确的标签。") from error
    if not decided:
        raise _unknown()
    return {"item": decided[0], "changed": decided[1]}


@review.post("/messages")
@review.input(review_schemas.MessagesIn)
@review.output(review_schemas.AddedOut, status_code=201)
@review.doc(summary="Add messages to be labelled", responses=faults(400, 401, 403, 413, 415, 422, 503, 507))
def add_messages(json_data: review_schemas.MessagesIn) -> dict[str, Any]:
    """Keep messages that nobody has labelled, personal data masked; labels in a file are left aside."""
    found = [formats.messages("texts", json_data.texts)] if json_data.texts else []
    if json_data.content is not None:
        with _file_faults():
            found.append(formats.read_messages(json_data.name, _bytes(json_data.content)))
    sifted = sift(found)
    with shelf().opened() as store:
        added = _keep(store, sifted.rows)
    copies = sifted.copies + len(sifted.rows) - added
    return {"added": added, "copies": copies, "problems": _told(sifted.problems)}


@review.post("/import")
@review.input(review_schemas.ImportIn)
@review.output(review_schemas.ImportedOut, status_code=201)
@review.doc(summary="Bring in a labelled file", responses=faults(400, 401, 403, 413, 415, 422, 503, 507))
def import_file(json_data: review_schemas.ImportIn) -> Any:
    """Keep what a file says as corrections that wait for review, personal data masked; all of it, or what is good."""
    asked = json_data
    with _file_faults():
        found = formats.read(asked.name, _bytes(asked.content), asked.form, for_review=True)
    sifted = sift([found])
    problems = _told(sifted.problems)
    if problems and not asked.keep_good:
        hint = f"改好后再导入；或者只要能用的 {len(sifted.rows)} 条。"
        told = f"有 {sifted.bad} 条记录不能用，一条都没有导入。"
        beside = {"problems": problems, "good": len(sifted.rows)}
        raise ApiError(422, "bad_records", told, "content", hint, beside)
    with shelf().opened() as store:
        added = _keep(store, sifted.rows)
    copies = sifted.copies + len(sifted.rows) - added
    return {"added": added, "copies": copies, "skipped": sifted.skipped, "problems": problems}


@review.get("/export")
@review.input(review_schemas.ExportIn, location="query")
@review.doc(summary="Take out the corrections of a status as a file", responses=faults(401, 403, 422, 503))
def export(query_data: review_schemas.ExportIn) -> Response:
    """Write corrections in the form of a labelling tool, a table or a program."""
    with shelf().opened() as store:
        found = store.corrections.of_status(query_data.status)
    rows = [Row(each.text, **_labels(each)) for each in found]
    try:
        raw = formats.write(rows, query_data.form)
    except InputError as error:
        raise ApiError(422, "form_unavailable", "这台电脑写不了这种文件。", "form", str(error)) from error
    ending, kind = _ENDINGS[query_data.form]
    answer = Response(raw, content_type=kind)
    answer.headers.set("Content-Disposition", "attachment", filename=f"cuifa-{query_data.status}.{ending}")
    return answer


@review.get("/asking")
@review.output(review_schemas.AskingOut)
@review.doc(summary="How many more labels are likely to help", responses=faults(401, 403, 503))
def asking() -> dict[str, Any]:
    """Tell how much is labelled and waits, the active model's learning curve, and where it leads."""
    from model.forecast import forecast

    loaded = active()
    curve = loaded.manifest.metrics.get("curve", []) if loaded else []
    with shelf().opened() as store:
        waiting, labelled = store.queue.counts()["unlabelled"], store.corrections.labelled_by_owner()
    return {"waiting": waiting, "labelled": labelled, "curve": curve, "forecast": forecast(curve)}


def _unknown() -> ApiError:
    return ApiError(404, "unknown_correction", "没有这条更正，可能已经撤回了。", "id")


def _items(store: "Store", corrections: Sequence["Correction"]) -> list[dict[str, Any]]:
    loaded, labelled = active(), known.project()
    sketches = store.corrections.sketches_of([each.id for each in corrections])
    near = store.corrections.near({each.id: (each.text, sketches[each.id]) for each in corrections})
    items = []
    for each in corrections:
        messages = labelled.near(each.text, sketches[each.id])
        accepted = [other for other in near[each.id] if other.status == "accepted"]
        items.append(
            review_schemas.CorrectionOut.model_validate(each).model_dump()
            | {
                "reading": _reading(loaded, each.text),
                "copies": [other for other in near[each.id] if other.status in _WAITING],
                "known": [
                    *({"from": "messages"} | _said(message) for message in messages),
                    *({"from": "corrections"} | _said(other) for other in accepted),
                ],
            }
        )
    return items


def _said(labelled: Any) -> dict[str, Any]:
    return {"id": labelled.id, "text": labelled.text, "labels": _labels(labelled)}


def _reading(loaded: Loaded | None, text: str) -> dict[str, Any] | None:
    try:
        return answers.labels_read(loaded.classifier.read(text, all_seller=True)) if loaded else None
    except NoSellerMessage:
        return None


def _labels(labelled: Any) -> dict[str, Any]:
    found = {name: getattr(labelled, name) for name in LABEL_SETS}
    if found["tactics"] is not None:
        found["tactics"] = tuple(tactic for tactic in IDS["tactics"] if tactic in found["tactics"])
    return found


def _bytes(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except ValueError as error:
        raise ApiError(422, "not_base64", "文件内容没有传完整。", "content", "重新选一次文件。") from error


@contextmanager
def _file_faults() -> Iterator[None]:
    try:
        yield
    except InputError as error:
        raise ApiError(422, "unreadable_file", "这个文件读不出来。", "content", str(error)) from error


def _told(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [{"place": str(problem.place), "reason": problem.reason} for problem in problems[:_MOST_PROBLEMS]]


def _keep(store: "Store", rows: Sequence[Row]) -> int:
    """Keep the rows that say something new: labelled ones wait for review, the others to be labelled."""
    kept = defaultdict(list)
    for correction in store.corrections.with_words([row.text for row in rows]):
        kept[same_words(correction.text)].append(_labels(correction))
    fresh = []
    for row in rows:
        example = known.project().same(row.text)
        said = [*kept[same_words(row.text)], *([_labels(example)] if example else [])]
        if not any(_covers(labels, row) for labels in said):
            fresh.append(row)
    looks = looked_at([Labelled("", row.text, **_labels(row)) for row in fresh])
    store.corrections.keep_all([_values(row) | look for row, look in zip(fresh, looks, strict=True)])
    return len(fresh)


def _covers(labels: dict[str, Any], row: Row) -> bool:
    """Say whether labels that are kept say all that a row says."""
    return all(said in (None, labels[name]) for name, said in _labels(row).items())


def _values(row: Row) -> dict[str, Any]:
    given = _labels(row)
    labelled = any(label is not None for label in given.values())
    if given["tactics"] is not None:
        given["tactics"] = list(given["tactics"])
    source, status = ("file", "pending") if labelled else ("owner", "unlabelled")
    return {"text": row.text, **given, "source": source, "status": status}
