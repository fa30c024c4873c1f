"""The owner's queue: in order, found again, decided on with its near copies, and taken back whole."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from model.registry import Registry
from model.second_look import Look
from server.app import create_app
from server.config import Config
from server.store import Store, open_store
from server.token import link, token
from tests.conftest import LocalClient

QUEUE = "/api/v1/corrections"
TWINS = ("亲亲这款真的没有货了，您申请退款吧", "亲亲这款真的没有货了，您申请退款哈")
VERSION = "20200101-000000-00000000"


def owners_client(home: Path) -> FlaskClient:
    app = create_app(Config(home=home, host="127.0.0.1", port=8765))
    app.test_client_class = LocalClient
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token(home)}"
    return client


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home without a model."""
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> Store:
    """The store that the service answers from."""
    return open_store(home)


@pytest.fixture
def client(home: Path) -> FlaskClient:
    """The owner's client of a service without a model."""
    return owners_client(home)


@pytest.fixture
def with_model(trained_home: Path, tmp_path: Path) -> FlaskClient:
    """The owner's client of a service with a model."""
    home = tmp_path / "trained"
    shutil.copytree(trained_home / "models", home / "models")
    return owners_client(home)


def ids(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json["items"]]


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]["code"]


def decide(client: FlaskClient, id: str, **decision: Any) -> TestResponse:
    return client.patch(f"{QUEUE}/{id}", json=decision)


def item(client: FlaskClient, id: str) -> dict[str, Any]:
    answer = client.get(f"{QUEUE}/{id}")
    assert answer.status_code == 200, answer.text
    return answer.json


@pytest.fixture
def three(store: Store) -> None:
    """Three corrections whose doubt, disagreement and age give three different orders."""
    looks = {"oldest": (0.5, 0.9), "middle": (0.1, 0.5), "newest": (0.9, 0.1)}
    for id, (doubt, disagreement) in looks.items():
        labels = {"cause": "backlog", "doubt": doubt, "disagreement": disagreement}
        store.corrections.keep(id, text=f"{id} 排单中 Abc", **labels)


@pytest.mark.parametrize(
    ("order", "first_to_last"),
    [
        ("doubt", ["newest", "oldest", "middle"]),
        ("disagreement", ["oldest", "middle", "newest"]),
        ("age", ["oldest", "middle", "newest"]),
    ],
)
def test_the_queue_comes_in_an_order_and_page_by_page(
    client: FlaskClient, three: None, order: str, first_to_last: list[str]
) -> None:
    assert ids(client.get(QUEUE, query_string={"order": order})) == first_to_last
    for q in ("", "排单"):
        paged: list[str] = []
        while found := ids(client.get(QUEUE, query_string={"order": order, "limit": 1, "q": q, "after": paged[-1:]})):
            paged += found
        assert paged == first_to_last


def test_equal_ones_have_an_order_too(client: FlaskClient, store: Store) -> None:
    for id in "abcd":
        store.corrections.keep(id, text=f"排单{id}", cause="backlog", doubt=0.5)
    assert ids(client.get(QUEUE)) == list("dcba")
    assert ids(client.get(QUEUE, query_string={"after": "c"})) == list("ba")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"cause": "logistics"}, ["b"]),
        ({"source": "file"}, ["c"]),
        ({"flagged": "true"}, ["a"]),
        ({"flagged": "false"}, ["b", "c"]),
        ({"q": "abc"}, ["a", "b"]),
        ({"q": " ABC "}, ["a", "b"]),
        ({"q": "100%"}, ["c"]),
        ({"q": "1%"}, []),
        ({"q": "_"}, []),
        ({"q": "abc", "cause": "backlog"}, ["a"]),
        ({"q": "没有的话"}, []),
        ({"status": "rejected"}, []),
    ],
)
def test_the_queue_is_filtered_and_searched(
    client: FlaskClient, store: Store, asked: dict[str, str], found: list[str]
) -> None:
    store.corrections.keep("a", text="排单 Abc", cause="backlog", flagged=True)
    store.corrections.keep("b", text="停运 aBC", cause="logistics")
    store.corrections.keep("c", text="100%没货", tone="neutral", source="file")
    answer = client.get(QUEUE, query_string={"order": "age", **asked})
    assert ids(answer) == found
    assert answer.json["total"] == len(found)
    assert answer.json["counts"] == {"pending": 3, "accepted": 0, "rejected": 0, "unlabelled": 0, "flagged": 1}


def test_the_total_counts_all_pages(client: FlaskClient, three: None) -> None:
    for asked in ({}, {"q": "Abc"}):
        totals = [
            client.get(QUEUE, query_string={"limit": 1, "after": id, **asked}).json["total"]
            for id in ("newest", "middle")
        ]
        assert totals == [3, 3]


def test_what_was_reviewed_comes_newest_first(client: FlaskClient, three: None) -> None:
    for id in ("middle", "oldest", "newest"):
        decide(client, id, status="accepted")
    assert ids(client.get(QUEUE, query_string={"status": "accepted"})) == ["newest", "oldest", "middle"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"limit": 0}, "limit"), ({"limit": 101}, "limit"), ({"order": "size"}, "order"), ({"order": "useful"}, "order")],
)
def test_a_wrong_question_is_told(client: FlaskClient, asked: dict[str, Any], field: str) -> None:
    answer = client.get(QUEUE, query_string=asked)
    assert code(answer) == (422, "invalid_field")
    assert answer.json["error"]["field"] == field


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", QUEUE),
        ("get", f"{QUEUE}/a"),
        ("patch", f"{QUEUE}/a"),
        ("post", "/api/v1/messages"),
        ("post", "/api/v1/import"),
        ("get", "/api/v1/export"),
        ("get", "/api/v1/asking"),
    ],
)
def test_nobody_but_the_owner_gets_in(client: FlaskClient, home: Path, method: str, path: str) -> None:
    body = {} if method == "get" else {"json": {"status": "accepted"}}
    stranger = client.application.test_client()
    assert code(stranger.open(path, method=method.upper(), **body)) == (401, "owner_only")
    stranger.get(link(home, ""))
    answer = stranger.open(path, method=method.upper(), **body)
    assert method == "get" or code(answer) == (403, "wrong_csrf_token")


def test_a_decision_changes_what_it_says_and_leaves_the_rest(client: FlaskClient, three: None) -> None:
    answer = decide(client, "oldest", status="accepted", tone="evasive", tactics=["stalling"])
    assert answer.json["changed"] == ["oldest"]
    decided = answer.json["item"]
    assert decided["labels"] == {"cause": "backlog", "tone": "evasive", "stance": None, "tactics": ["stalling"]}
    assert (decided["status"], decided["flagged"]) == ("accepted", False)
    assert decided["reviewed_at"] >= decided["created_at"]


def test_a_label_can_be_taken_away_and_a_flag_set_and_lifted(client: FlaskClient, three: None) -> None:
    decide(client, "oldest", tone="evasive", cause=None, flagged=True)
    assert item(client, "oldest")["labels"]["cause"] is None
    assert item(client, "oldest")["flagged"]
    assert client.get(QUEUE).json["counts"]["flagged"] == 1
    decide(client, "oldest", flagged=False)
    assert (item(client, "oldest")["flagged"], item(client, "oldest")["status"]) == (False, "pending")


def test_every_decision_is_recorded_with_what_was_before_and_after(client: FlaskClient, three: None) -> None:
    decide(client, "oldest", status="accepted", cause="logistics")
    decide(client, "oldest", status="rejected")
    first, second = item(client, "oldest")["reviews"]
    assert {review["who"] for review in (first, second)} == {"owner"}
    assert first["at"] <= second["at"]
    told = [
        (review[side]["status"], review[side]["cause"]) for review in (first, second) for side in ("before", "after")
    ]
    assert told == [
        ("pending", "backlog"),
        ("accepted", "logistics"),
        ("accepted", "logistics"),
        ("rejected", "logistics"),
    ]


def test_what_changes_nothing_is_not_recorded(client: FlaskClient, three: None) -> None:
    assert decide(client, "oldest", cause="backlog").json["changed"] == []
    assert item(client, "oldest")["reviews"] == []


@pytest.mark.parametrize("labels", [{"cause": "not_refusal", "stance": "delay"}, {"tactics": ["buyer_fault_refund"]}])
def test_labels_that_cannot_stand_together_are_refused_and_nothing_changes(
    client: FlaskClient, three: None, labels: dict[str, Any]
) -> None:
    assert code(decide(client, "oldest", status="accepted", **labels)) == (422, "contradictory_labels")
    assert item(client, "oldest")["labels"]["cause"] == "backlog"
    assert item(client, "oldest")["reviews"] == []


def test_a_buyers_own_contradiction_may_be_flagged_and_rejected_but_not_accepted(
    client: FlaskClient, store: Store
) -> None:
    store.corrections.keep("torn", text="发了", cause="not_refusal", stance="delay")
    assert code(decide(client, "torn", status="accepted")) == (422, "contradictory_labels")
    assert decide(client, "torn", flagged=True).status_code == 200
    assert decide(client, "torn", status="rejected").status_code == 200


def test_an_unknown_label_or_id_is_told(client: FlaskClient, three: None) -> None:
    assert code(decide(client, "oldest", cause="nope")) == (422, "unknown_label")
    assert code(decide(client, "nobody", status="accepted")) == (404, "unknown_correction")
    assert code(client.get(f"{QUEUE}/nobody")) == (404, "unknown_correction")


@pytest.fixture
def twins(store: Store) -> None:
    """Two near copies with different labels, and one message that is like neither."""
    store.corrections.keep("one", text=TWINS[0], cause="out_of_stock")
    store.corrections.keep("two", text=TWINS[1], cause="backlog", tone="friendly")
    store.corrections.keep("other", text="您的地址写得不对", cause="order_info")


def test_near_copies_that_wait_are_shown(client: FlaskClient, twins: None) -> None:
    (copy,) = item(client, "one")["copies"]
    assert (copy["id"], copy["text"], copy["status"]) == ("two", TWINS[1], "pending")
    assert copy["labels"] == {"cause": "backlog", "tone": "friendly", "stance": None, "tactics": None}
    assert item(client, "other")["copies"] == []


def test_near_copies_are_decided_on_together_and_taken_back_together(client: FlaskClient, twins: None) -> None:
    answer = decide(client, "one", status="accepted", stance="refuse", copies=["two", "one", "nobody"])
    assert answer.json["changed"] == ["one", "two"]
    labels = {"cause": "out_of_stock", "tone": None, "stance": "refuse", "tactics": None}
    assert [item(client, id)["labels"] for id in ("one", "two")] == [labels, labels]
    assert client.get(QUEUE).json["counts"]["accepted"] == 2

    assert decide(client, "one", status="pending").json["changed"] == ["one", "two"]
    assert [item(client, id)["labels"]["cause"] for id in ("one", "two")] == ["out_of_stock", "backlog"]
    assert item(client, "two")["labels"]["tone"] == "friendly"
    assert [item(client, id)["reviewed_at"] for id in ("one", "two")] == [None, None]
    assert client.get(QUEUE).json["counts"]["pending"] == 3


def test_rejecting_leaves_the_copies_their_labels(client: FlaskClient, twins: None) -> None:
    decide(client, "one", status="rejected", copies=["two"])
    assert item(client, "two")["status"] == "rejected"
    assert item(client, "two")["labels"]["cause"] == "backlog"


def test_a_copy_that_was_decided_on_again_is_not_taken_back_with_the_others(client: FlaskClient, twins: None) -> None:
    decide(client, "one", status="accepted", copies=["two"])
    decide(client, "two", status="rejected")
    assert decide(client, "one", status="pending").json["changed"] == ["one"]
    assert item(client, "two")["status"] == "rejected"


def test_a_copy_that_was_decided_on_before_stays(client: FlaskClient, twins: None) -> None:
    decide(client, "two", status="rejected")
    assert decide(client, "one", status="accepted", copies=["two"]).json["changed"] == ["one"]


def test_a_copy_is_taken_back_alone(client: FlaskClient, twins: None) -> None:
    decide(client, "one", status="accepted", copies=["two"])
    assert decide(client, "two", status="pending").json["changed"] == ["two"]
    assert item(client, "one")["status"] == "accepted"


def test_reopening_goes_back_to_what_was_before_the_first_of_several_decisions(
    client: FlaskClient, three: None
) -> None:
    decide(client, "oldest", status="accepted", cause="logistics")
    decide(client, "oldest", cause="pricing")
    decide(client, "oldest", status="pending")
    assert (item(client, "oldest")["status"], item(client, "oldest")["labels"]["cause"]) == ("pending", "backlog")
    assert decide(client, "oldest", status="pending").json["changed"] == []


def test_an_accepted_correction_with_the_same_words_is_known_and_a_rejected_one_is_not(
    client: FlaskClient, twins: None
) -> None:
    decide(client, "two", status="accepted")
    (known,) = item(client, "one")["known"]
    assert (known["from"], known["id"], known["labels"]["cause"]) == ("corrections", "two", "backlog")
    assert item(client, "one")["copies"] == []
    decide(client, "two", status="rejected")
    assert item(client, "one")["known"] == []


def test_a_training_message_with_nearly_the_same_words_is_known(
    client: FlaskClient, store: Store, examples: list[Any]
) -> None:
    example = max(examples, key=lambda example: len(example.text))
    store.corrections.keep("near", text=example.text + "哦", cause="backlog")
    known = item(client, "near")["known"][0]
    assert (known["from"], known["id"], known["text"]) == ("messages", example.id, example.text)
    assert known["labels"]["cause"] == example.cause


def test_an_unlabelled_message_that_is_labelled_is_the_owners_and_can_be_reopened(
    client: FlaskClient, store: Store
) -> None:
    store.corrections.keep("asked", text="系统升级中", status="unlabelled", source="owner")
    assert code(decide(client, "asked", status="accepted")) == (422, "nothing_corrected")
    decided = decide(client, "asked", status="accepted", cause="shop_issue", tactics=[]).json["item"]
    assert (decided["status"], decided["source"]) == ("accepted", "owner")
    assert client.get("/api/v1/asking").json["labelled"] == 1
    reopened = decide(client, "asked", status="pending").json["item"]
    assert reopened["status"] == "unlabelled"
    assert set(reopened["labels"].values()) == {None}


def test_without_a_model_there_is_no_reading_and_everything_else(client: FlaskClient, three: None) -> None:
    assert item(client, "oldest")["reading"] is None


def test_evidence_points_into_the_text_that_is_kept(with_model: FlaskClient) -> None:
    text = "亲，这款没货了，电话13800138000"
    id = with_model.post(QUEUE, json={"text": text, "cause": "backlog"}).json["id"]
    found = item(with_model, id)
    assert found["text"] == "亲，这款没货了，电话〔手机号〕"
    assert found["reading"]["cause"]["id"] == "out_of_stock"
    best = found["reading"]["cause"]["evidence"][0]
    assert "没货" in found["text"][best["start"] : best["end"]]


def test_what_arrives_is_looked_at_by_the_active_model(with_model: FlaskClient) -> None:
    text = "亲，这款没货了，给您退款"
    right, wrong = (
        with_model.post(QUEUE, json={"text": text, "cause": cause}).json["id"]
        for cause in ("out_of_stock", "logistics")
    )
    assert ids(with_model.get(QUEUE, query_string={"order": "disagreement"})) == [wrong, right]
    assert item(with_model, wrong)["disagreement"] > 0.8 > 0.2 > item(with_model, right)["disagreement"]


def test_what_another_version_looked_at_is_looked_at_again(with_model: FlaskClient) -> None:
    home = Path(with_model.application.config["OWNER_HOME"])
    store, active = open_store(home), Registry(home / "models").active()
    for id, read_by in (("before", VERSION), ("never", None), ("after", "29990101-000000-00000000")):
        store.corrections.keep(id, text="亲，这款没货了", cause="logistics", read_by=read_by)
    store.corrections.keep("reviewed", text="没货", cause="logistics", status="accepted", read_by=VERSION)
    with_model.get(QUEUE)
    assert {store.corrections.find(id).read_by for id in ("before", "never", "after")} == {active}
    assert store.corrections.find("before").disagreement > 0.5
    assert store.corrections.find("reviewed").read_by == VERSION


def test_one_request_looks_again_at_a_part_only(store: Store) -> None:
    store.corrections.keep_all([{"text": f"排单{n}", "cause": "backlog", "read_by": VERSION} for n in range(30)])
    found = store.corrections.unread("now", 20)
    assert len(found) == 20
    store.corrections.note("now", {each.id: Look(0.5, 0.25) for each in found} | {"taken back": Look(0, 0)})
    assert len(store.corrections.unread("now", 20)) == 10
    assert store.corrections.find(found[0].id).doubt == 0.5


def test_what_is_taken_back_leaves_no_sketch(client: FlaskClient, store: Store, twins: None) -> None:
    client.delete(f"{QUEUE}/two")
    assert store.corrections.sketches_of(["two"]) == {"two": []}
    assert item(client, "one")["copies"] == []


def test_moments_are_told_with_their_zone(client: FlaskClient, three: None) -> None:
    assert item(client, "oldest")["created_at"].endswith("Z")
