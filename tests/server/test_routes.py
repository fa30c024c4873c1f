from flask.testing import FlaskClient

from model.labels import BUILT_IN


def test_labels_are_named_and_defined(client: FlaskClient) -> None:
    answer = client.get("/api/v1/labels").json
    assert {name: tuple(label["id"] for label in labels) for name, labels in answer.items()} == BUILT_IN
    assert all(label["name"] and label["definition"] for labels in answer.values() for label in labels)


def test_platforms_are_named(client: FlaskClient) -> None:
    assert "xiaohongshu" in [platform["id"] for platform in client.get("/api/v1/platforms").json]


def test_the_model_shows_its_card(client: FlaskClient) -> None:
    card = client.get("/api/v1/model").json
    assert card["data"]["messages"] >= 1500
    assert set(card["f1"]) == {"cause", "tone", "stance", "tactics"}
    assert set(card["sure_at"]) == {"cause", "tone", "stance"}


def test_health_tells_the_limits(client: FlaskClient) -> None:
    assert client.get("/healthz").json["longest_text"] == 20_000
    assert client.get("/readyz").json["status"] == "ready"


def test_the_schema_is_generated_for_every_route(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").json
    assert set(spec["paths"]) == {
        "/api/v1/analyze", "/api/v1/labels", "/api/v1/platforms", "/api/v1/model", "/healthz", "/readyz",
        "/api/v1/check-reply", "/api/v1/complaint", "/api/v1/guides/{id}",
        "/api/v1/corrections", "/api/v1/corrections/{id}",
        "/api/v1/train", "/api/v1/train/{id}", "/api/v1/train/{id}/cancel",
        "/api/v1/models", "/api/v1/models/{version}/activate", "/api/v1/models/rollback",
        "/api/v1/causes", "/api/v1/causes/{id}",
        "/api/v1/messages", "/api/v1/import", "/api/v1/export", "/api/v1/asking",
    }  # fmt: skip
    assert set(spec["paths"]["/api/v1/analyze"]["post"]["responses"]) >= {"200", "400", "413", "415", "422", "503"}
    assert client.get("/docs").status_code == 200
