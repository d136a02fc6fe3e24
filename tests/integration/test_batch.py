"""POST /v1/score:batch: every item answered in its place, whatever the others are."""

import json

import jsonschema
import pytest

from moderation.app import create_app
from moderation.settings import Settings
from tests.fakes import BrokenScorer

GOOD = {"comment": {"id": "c1", "text": "The new timetable has helped me get to work on time every day."}}


def post(client, body):
    return client.post("/v1/score:batch", data=json.dumps(body))


def test_an_item_gets_the_answer_of_the_single_endpoint(client):
    alone = client.post("/v1/score", json=GOOD).get_json()
    together = post(client, {"items": [GOOD]}).get_json()["results"][0]["result"]
    assert {**alone, "request_id": ""} == {**together, "request_id": ""}


@pytest.mark.parametrize(
    ("bad", "status"),
    [
        ({"comment": {"text": 5}}, 422),
        ({}, 422),
        ("text", 422),
        (None, 422),
        ({"comment": {"text": "a\u0000b"}}, 422),
        ({"comment": {"text": "x" * 20_481}}, 413),
    ],
    ids=["wrong type", "empty", "a string", "null", "NUL", "too large"],
)
def test_a_bad_item_spoils_none_of_the_others(client, bad, status):
    content = post(client, {"items": [GOOD, bad, GOOD]}).get_json()
    assert content["failed"] == 1
    assert [r["error"] and r["error"]["status"] for r in content["results"]] == [None, status, None]
    assert content["results"][2]["result"]["comment_id"] == "c1"


def test_the_wrong_field_of_an_item_is_named(client):
    content = post(client, {"items": [{"comment": {"text": 5}}]}).get_json()
    assert content["results"][0]["error"]["errors"][0]["path"] == "comment.text"


def test_a_thousand_items_are_taken_and_one_more_is_not(client):
    assert len(post(client, {"items": [GOOD] * 1000}).get_json()["results"]) == 1000
    assert post(client, {"items": [GOOD] * 1001}).status_code == 422
    assert post(client, {"items": []}).status_code == 422


def test_a_batch_may_be_larger_than_a_single_body(client):
    items = [{"comment": {"text": "x" * 20_000}}] * 100
    assert post(client, {"items": items}).get_json()["failed"] == 0


def test_a_failing_model_answers_each_item_without_its_internals():
    client = create_app(Settings(), scorer=BrokenScorer()).test_client()
    answer = post(client, {"items": [GOOD, GOOD]})
    assert answer.get_json()["failed"] == 2
    assert answer.get_json()["results"][0]["error"]["status"] == 500
    assert "secret" not in answer.text


def test_the_answer_is_what_the_openapi_document_says(client):
    document = client.get("/openapi.json").get_json()
    answer = post(client, {"items": [GOOD, {}]}).get_json()
    schema = {"$ref": "#/components/schemas/BatchResponse", "components": document["components"]}
    jsonschema.validate(answer, schema)
