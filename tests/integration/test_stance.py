"""GET /v1/articles/{id}/stance over a real database."""

import jsonschema
import pytest

from moderation.app import create_app
from moderation.label import Stance
from moderation.settings import Settings
from moderation.storage import open_store

ARTICLE = {"id": "a1", "headline": "Lynx to return", "proposition": "Lynx should be released in the forests."}
TEXTS = [
    "Bring them home, the deer have eaten every sapling on our hill for fifty years.",
    "My lambs will pay the price for this, and nobody in the city will ever see the bill.",
    "Who pays when one of them gets into the sheep pens? That is what I would like to know.",
]


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request):
    store = open_store(request.getfixturevalue(f"{request.param}_databases").create())
    yield store
    store.close()


@pytest.fixture
def stored(model, tmp_path, store):
    return serve(model, tmp_path, store)


def serve(model, tmp_path, store):
    settings = Settings(minimum_length=0, secret_file=tmp_path / "secret.key")
    return create_app(settings, scorer=model, store=store).test_client()


def label(store, name, stance, proposition=ARTICLE["proposition"]):
    return store.acts.label_stance(store.comments.find("default", name).id, stance, "mara", proposition=proposition)


def score(client, text="The lambs on our hill will pay the price for this.", article=ARTICLE):
    return client.post("/v1/score", json={"comment": {"text": text}, "article": article}).get_json()


def post(client, number, text, article):
    comment = {"text": text, "id": f"c{number}"}
    assert client.post("/v1/comments", json={"comment": comment, "article": article}).status_code == 200


def test_an_article_is_answered_as_documented(stored):
    for number, text in enumerate(TEXTS):
        post(stored, number, text, ARTICLE)
    answer = stored.get("/v1/articles/a1/stance")
    content = answer.get_json()
    document = stored.get("/openapi.json").get_json()
    schema = {"$ref": "#/components/schemas/SplitResponse", "components": document["components"]}
    jsonschema.validate(content, schema)
    assert (content["comments"], content["proposition"], content["origin"]) == (3, ARTICLE["proposition"], "given")
    shares = [content[name] for name in ("support", "oppose", "neutral")]
    assert sum(share["estimate"] for share in shares) == pytest.approx(1, abs=1e-3)
    assert all(share["low"] <= share["high"] for share in shares)
    assert sum(share["said"] for share in shares) + content["unclear"] == pytest.approx(1, abs=1e-3)


def test_comments_that_answered_an_earlier_proposition_are_not_counted(stored):
    post(stored, 1, TEXTS[0], ARTICLE)
    post(stored, 2, TEXTS[1], ARTICLE | {"proposition": "Farmers should be paid for lambs that lynx take."})
    content = stored.get("/v1/articles/a1/stance").get_json()
    assert content["comments"] == 1
    assert content["proposition"].startswith("Farmers")


def test_an_article_that_asks_nothing_has_the_prior_and_says_so(stored):
    post(stored, 1, TEXTS[0], {"id": "a1"})
    content = stored.get("/v1/articles/a1/stance").get_json()
    assert (content["comments"], content["origin"], content["proposition"]) == (0, "none", None)


def test_labels_move_every_answer_of_the_article_at_once_and_show_what_it_was(stored, store):
    for number, text in enumerate(TEXTS):
        post(stored, number, text, ARTICLE)
    before, split_before = score(stored), stored.get("/v1/articles/a1/stance").get_json()
    assert (before["stance"]["labels"], before["stance"]["prior"]) == (0, None)
    assert (split_before["labels"], split_before["prior"]) == (0, None)
    label(store, "c1", Stance.OPPOSE)
    split = stored.get("/v1/articles/a1/stance").get_json()
    after = score(stored)
    assert (split["labels"], split["comments"]) == (1, 3)
    assert split["oppose"]["estimate"] > split_before["oppose"]["estimate"]
    assert split["prior"] == {name: split_before[name] for name in ("support", "oppose", "neutral", "unclear")}
    assert after["stance"]["labels"] == 1
    assert after["stance"]["margin"] < before["stance"]["margin"]
    assert after["stance"]["prior"] == {name: before["stance"][name] for name in ("label", "margin", "confidence")}
    assert (after["decision"], after["civility"]) == (before["decision"], before["civility"])
    comment = {"text": "And who counts the lambs?", "id": "new"}
    new = stored.post("/v1/comments", json={"comment": comment, "article": {"id": "a1"}}).get_json()
    assert (new["stance"]["labels"], new["stance"]["proposition"]) == (1, ARTICLE["proposition"])
    assert stored.get("/v1/comments/new").get_json()["stance"] == new["stance"]


def test_an_answer_with_a_prior_is_as_documented(stored, store):
    post(stored, 1, TEXTS[1], ARTICLE)
    label(store, "c1", Stance.OPPOSE)
    document = stored.get("/openapi.json").get_json()
    split = stored.get("/v1/articles/a1/stance").get_json()
    for name, content in (("SplitResponse", split), ("ScoreResponse", score(stored))):
        schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        jsonschema.validate(content, schema)


def test_two_workers_agree(stored, store, model, tmp_path):
    post(stored, 1, TEXTS[1], ARTICLE)
    other = serve(model, tmp_path, store)
    assert score(other)["stance"]["labels"] == 0
    act = label(store, "c1", Stance.OPPOSE)
    for client in (stored, other):
        client.get("/v1/articles/a1/stance")
    assert score(stored)["stance"] == score(other)["stance"]
    assert score(other)["stance"]["labels"] == 1
    store.acts.undo(act.id, "ed")
    for client in (stored, other):
        client.get("/v1/articles/a1/stance")
        assert score(client)["stance"]["labels"] == 0


def test_a_new_proposition_leaves_labels_of_the_old_one_behind_and_the_old_one_brings_them_back(stored, store):
    post(stored, 1, TEXTS[1], ARTICLE)
    label(store, "c1", Stance.OPPOSE)
    number = store.articles.find("default", "a1").id
    act = store.acts.edit_proposition(number, "Farmers should be paid for lambs that lynx take.", None, "ed")
    assert stored.get("/v1/articles/a1/stance").get_json()["labels"] == 0
    store.acts.undo(act.id, "ed")
    assert stored.get("/v1/articles/a1/stance").get_json()["labels"] == 1


def test_an_unknown_article_is_404(stored):
    answer = stored.get("/v1/articles/none/stance")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
