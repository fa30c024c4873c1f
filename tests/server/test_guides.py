import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize("id", ["order_status", "evidence", "before_buying", "complaint"])
def test_a_guide_has_parts_with_points_and_sources(client: FlaskClient, id: str) -> None:
    guide = client.get(f"/api/v1/guides/{id}").json
    assert guide["title"] and guide["sources"]
    assert all(part["title"] and part["points"] for part in guide["parts"])


def test_an_unknown_guide_is_told_with_those_that_are_there(client: FlaskClient) -> None:
    answer = client.get("/api/v1/guides/nothing")
    assert (answer.status_code, answer.json["error"]["code"]) == (404, "unknown_guide")
    assert "evidence" in answer.json["error"]["hint"]
