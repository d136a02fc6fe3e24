"""Outcomes are asked of Coral's GraphQL: here of a stand-in on this machine that answers as Coral does."""

import json
import threading

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from moderation.api.coral.outcomes import CoralGraphQL, Outcome
from moderation.api.coral.signature import HEADER, sign
from moderation.app import create_app
from moderation.errors import OutcomeError
from moderation.settings import Settings
from tests.fakes import FixedScorer

COMMENTS = {
    "c1": {"body": "<div>You <b>fool</b></div>", "status": "REJECTED", "story": {"url": "https://news.example/1"}},
    "c2": {"body": "<div>Well said</div>", "status": "APPROVED", "story": None},
    "c3": {"body": None, "status": "REJECTED", "story": None},
}


class Coral:
    """Knows some comments; answers HTML to a wrong token, as a proxy before Coral may."""

    def __init__(self):
        self.asked = []
        self._server = make_server("127.0.0.1", 0, Request.application(self.answer), threaded=True)
        self.url = f"http://127.0.0.1:{self._server.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, request):
        self.asked.append(request.path)
        if request.headers["Authorization"] != "Bearer token":
            return Response("<h1>No</h1>", 401)
        comment = COMMENTS.get(request.json["variables"]["id"])
        return Response(json.dumps({"data": {"comment": comment}}), content_type="application/json")

    def stop(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def coral():
    server = Coral()
    yield server
    server.stop()


def test_a_comment_comes_with_its_text_status_and_story(coral):
    found = CoralGraphQL(coral.url + "/", "token")
    assert found.find("c1") == Outcome("You fool", "REJECTED", "https://news.example/1")
    assert found.find("c2") == Outcome("Well said", "APPROVED", None)
    assert found.find("c3") == Outcome("", "REJECTED", None)
    assert set(coral.asked) == {"/api/graphql"}


def test_a_comment_that_is_gone_has_no_outcome(coral):
    assert CoralGraphQL(coral.url, "token").find("gone") is None


def test_a_refused_token_names_the_setting(coral):
    with pytest.raises(OutcomeError, match=r"401 .*MODERATION_CORAL_TOKEN"):
        CoralGraphQL(coral.url, "wrong").find("c1")


def test_a_coral_that_is_not_there_is_an_error():
    with pytest.raises(OutcomeError, match="cannot be reached"):
        CoralGraphQL("http://127.0.0.1:9", "token").find("c1")


@pytest.mark.parametrize(("token", "status", "labels"), [("token", 200, 2), ("wrong", 502, 0)])
def test_a_webhook_becomes_labels_or_an_error_that_coral_shows(coral, tmp_path, token, status, labels):
    files = {"keys": tmp_path / "keys.json", "feedback": tmp_path / "feedback.jsonl"}
    settings = Settings(coral_secrets=("s",), coral_url=coral.url, coral_token=token, **files)
    client = create_app(settings, scorer=FixedScorer()).test_client()
    event = {"id": "e", "type": "COMMENT_LEFT_MODERATION_QUEUE", "data": {"queue": "PENDING", "commentID": "c2"}}
    raw = json.dumps(event).encode()
    answer = client.post("/v1/coral/events", data=raw, headers={HEADER: sign("s", raw)})
    assert answer.status_code == status
    kept = files["feedback"].read_text().splitlines() if files["feedback"].exists() else []
    assert len(kept) == labels
