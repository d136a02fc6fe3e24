"""Coral's phase and webhooks, OpenAI's and Akismet's shapes, over HTTP."""

import json

import pytest

from moderation.api.coral.signature import HEADER, sign
from moderation.api.keys import Scope, add_key
from moderation.app import create_app
from moderation.settings import Settings
from tests.fakes import BrokenScorer, FixedScorer

FINE = "The new timetable has helped me get to work on time every single day."
GERMAN = "Der Stadtrat hat gestern beschlossen, dass die Straße für Autos gesperrt bleibt, und das ist sehr gut so."
SECRET = "coral-secret"


@pytest.fixture
def serve(tmp_path):
    def make(scorer=None, **settings):
        files = {"keys": tmp_path / "keys.json", "feedback": tmp_path / "feedback.jsonl"}
        app = create_app(Settings(coral_secrets=(SECRET,), **files, **settings), scorer=scorer or FixedScorer())
        return app.test_client()

    return make


def coral(client, body=FINE, path="/v1/coral/moderate"):
    content = {
        "action": "NEW",
        "comment": {"body": body, "parentID": None},
        "author": {"id": "u1", "role": "COMMENTER"},
        "story": {"id": "s1", "url": "https://news.example/1"},
        "site": {"id": "gazette"},
        "tenantID": "t",
        "tenantDomain": "news.example",
    }
    raw = body if isinstance(body, bytes) else json.dumps(content, indent=2).encode()
    return client.post(path, data=raw, headers={HEADER: sign(SECRET, raw), "Content-Type": "application/json"})


def test_coral_hears_no_opinion_on_a_fine_comment(serve):
    answer = coral(serve())
    assert (answer.status_code, answer.get_json()) == (200, {})


def test_coral_withholds_an_uncivil_comment(serve):
    answer = coral(serve(FixedScorer(insult=0.9))).get_json()
    assert answer["status"] == "SYSTEM_WITHHELD"
    assert answer["actions"][0]["reason"] == "COMMENT_DETECTED_TOXIC"


def test_coral_rejects_a_short_comment_and_counts_what_a_reader_sees(serve):
    answer = coral(serve(), "<blockquote>" + FINE + "</blockquote><div><b>Indeed.</b></div>").get_json()
    assert answer["status"] == "REJECTED"
    assert answer["reasons"][0]["message"].startswith("7 of at least 50")


UNSCORED = {
    "a model that fails": (BrokenScorer(), FINE),
    "another language": (None, GERMAN),
    "too long a text": (None, "x" * 20_481),
    "a body over the limit": (None, b"x" * 1_000_001),
    "no JSON": (None, b"nonsense"),
    "JSON of another shape": (None, b"[]"),
    "no comment": (None, b"{}"),
}


@pytest.mark.parametrize(("scorer", "body"), UNSCORED.values(), ids=UNSCORED.keys())
def test_what_coral_could_not_have_scored_is_withheld(serve, scorer, body):
    answer = coral(serve(scorer), body)
    assert (answer.status_code, answer.get_json()) == (200, {"status": "SYSTEM_WITHHELD"})


def test_failing_open_is_a_choice(serve):
    assert coral(serve(BrokenScorer(), coral_statuses="unscored=pass"), FINE).get_json() == {}


def test_a_language_can_be_scored_anyway(serve):
    assert coral(serve(unsupported_language="score_anyway"), GERMAN).get_json() == {}


def test_plain_text_keeps_its_angle_brackets(serve):
    answer = coral(serve(coral_format="plain"), "<b>" + "x" * 44 + "</b>").get_json()
    assert answer == {}


def test_a_bad_signature_is_refused(serve):
    answer = serve().post("/v1/coral/moderate", data=b"{}", headers={HEADER: "sha256=00"})
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"


def test_corals_webhooks_are_received(serve):
    body = json.dumps({"id": "e", "type": "COMMENT_CREATED", "data": {"commentID": "c"}}).encode()
    assert coral(serve(), body, "/v1/coral/events").get_json() == {"received": True, "labels": 0}


def test_openais_shape_scores_each_input(serve):
    answer = serve(FixedScorer(insult=0.9, threat=0.1)).post("/v1/moderations", json={"input": ["a", "b"]})
    content = answer.get_json()
    first, second = content["results"]
    assert first == second
    assert first["flagged"]
    assert first["categories"]["harassment"]
    assert first["category_scores"]["harassment/threatening"] == 0.1
    assert content["model"] == "moderation-fixed"


def test_a_category_without_a_head_is_not_invented(serve):
    content = serve().post("/v1/moderations", json={"input": "a"}).get_json()["results"][0]
    assert content["category_applied_input_types"]["self-harm"] == []
    assert content["category_applied_input_types"]["harassment"] == ["text"]
    assert not content["flagged"]


@pytest.mark.parametrize(
    ("handling", "status", "looked_at"), [("error", 422, None), ("omit", 200, []), ("score_anyway", 200, ["text"])]
)
def test_openais_shape_keeps_to_the_setting_for_other_languages(serve, handling, status, looked_at):
    answer = serve(unsupported_language=handling).post("/v1/moderations", json={"input": GERMAN})
    assert answer.status_code == status
    if looked_at is not None:
        assert answer.get_json()["results"][0]["category_applied_input_types"]["harassment"] == looked_at


INPUTS = {
    "a text": ("a", 200, 1),
    "texts": (["a", "b", "c"], 200, 3),
    "parts are one text": ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], 200, 1),
    "a thousand": (["a"] * 1000, 200, 1000),
    "a thousand and one": (["a"] * 1001, 422, 0),
    "none": ([], 422, 0),
    "an image": ([{"type": "image_url", "image_url": {"url": "x"}}], 422, 0),
    "a number": (5, 422, 0),
    "too long": ("x" * 20_481, 413, 0),
}


@pytest.mark.parametrize(("value", "status", "results"), INPUTS.values(), ids=INPUTS.keys())
def test_openais_inputs(serve, value, status, results):
    answer = serve().post("/v1/moderations", json={"input": value, "model": "omni-moderation-latest"})
    assert answer.status_code == status
    assert len(answer.get_json().get("results", ())) == results


def akismet(client, call="comment-check", **form):
    form = {"blog": "https://blog.example", "user_ip": "192.0.2.1", "comment_content": FINE} | form
    headers = {"Host": form.pop("host")} if "host" in form else {}
    return client.post(f"/1.1/{call}", data=form, headers=headers)


def test_akismet_hears_ham_and_spam(serve):
    assert akismet(serve()).text == "false"
    answer = akismet(serve(FixedScorer(insult=0.9)))
    assert (answer.text, answer.headers["X-Moderation-Reasons"]) == ("true", "insult")
    assert akismet(serve(), comment_content=GERMAN).text == "true"


def test_a_failing_model_is_no_answer_to_akismet(serve):
    answer = akismet(serve(BrokenScorer()))
    assert answer.status_code == 500
    assert answer.text not in {"true", "false"}


@pytest.mark.parametrize(("call", "value"), [("submit-spam", 1.0), ("submit-ham", 0.0)])
def test_akismets_submissions_are_labels(serve, tmp_path, call, value):
    assert akismet(serve(), call).text == "Thanks for making the web a better place."
    (line,) = (tmp_path / "feedback.jsonl").read_text().splitlines()
    label = json.loads(line)
    assert (label["text"], label["attribute"], label["value"]) == (FINE, "SPAM", value)


def test_akismets_key_is_a_field_or_the_first_label_of_the_host(serve, tmp_path):
    _, secret = add_key(tmp_path / "keys.json", "artalk", [Scope.SCORE])
    client = serve()
    assert akismet(client, api_key=secret).text == "false"
    assert akismet(client, host=f"{secret}.rest.akismet.com").text == "false"
    assert akismet(client, "verify-key", key=secret).text == "valid"
    refused = akismet(client, api_key="wrong")
    assert (refused.status_code, refused.text) == (200, "invalid")
    assert refused.headers["X-akismet-debug-help"]
    assert "may not feedback" in akismet(client, "submit-spam", api_key=secret).headers["X-akismet-debug-help"]


def test_with_a_database_the_rules_know_the_author_and_labels_are_stored(serve, tmp_path):
    path = tmp_path / "moderation.db"
    client = serve(database=f"sqlite:///{path}")
    assert coral(client).get_json() == {}
    assert akismet(client).text == "false"
    assert akismet(client, "submit-spam").status_code == 200
    # no head of ours is spam: it is kept in the file, never lost
    assert "SPAM" in (tmp_path / "feedback.jsonl").read_text()
