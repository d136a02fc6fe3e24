"""The service over HTTP: what it answers, and how it refuses."""

import json

import jsonschema
import pytest

from moderation.app import create_app
from moderation.settings import Settings
from tests.fakes import BrokenScorer, FixedScorer

COMMENT = {"text": "The new timetable has helped me get to work on time every day."}
ARTICLE = {"id": "a1", "headline": "New timetable for the 42", "proposition": "The new timetable should stay."}


def post(client, body, **arguments):
    return client.post("/v1/score", data=body if isinstance(body, bytes) else json.dumps(body), **arguments)


def test_a_comment_gets_a_decision_with_everything_behind_it(client):
    answer = post(client, {"comment": COMMENT | {"id": "c1"}, "article": ARTICLE})
    assert answer.status_code == 200
    content = answer.get_json()
    assert content["decision"]["action"] == "publish"
    assert content["comment_id"] == "c1"
    assert content["relevance"] is not None
    assert content["stance"]["proposition"] == ARTICLE["proposition"]
    assert content["length"] == {"counted": 62, "minimum": 50}


def test_the_answer_is_what_the_openapi_document_says(client):
    document = client.get("/openapi.json").get_json()
    answer = post(client, {"comment": {"text": "You utter idiot"}, "article": ARTICLE}).get_json()
    schema = {"$ref": "#/components/schemas/ScoreResponse", "components": document["components"]}
    jsonschema.validate(answer, schema)


def test_a_short_comment_is_no_error(client):
    content = post(client, {"comment": {"text": "You idiot"}}).get_json()
    reasons = [r["code"] for r in content["decision"]["reasons"]]
    assert content["decision"]["action"] == "reject"
    assert reasons[0] == "too_short"
    assert content["civility"]["insult"] > 0.3


def test_the_minimum_is_a_setting(model):
    client = create_app(Settings(minimum_length=5), scorer=model).test_client()
    assert post(client, {"comment": {"text": "Thanks a lot."}}).get_json()["length"]["minimum"] == 5


def test_curls_default_media_type_is_read_as_json(client):
    answer = post(client, {"comment": COMMENT}, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200


REFUSALS = {
    "malformed JSON": (b'{"comment":', 400),
    "empty body": (b"", 400),
    "invalid UTF-8": (b'{"comment":{"text":"\xff\xfe"}}', 400),
    "lone surrogate": (b'{"comment":{"text":"\\ud800"}}', 400),
    "deep JSON": (b"[" * 100_000, 400),
    "deep and closed JSON": (b'{"comment":' * 5000 + b"1" + b"}" * 5000, 400),
    "not an object": (b"[1,2]", 422),
    "missing comment": (b"{}", 422),
    "missing text": (b'{"comment":{}}', 422),
    "text of a wrong type": (b'{"comment":{"text":5}}', 422),
    "null text": (b'{"comment":{"text":null}}', 422),
    "NUL": (b'{"comment":{"text":"a\\u0000b"}}', 422),
    "unknown field": (b'{"comment":{"text":"x","txet":"y"}}', 422),
    "article without id": (b'{"comment":{"text":"x"},"article":{"headline":"y"}}', 422),
    "30 KB of text": (json.dumps({"comment": {"text": "x" * 30_000}}).encode(), 413),
    "20 KB in bytes, not in characters": (json.dumps({"comment": {"text": "é" * 10_241}}).encode(), 413),
    "1 MB of text": (json.dumps({"comment": {"text": "x" * 1_000_000}}).encode(), 413),
}


@pytest.mark.parametrize(("body", "status"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_bad_request_is_refused_as_problem_json_and_the_service_goes_on(client, body, status):
    answer = post(client, body)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    content = answer.get_json()
    assert content["status"] == status
    assert content["detail"]
    assert "Traceback" not in answer.text
    assert post(client, {"comment": COMMENT}).status_code == 200


def test_exactly_20_480_bytes_are_taken(client):
    assert post(client, {"comment": {"text": "x" * 20_480}}).status_code == 200
    assert post(client, {"comment": {"text": "x" * 20_481}}).status_code == 413


def test_a_wrong_field_is_named_by_its_path(client):
    content = post(client, {"comment": {"text": 5}, "article": {"id": ""}}).get_json()
    assert [e["path"] for e in content["errors"]] == ["comment.text", "article.id"]


def test_another_media_type_is_refused(client):
    assert post(client, b"<x/>", content_type="text/xml").status_code == 415


@pytest.mark.parametrize(("method", "path", "status"), [("get", "/nowhere", 404), ("get", "/v1/score", 405)])
def test_what_is_not_there_is_problem_json_too(client, method, path, status):
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


def test_a_failing_model_is_a_500_without_its_internals():
    client = create_app(Settings(), scorer=BrokenScorer()).test_client()
    answer = post(client, {"comment": COMMENT})
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text


def test_a_callers_request_id_comes_back(client):
    answer = post(client, {"comment": COMMENT}, headers={"X-Request-ID": "abc-1"})
    assert answer.headers["X-Request-ID"] == "abc-1"
    assert answer.get_json()["request_id"] == "abc-1"


@pytest.mark.parametrize("given", ["", "x" * 129, "caf\u00e9"])
def test_an_odd_request_id_is_replaced(client, given):
    answer = post(client, {"comment": COMMENT}, headers={"X-Request-ID": given})
    assert len(answer.headers["X-Request-ID"]) == 32


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_names_the_model(client, model, path):
    assert client.get(path).get_json() == {"status": "ok", "model_version": model.version}


def test_attributes_say_what_is_available():
    client = create_app(Settings(), scorer=FixedScorer()).test_client()
    listed = {a["name"]: a for a in client.get("/v1/attributes").get_json()["attributes"]}
    assert listed["toxicity"]["available"]
    assert not listed["sarcastic"]["available"]
    assert listed["sarcastic"]["held_from"] is None


def test_the_readable_page_lists_every_endpoint(client):
    page = client.get("/docs").text
    assert all(path in page for path in client.get("/openapi.json").get_json()["paths"])
