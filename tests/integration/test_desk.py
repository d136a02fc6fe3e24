"""The desk over HTTP: who gets in, what is forged, what a role may do, and what its pages tell a browser."""

import re
from shutil import copyfile

import pytest

from moderation.app import build_pipeline, create_app
from moderation.comment import Article, Comment
from moderation.label import Stance
from moderation.settings import Settings
from moderation.storage import Queue, Role, open_store
from tests.fakes import MarkedScorer

PASSWORD = "correct horse battery staple"
ARTICLE = Article("a1", headline="Council votes on the ferry", proposition="The ferry should sail on demand.")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A migrated database with two people, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "desk.db"
    store = open_store(f"sqlite:///{path}")
    store.users.add("mara", PASSWORD, Role.MODERATOR)
    store.users.add("ed", PASSWORD, Role.EDITOR)
    store.close()
    return path


@pytest.fixture
def store(tmp_path, template):
    copyfile(template, tmp_path / "desk.db")
    store = open_store(f"sqlite:///{tmp_path / 'desk.db'}")
    yield store
    store.close()


@pytest.fixture
def app(store, tmp_path):
    settings = Settings(secret_file=tmp_path / "secret.key", form_origins=("https://news.example",))
    return create_app(settings, scorer=MarkedScorer(), store=store)


@pytest.fixture
def held(app, store):
    """Post a comment that is held, as the form would; returns the stored one."""
    answer = app.test_client().post("/embed/comments", json=FROM_A_READER | {"text": f"{LONG} [80]"})
    assert answer.get_json()["status"] == "held"
    return store.queues.page().cards[0].comment


LONG = "The ferry should leave when people are there, and the school needs one fixed boat."
FROM_A_READER = {"site": "demo", "article": "a1", "id": "0123456789abcdef", "author": "Ada Ola", "text": LONG}


def token(client, path="/desk/sign-in"):
    return re.search('name="csrf" content="([^"]+)"', client.get(path, follow_redirects=True).text)[1]


def sign_in(app, name="mara", password=PASSWORD, **fields):
    client = app.test_client()
    form = {"csrf": token(client), "name": name, "password": password} | fields
    return client, client.post("/desk/sign-in", data=form)


def post(client, path, **fields):
    return client.post(path, data={"csrf": token(client, "/desk/")} | fields)


PAGES = ["/desk/", "/desk/bulk", "/desk/articles", "/desk/second", "/desk/dashboard", "/desk/statements"]


@pytest.mark.parametrize("path", [*PAGES, "/desk/comments/1", "/desk/statements.csv"])
def test_a_page_asks_a_stranger_to_sign_in(app, path):
    answer = app.test_client().get(path)
    assert answer.status_code == 302
    assert answer.location.startswith("/desk/sign-in")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_an_empty_desk_opens_and_allows_no_inline_script(app, path):
    client, _ = sign_in(app)
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", answer.text)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_session_cookie_is_out_of_reach_of_scripts_and_travels_over_tls_alone(app):
    client = app.test_client()
    cookie = client.get("/desk/sign-in", base_url="https://desk.example").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/desk" in cookie
    assert "Secure" in cookie
    for address, is_secure in {"http://desk.example": True, "http://127.0.0.1:8000": False}.items():
        answer = app.test_client().get("/desk/sign-in", base_url=address)
        assert ("Secure" in answer.headers["Set-Cookie"]) == is_secure


def test_a_wrong_password_and_an_unknown_name_look_alike(app):
    answers = [sign_in(app, name, "wrong password!")[1] for name in ("mara", "nobody")]
    assert [a.status_code for a in answers] == [422, 422]
    assert len({re.search('role="alert">([^<]+)', a.text)[1] for a in answers}) == 1


def test_the_sixth_wrong_password_has_to_wait_and_the_right_one_too(app):
    for _ in range(5):
        assert sign_in(app, password="wrong password!")[1].status_code == 422
    assert sign_in(app)[1].status_code == 429
    assert sign_in(app, "ed")[1].status_code == 303


@pytest.mark.parametrize(
    "back", ["https://evil.example/desk", "//evil.example/desk", "/\\evil.example", "/v1/score", "javascript:1"]
)
def test_signing_in_leads_nowhere_but_to_the_desk(app, back):
    assert sign_in(app, back=back)[1].location == "/desk/"


def test_a_disabled_user_is_out_at_once(app, store):
    client, _ = sign_in(app)
    assert client.get("/desk/").status_code == 200
    store.users.disable("mara", "test")
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize("sent", [{}, {"csrf": "wrong"}], ids=["no token", "wrong token"])
def test_a_forged_request_changes_nothing(app, store, held, sent):
    client, _ = sign_in(app)
    answer = client.post(f"/desk/comments/{held.id}/decide", data={"verdict": "approve"} | sent)
    assert answer.status_code == 403
    assert store.queues.counts()[Queue.HELD] == 1


def test_a_moderator_cannot_edit_a_proposition_and_an_editor_can(app, store, held):
    path = f"/desk/articles/{held.article_id}"
    assert post(sign_in(app)[0], path, proposition="Changed.").status_code == 403
    assert post(sign_in(app, "ed")[0], path, proposition="Changed.", opposite="").status_code == 303
    assert store.articles.get(held.article_id).article.proposition == "Changed."


def test_a_moderator_labels_a_stance_takes_it_back_and_undoes_that(app, store, held):
    client, _ = sign_in(app)
    store.acts.edit_proposition(held.article_id, ARTICLE.proposition, None, "ed")
    path = f"/desk/comments/{held.id}/stance"
    page = f"/desk/articles/{held.article_id}"
    seen = {"proposition": ARTICLE.proposition}
    assert post(client, path, stance="support", revision=held.revision, **seen).location == page
    shown = client.get(page).text
    assert "mara says support" in shown
    assert "1 label" in shown
    assert 'aria-pressed="true"' in shown
    assert "1 label, without unclear" in client.get("/desk/").text
    assert "Stance by mara: support" in client.get(f"/desk/comments/{held.id}").text
    post(client, path, stance="", **seen)
    assert store.stances.under("demo", "a1") == ()
    post(client, "/desk/undo")
    assert [label.stance for label in store.stances.under("demo", "a1")] == [Stance.SUPPORT]
    assert store.comments.get(held.id).status is held.status


def test_a_label_is_refused_where_the_proposition_has_changed_meanwhile(app, store, held):
    client, _ = sign_in(app)
    store.acts.edit_proposition(held.article_id, "Another question should be asked.", None, "ed")
    path = f"/desk/comments/{held.id}/stance"
    assert post(client, path, stance="support", proposition=ARTICLE.proposition).status_code == 409
    assert store.stances.under("demo", "a1") == ()


@pytest.mark.parametrize("stance", ["unclear", "for"])
def test_a_stance_that_nobody_can_say_is_refused_in_words(app, store, held, stance):
    store.acts.edit_proposition(held.article_id, ARTICLE.proposition, None, "ed")
    assert post(sign_in(app)[0], f"/desk/comments/{held.id}/stance", stance=stance).status_code == 422


def test_under_an_article_that_asks_nothing_no_stance_is_said(app, held):
    client, _ = sign_in(app)
    assert post(client, f"/desk/comments/{held.id}/stance", stance="support").status_code == 422
    shown = client.get(f"/desk/articles/{held.article_id}").text
    assert "asks nothing yet" in shown
    assert "data-key" not in shown


def test_the_script_gets_the_stance_of_an_article_drawn_anew(app, held):
    client, _ = sign_in(app)
    answer = client.get(f"/desk/articles/{held.article_id}", headers={"X-Desk": "1"})
    assert answer.text.lstrip().startswith('<section class="panel" id="division">')


@pytest.mark.parametrize(
    "fields",
    [{}, {"verdict": "reject"}, {"verdict": "banish"}, {"verdict": "reject", "reason": "spite"}],
    ids=["nothing", "no reason", "unknown verdict", "unknown reason"],
)
def test_a_decision_without_its_parts_is_refused_in_words(app, held, fields):
    answer = post(sign_in(app)[0], f"/desk/comments/{held.id}/decide", **fields)
    assert answer.status_code == 422
    assert answer.mimetype == "text/html"


def test_a_decision_on_a_text_that_was_edited_meanwhile_is_refused(app, store, held):
    client, _ = sign_in(app)
    app.test_client().post("/embed/comments", json=FROM_A_READER | {"text": f"{LONG} And more of it. [90]"})
    answer = post(client, f"/desk/comments/{held.id}/decide", verdict="approve", revision=held.revision)
    assert answer.status_code == 409


def test_the_script_is_answered_in_json_and_told_of_its_errors_in_json(app, held):
    client, _ = sign_in(app)
    headers = {"X-Desk": "1", "X-CSRF-Token": token(client, "/desk/")}
    path = f"/desk/comments/{held.id}/decide"
    assert client.post(path, headers=headers, data={"verdict": "approve"}).get_json()["count"] == 1
    answer = client.post("/desk/undo", headers=headers, data={"act": "unknown"})
    assert answer.mimetype == "application/problem+json"
    assert app.test_client().post(path, headers=headers).status_code == 403


def test_statements_are_exported_for_the_days_that_are_asked_for(app, held):
    client, _ = sign_in(app)
    post(client, f"/desk/comments/{held.id}/decide", reason="insult")
    (statement,) = client.get("/desk/statements.json").get_json()
    assert (statement["reason"], statement["automated_decision"]) == ("insult", False)
    assert client.get("/desk/statements.csv").text.count("\n") == 2
    assert client.get("/desk/statements.json?since=2020-01-01&until=2020-01-02").get_json() == []
    assert client.get("/desk/statements?since=soon").status_code == 422


def test_a_second_opinion_shows_neither_the_first_nor_a_score(app, store, held):
    post(sign_in(app)[0], f"/desk/comments/{held.id}/decide", reason="insult")
    editor, _ = sign_in(app, "ed")
    post(editor, "/desk/second/draw", size=5)
    shown = editor.get("/desk/second").text
    assert LONG in shown
    assert "mara" not in shown
    assert "0.80" not in shown
    assert "<mark" not in shown
    review = re.search(r"/desk/second/(\d+)", shown)[1]
    assert post(editor, f"/desk/second/{review}", reason="insult").status_code == 303
    assert store.reviews.agreement().reviews == 1


def test_a_reader_cannot_touch_a_comment_that_the_site_stored(app, store):
    client = app.test_client()
    client.post("/v1/comments", json={"comment": {"id": "0123456789abcdef", "text": LONG}, "site": "demo"})
    client.post("/embed/comments", json=FROM_A_READER | {"text": f"{LONG} Mine now."})
    assert store.comments.find("demo", "0123456789abcdef").text == LONG


def test_a_reader_cannot_describe_an_article_anew(app, store):
    comment = Comment(LONG, "c1", "Ada", None, ARTICLE, "demo")
    client = app.test_client()
    store.comments.save(comment, app_decision(comment))
    client.post("/embed/comments", json=FROM_A_READER | {"headline": "Buy my tickets"})
    assert store.articles.find("demo", "a1").article.headline == ARTICLE.headline


def app_decision(comment):
    return build_pipeline(Settings(), MarkedScorer()).moderate(comment)


@pytest.mark.parametrize(("origin", "is_allowed"), [("https://news.example", True), ("https://evil.example", False)])
def test_only_named_origins_may_use_the_form(app, origin, is_allowed):
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    answer = app.test_client().options("/embed/comments", headers=headers)
    assert (answer.headers.get("Access-Control-Allow-Origin") == origin) == is_allowed
    assert "Access-Control-Allow-Origin" not in app.test_client().get("/desk/sign-in", headers=headers).headers


@pytest.mark.parametrize(
    "change",
    [{"text": ""}, {"id": "short"}, {"author": ""}, {"proposition": "Mine."}, {"article": None}],
    ids=["no text", "short id", "no author", "a proposition", "no article"],
)
def test_what_a_reader_may_not_send_is_refused_or_rejected(app, change):
    answer = app.test_client().post("/embed/comments", json=FROM_A_READER | change)
    assert answer.status_code == 422 or answer.get_json()["status"] == "rejected"


@pytest.mark.parametrize(
    ("text", "hint"),
    [(f"{LONG} [80]", "This may read as rude: “80”. "), (LONG, None), ("Short.", None)],
    ids=["rude", "fine", "too short"],
)
def test_a_reader_is_told_how_a_comment_may_read_and_no_score(app, text, hint):
    said = app.test_client().post("/embed/hint", json={"text": text}).get_json()["hint"]
    assert (said or "").startswith(hint or "")
    assert (said is None) == (hint is None)
    assert "0.8" not in (said or "")


def test_an_unknown_comment_is_a_page_that_says_so(app):
    answer = sign_in(app)[0].get("/desk/comments/7")
    assert answer.status_code == 404
    assert "Back to the queues" in answer.text
