"""Perspective's protocol beyond single answers: keys, languages, spans, batches, discovery, feedback, CORS."""

import json
import logging
from pathlib import Path

import orjson
import pytest

from moderation.api.keys import Scope, add_key, revoke_key
from moderation.app import create_app
from moderation.errors import SettingsError
from moderation.label import Attribute
from moderation.settings import Settings
from moderation.storage import open_store
from tests.fakes import BrokenScorer, FixedScorer

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
TEXT = "You are quite wrong about the new timetable, and rude as well."
GERMAN = "Das ist doch völliger Unsinn, was Sie da schreiben."
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


def body(text=TEXT, attributes=("TOXICITY",), **more):
    return json.dumps({"comment": {"text": text}, "requestedAttributes": {a: {} for a in attributes}, **more})


@pytest.fixture
def settings(tmp_path):
    return Settings(keys=tmp_path / "keys.json", feedback=tmp_path / "feedback.jsonl")


@pytest.fixture
def build(settings):
    def build(scorer=None, store=None, **changes):
        values = {"keys": settings.keys, "feedback": settings.feedback, **changes}
        return create_app(Settings(**values), scorer=scorer or FixedScorer(toxicity=0.5), store=store).test_client()

    return build


def test_every_way_to_the_endpoint_answers_without_a_redirect(build):
    client = build()
    for path in (ANALYZE, "/comments:analyze", "//v1alpha1/comments:analyze", ANALYZE + "/", "//comments:analyze"):
        # the test client would take what follows two slashes for a host
        answer = client.post("/", data=body(), environ_overrides={"PATH_INFO": path})
        assert answer.status_code == 200, path


def test_system_parameters_are_tolerated(build):
    query = "alt=json&prettyPrint=false&fields=x&quotaUser=q&callback=c&uploadType=u&upload_protocol=p&$.xgafv=1"
    assert build().post(f"{ANALYZE}?key=any&{query}", data=body()).status_code == 200


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-www-form-urlencoded", "image/png", "x"])
def test_the_media_type_is_ignored(build, media_type):
    assert build().post(ANALYZE, data=body(), content_type=media_type).status_code == 200


def test_spans_count_utf16_code_units(build):
    answer = build().post(ANALYZE, data=body("👍 Good. Bad!", spanAnnotations=True)).get_json()
    scores = answer["attributeScores"]["TOXICITY"]
    assert [(span["begin"], span["end"]) for span in scores["spanScores"]] == [(0, 8), (9, 13)]
    whole = build().post(ANALYZE, data=body("a👍é")).get_json()["attributeScores"]["TOXICITY"]["spanScores"]
    assert whole == [{"begin": 0, "end": 4, "score": {"value": 0.5, "type": "PROBABILITY"}}]


def test_token_and_languages_come_back(build):
    answer = build().post(ANALYZE, data=body(clientToken="t", languages=["en-GB"])).get_json()
    assert answer["clientToken"] == "t"
    assert answer["languages"] == ["en-GB"]
    assert answer["detectedLanguages"] == ["en"]


def test_unsubstantial_is_the_minimum_length_rule(build):
    client = build()

    def value(text):
        answer = client.post(ANALYZE, data=body(text, ["UNSUBSTANTIAL"])).get_json()
        return answer["attributeScores"]["UNSUBSTANTIAL"]["summaryScore"]["value"]

    assert (value("x" * 49), value("x" * 50)) == (1.0, 0.0)


def test_off_topic_needs_the_article_and_stance_comes_with_it(build):
    client = build(FixedScorer(toxicity=0.5, relevance=0.25))
    context = {"articleAndParentComment": {"article": {"text": "New timetable for the 42\nIt starts on Monday."}}}
    answer = client.post(ANALYZE, data=body(attributes=["OFF_TOPIC", "TOXICITY"], context=context)).get_json()
    assert answer["attributeScores"]["OFF_TOPIC"]["summaryScore"]["value"] == 0.75
    assert answer["moderation"]["relevance"]["score"] == 0.25
    without = build().post(ANALYZE, data=body(attributes=["OFF_TOPIC", "TOXICITY"])).get_json()
    assert set(without["attributeScores"]) == {"TOXICITY"}


def test_a_composite_is_one_number_for_coral(build):
    client = build(FixedScorer(toxicity=0.5, insult=0.9), composites="MY_POLICY = max(TOXICITY/0.9, INSULT/0.8)")
    answer = client.post(ANALYZE, data=body(attributes=["MY_POLICY"])).get_json()
    assert answer["attributeScores"]["MY_POLICY"]["summaryScore"]["value"] == 0.9
    listed = {row["name"]: row for row in client.get("/v1/attributes").get_json()["perspective"]}
    assert listed["MY_POLICY"]["kind"] == "composite"


@pytest.mark.parametrize(
    "composites", ["P = max(SPAM/0.9)", "TOXICITY = max(INSULT/0.9)", "P = max(NOPE/0.9)", "P = max(OFF_TOPIC/0.5)"]
)
def test_a_composite_of_what_has_no_number_stops_the_start(build, composites):
    with pytest.raises(SettingsError, match="composite attribute"):
        build(composites=composites)


def test_unavailable_attributes_can_be_refused(build):
    client = build(unavailable_attribute="error")
    answer = client.post(ANALYZE, data=body(attributes=["TOXICITY", "SPAM"]))
    assert answer.get_json()["error"]["message"] == "Unknown requested attribute: SPAM"


def test_another_language_can_be_scored_anyway_or_left_out(build):
    scored = build(unsupported_language="score_anyway").post(ANALYZE, data=body(GERMAN)).get_json()
    assert scored["attributeScores"]["TOXICITY"]["summaryScore"]["value"] == 0.5
    assert scored["languages"] == scored["detectedLanguages"] == ["de"]
    left_out = build(unsupported_language="omit").post(ANALYZE, data=body(GERMAN))
    assert left_out.status_code == 200
    assert "attributeScores" not in left_out.get_json()


def test_another_language_is_announced_logged_and_counted(build, caplog):
    with caplog.at_level(logging.WARNING):
        client = build()
        assert "UNMODERATED" in caplog.text
        caplog.clear()
        for _ in range(11):
            client.post(ANALYZE, data=body(GERMAN))
    assert [record.args[1] for record in caplog.records] == [1, 10]
    assert 'moderation_unsupported_language_total{language="de"} 11' in client.get("/metrics").text


def test_without_keys_only_this_machine_is_answered(build):
    client = build()
    answer = client.post(ANALYZE, data=body(), environ_overrides=ELSEWHERE)
    assert answer.status_code == 403
    assert answer.get_json()["error"]["status"] == "PERMISSION_DENIED"
    assert "moderation key add" in answer.get_json()["error"]["message"]
    proxied = client.post(ANALYZE, data=body(), headers={"X-Forwarded-For": "192.0.2.7"})
    assert proxied.status_code == 403
    own = client.post("/v1/score", data=json.dumps({"comment": {"text": TEXT}}), environ_overrides=ELSEWHERE)
    assert own.status_code == 403
    assert own.mimetype == "application/problem+json"
    assert client.get("/healthz", environ_overrides=ELSEWHERE).status_code == 200


def test_a_key_opens_the_server_until_it_is_revoked(build, settings):
    client = build()
    key, secret = add_key(settings.keys, "coral", [Scope.SCORE])
    ways = [
        {"query_string": {"key": secret}},
        {"query_string": {"access_token": secret}},
        {"query_string": {"oauth_token": secret}},
        {"headers": {"Authorization": f"Bearer {secret}"}},
        {"headers": {"X-Goog-Api-Key": secret}},
    ]
    for way in ways:
        assert client.post(ANALYZE, data=body(), environ_overrides=ELSEWHERE, **way).status_code == 200, way
    add_key(settings.keys, "another", [Scope.SCORE])
    revoke_key(settings.keys, key.id)
    refused = client.post(ANALYZE, data=body(), **ways[0])
    assert refused.status_code == 400
    error = refused.get_json()["error"]
    assert error["message"] == "API key not valid. Please pass a valid API key."
    assert error["details"][0] == {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID",
        "domain": "googleapis.com",
        "metadata": {"service": "commentanalyzer.googleapis.com"},
    }


def test_no_key_and_a_key_of_another_scope_are_forbidden(build, settings):
    secret = add_key(settings.keys, "coral", [Scope.SCORE])[1]
    client = build()
    missing = client.post(ANALYZE, data=body())
    assert missing.status_code == 403
    assert missing.get_json()["error"]["message"].startswith("Method doesn't allow unregistered callers")
    other = client.post(f"{SUGGEST}?key={secret}", data=feedback())
    assert other.status_code == 403
    assert "may not feedback" in other.get_json()["error"]["message"]
    assert client.post("/v1/score", data="{}").status_code == 401


def test_a_damaged_key_file_stops_the_server(build, settings):
    settings.keys.write_text("[{}]")
    with pytest.raises(Exception, match="cannot be read as a list of keys"):
        build()


def test_over_the_quota_is_googles_429(build):
    client = build(queries_per_minute=2, workers=1)
    statuses = [client.post(ANALYZE, data=body()).status_code for _ in range(3)]
    error = client.post(ANALYZE, data=body()).get_json()["error"]
    assert statuses == [200, 200, 429]
    assert error["status"] == "RESOURCE_EXHAUSTED"
    assert error["message"].startswith("Quota exceeded for quota metric 'Analysis requests (AnalyzeComment)'")
    assert error["details"][0]["metadata"]["quota_limit_value"] == "2"
    assert error["details"][1]["@type"] == "type.googleapis.com/google.rpc.Help"


def feedback(value=1, attribute="TOXICITY", **more):
    entry = orjson.dumps({"url": "https://example.org/a", "Coral_comment_id": "c-9"}).decode()
    return json.dumps(
        {
            "comment": {"text": TEXT},
            "attributeScores": {attribute: {"summaryScore": {"value": value}}},
            "context": {"entries": [{"text": entry}]},
            "communityId": "Coral:example.org",
            "clientToken": "comment:c-9",
            **more,
        }
    )


def rows(path: Path):
    return [orjson.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def test_feedback_is_kept_with_corals_ids(build, settings):
    answer = build().post(SUGGEST, data=feedback(languages=["en"]))
    assert answer.get_json()["clientToken"] == "comment:c-9"
    assert answer.get_json()["requestedLanguages"] == ["en"]
    (row,) = rows(settings.feedback)
    assert (row["text"], row["attribute"], row["value"]) == (TEXT, "TOXICITY", 1.0)
    assert (row["comment_id"], row["url"], row["source"]) == ("c-9", "https://example.org/a", "Coral:example.org")


def test_feedback_with_nothing_to_echo_is_an_empty_object(build):
    short = json.dumps({"comment": {"text": "Ok"}, "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0}}}})
    assert build().post(SUGGEST, data=short).get_json() == {}


def test_feedback_that_may_not_be_stored_is_not(build, settings):
    assert build().post(SUGGEST, data=feedback(doNotStore=True)).status_code == 200
    assert rows(settings.feedback) == []


def test_feedback_on_a_span_keeps_the_span(build, settings):
    text = "👍 You idiot!"
    scores = {"INSULT": {"spanScores": [{"begin": 3, "end": 13, "score": {"value": 1}}]}}
    build().post(SUGGEST, data=json.dumps({"comment": {"text": text}, "attributeScores": scores}))
    assert [row["text"] for row in rows(settings.feedback)] == ["You idiot!"]


def test_feedback_goes_into_the_store_and_what_no_head_has_into_the_file(build, settings, tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'moderation.db'}")
    client = build(store=store)
    assert client.post(SUGGEST, data=feedback(0.0, "OBSCENE")).status_code == 200
    assert client.post(SUGGEST, data=feedback(1.0, "SPAM")).status_code == 200
    (label,) = store.labels.rows()
    assert (label.text, label.attribute, label.value) == (TEXT, Attribute.PROFANITY, 0.0)
    assert (label.source, label.actor) == ("Coral:example.org", "c-9")
    assert [row["attribute"] for row in rows(settings.feedback)] == ["SPAM"]


def test_discovery_names_the_public_url_never_the_host_header(build):
    client = build(public_url="https://moderation.example.org")
    for path in ("/$discovery/rest?version=v1alpha1", "/%24discovery/rest", "/$discovery/rest?key=x"):
        document = client.get(path, headers={"Host": "evil.example"}).get_json()
        assert document["rootUrl"] == "https://moderation.example.org/"
    methods = document["resources"]["comments"]["methods"]
    assert methods["analyze"]["path"] == "v1alpha1/comments:analyze"


def test_discovery_refuses_a_wrong_key(build, settings):
    add_key(settings.keys, "coral", [Scope.SCORE])
    client = build()
    assert client.get("/$discovery/rest?key=wrong").get_json()["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    assert client.get("/$discovery/rest").status_code == 200


def batch(*parts):
    pieces = [
        f"--b\r\nContent-Type: application/http\r\nContent-ID: <{name}>\r\n\r\n"
        f"{method} {path} HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{content}\r\n"
        for name, method, path, content in parts
    ]
    return ("".join(pieces) + "--b--").encode()


MULTIPART = "multipart/mixed; boundary=b"


@pytest.mark.parametrize("path", ["/batch", "/batch/commentanalyzer/v1alpha1"])
def test_a_batch_is_answered_part_by_part(build, path):
    content = batch(
        ("u + 1", "POST", f"{ANALYZE}?alt=json", body()),
        ("u + 2", "POST", ANALYZE, body("")),
        ("u + 3", "GET", ANALYZE, ""),
    )
    answer = build().post(path, data=content, content_type=MULTIPART)
    assert answer.status_code == 200
    assert answer.mimetype == "multipart/mixed"
    for name, status in (("u + 1", "200 OK"), ("u + 2", "400 Bad Request"), ("u + 3", "404 Not Found")):
        assert f"Content-ID: <response-{name}>\r\n\r\nHTTP/1.1 {status}\r\n" in answer.text
    assert '"attributeScores"' in answer.text


def test_a_hundred_calls_are_a_batch_and_one_more_is_not(build):
    client = build()
    parts = [(str(i), "POST", ANALYZE, body()) for i in range(101)]
    assert client.post("/batch", data=batch(*parts[:100]), content_type=MULTIPART).status_code == 200
    refused = client.post("/batch", data=batch(*parts), content_type=MULTIPART)
    assert refused.status_code == 400
    assert refused.get_json()["error"]["message"] == "The batch has 101 calls, the limit is 100."


@pytest.mark.parametrize("content", [b"", b"nonsense", b"--b\r\n\r\n\r\n--b--"])
def test_what_is_no_batch_is_refused(build, content):
    answer = build().post("/batch", data=content, content_type=MULTIPART)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["details"]


def test_every_part_of_a_batch_needs_a_key(build, settings):
    secret = add_key(settings.keys, "coral", [Scope.SCORE])[1]
    parts = (("1", "POST", ANALYZE, body()), ("2", "POST", f"{ANALYZE}?key={secret}", body()))
    answer = build().post("/batch", data=batch(*parts), content_type=MULTIPART)
    assert "<response-1>\r\n\r\nHTTP/1.1 403 " in answer.text
    assert "<response-2>\r\n\r\nHTTP/1.1 200 " in answer.text


@pytest.mark.parametrize(("method", "path"), [("get", ANALYZE), ("put", SUGGEST), ("post", "/v1alpha1/nothing")])
def test_what_is_not_there_has_googles_shape_too(build, method, path):
    answer = getattr(build(), method)(path)
    assert answer.status_code == answer.get_json()["error"]["code"] == 404


def test_our_own_failure_is_googles_internal_error():
    client = create_app(Settings(), scorer=BrokenScorer()).test_client()
    answer = client.post(ANALYZE, data=body())
    assert answer.status_code == 500
    assert answer.get_json()["error"]["message"] == "Internal error encountered."
    assert "secret" not in answer.text


def test_a_body_over_the_limit_is_an_invalid_argument(build):
    answer = build().post(ANALYZE, data=b" " * 5_000_001)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["message"] == "Request payload size exceeds the limit: 5000000 bytes."


def test_pages_of_other_sites_may_call_only_where_they_are_listed(build):
    origin = {"Origin": "https://news.example.org"}
    closed = build().options(ANALYZE, headers=origin)
    assert "Access-Control-Allow-Origin" not in closed.headers
    client = build(cors_origins=("https://news.example.org",))
    opened = client.options(ANALYZE, headers=origin)
    assert opened.headers["Access-Control-Allow-Origin"] == "https://news.example.org"
    assert "POST" in opened.headers["Access-Control-Allow-Methods"]
    assert client.post(ANALYZE, data=body(), headers=origin).headers["Vary"] == "Origin"
    other = client.post(ANALYZE, data=body(), headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in other.headers
    assert "Access-Control-Allow-Origin" not in client.get("/healthz", headers=origin).headers
