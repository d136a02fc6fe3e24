"""Comments over HTTP: stored once, found, reported, erased."""

import json

import jsonschema
import pytest

from moderation.api.keys import Scope, add_key
from moderation.app import create_app
from moderation.settings import Settings
from moderation.storage import open_store
from tests.fakes import FixedScorer

TEXT = "The new timetable has helped me get to work on time every day."


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request):
    opened = open_store(request.getfixturevalue(f"{request.param}_databases").create())
    yield opened
    opened.close()


@pytest.fixture
def client(store):
    return create_app(Settings(), FixedScorer(toxicity=0.7), store).test_client()


def post(client, text=TEXT, id="c1", path="/v1/comments", **body):  # noqa: A002
    body = {"comment": {"text": text, "id": id, "author": "ann"}} | body
    return client.post(path, data=json.dumps(body))


def test_a_comment_is_scored_stored_and_found(client):
    answer = post(client, site="gazette", section="sport", article={"id": "a1", "headline": "H"}).get_json()
    assert (answer["status"], answer["stored"], answer["decision"]["action"]) == ("held", True, "hold")
    found = client.get("/v1/comments/c1?site=gazette").get_json()
    assert without_id(found) == without_id(answer)
    assert client.get("/v1/comments/c1").status_code == 404


def without_id(answer):
    return {k: v for k, v in answer.items() if k != "request_id"}


def test_a_repeat_gets_the_same_answer_and_is_stored_once(client, store):
    first, second = post(client).get_json(), post(client).get_json()
    assert without_id(first) == without_id(second)
    assert len(store.log.page()) == 1


def test_another_text_is_an_edit(client):
    post(client)
    edited = post(client, TEXT + " Honestly.").get_json()
    assert (edited["revision"], edited["text"]) == (2, TEXT + " Honestly.")
    assert edited["edited_at"] is not None


def test_an_id_may_have_slashes_and_blanks(client):
    post(client, id="2026/11/a b")
    assert client.get("/v1/comments/2026/11/a%20b").get_json()["comment_id"] == "2026/11/a b"
    assert client.post("/v1/comments/2026/11/a%20b/reports", data="{}").status_code == 200


def test_do_not_store_keeps_nothing(client, store):
    answer = post(client, do_not_store=True).get_json()
    assert (answer["stored"], answer["status"], answer["decision"]["action"]) == (False, "held", "hold")
    assert client.get("/v1/comments/c1").status_code == 404
    assert store.log.page() == ()
    assert store.articles.search() == ()


def test_a_reader_reports_a_comment(client):
    post(client)
    report = client.post("/v1/comments/c1/reports", data=json.dumps({"reporter": "r", "reason": "insult"}))
    assert report.get_json()["open_reports"] == 1
    assert client.post("/v1/comments/c1/reports", data=json.dumps({"reporter": "r"})).get_json()["open_reports"] == 1
    assert client.post("/v1/comments/none/reports", data="{}").status_code == 404
    assert client.post("/v1/comments/c1/reports", data='{"reason": 5}').status_code == 422


def test_an_author_is_erased(client):
    post(client)
    assert client.delete("/v1/authors/ann/comments").get_json() == {"erased": 1}
    tombstone = client.get("/v1/comments/c1").get_json()
    assert (tombstone["status"], tombstone["text"], tombstone["author"]) == ("erased", "", None)
    again = post(client)
    assert (again.status_code, again.mimetype) == (409, "application/problem+json")


def test_an_editors_proposition_goes_before_the_callers(client, store):
    article = {"id": "a1", "headline": "H", "proposition": "The caller's."}
    post(client, article=article)
    store.acts.edit_proposition(store.articles.find("default", "a1").id, "The editor's.", None, "ed")
    post(client, id="c2", article=article)
    assert store.articles.find("default", "a1").article.proposition == "The editor's."


def test_answers_are_what_the_openapi_document_says(client):
    document = client.get("/openapi.json").get_json()
    answers = {
        "CommentResponse": post(client).get_json(),
        "ReportResponse": client.post("/v1/comments/c1/reports", data="{}").get_json(),
        "EraseResponse": client.delete("/v1/authors/ann/comments").get_json(),
    }
    for name, answer in answers.items():
        jsonschema.validate(answer, {"$ref": f"#/components/schemas/{name}", "components": document["components"]})
    found = document["paths"]["/v1/comments/{id}"]["get"]
    assert [(p["name"], p["in"], p["required"]) for p in found["parameters"][:1]] == [("id", "path", True)]
    assert [p["name"] for p in found["parameters"][1:]] == ["site"]
    assert "404" in found["responses"]


def test_the_page_of_endpoints_names_the_parameters(client):
    assert "<code>site</code> in the query" in client.get("/docs").text


def test_without_a_database_there_is_scoring_and_nothing_else():
    client = create_app(Settings(), FixedScorer()).test_client()
    assert post(client, path="/v1/score").status_code == 200
    assert post(client).status_code == 404
    assert "/v1/comments" not in client.get("/openapi.json").get_json()["paths"]


def test_the_database_of_the_settings_is_opened_and_what_is_old_erased(tmp_path):
    settings = Settings(database=str(tmp_path / "m.db"), retention_days=1)
    client = create_app(settings, FixedScorer()).test_client()
    assert post(client).get_json()["stored"]
    assert create_app(settings, FixedScorer()).test_client().get("/v1/comments/c1").get_json()["status"] == "published"


def test_every_route_that_reads_or_changes_comments_asks_for_a_key(tmp_path, store):
    settings = Settings(keys=tmp_path / "keys.json")
    _, secret = add_key(settings.keys, "score only", [Scope.SCORE])
    client = create_app(settings, FixedScorer(), store).test_client()
    headers = {"Authorization": f"Bearer {secret}"}
    for method, path in [
        ("post", "/v1/score"),
        ("post", "/v1/score:batch"),
        ("post", "/v1/comments"),
        ("get", "/v1/comments/c1"),
        ("post", "/v1/comments/c1/reports"),
        ("get", "/v1/articles/a1/stance"),
        ("delete", "/v1/authors/mara/comments"),
    ]:
        assert getattr(client, method)(path, data=b"{}").status_code == 401
    # a key that may score may not erase
    assert client.delete("/v1/authors/mara/comments", headers=headers).status_code == 403
    assert client.get("/v1/comments/c1", headers=headers).status_code == 404
