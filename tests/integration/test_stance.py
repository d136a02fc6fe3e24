"""GET /v1/articles/{id}/stance over a real database."""

import jsonschema
import pytest

from moderation.app import create_app
from moderation.settings import Settings
from moderation.storage import open_store

ARTICLE = {"id": "a1", "headline": "Lynx to return", "proposition": "Lynx should be released in the forests."}
TEXTS = [
    "Bring them home, the deer have eaten every sapling on our hill for fifty years.",
    "My lambs will pay the price for this, and nobody in the city will ever see the bill.",
    "Who pays when one of them gets into the sheep pens? That is what I would like to know.",
]


@pytest.fixture
def stored(model, tmp_path):
    store = open_store(f"sqlite:///{tmp_path}/moderation.db")
    yield create_app(Settings(minimum_length=0), scorer=model, store=store).test_client()
    store.close()


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


def test_an_unknown_article_is_404(stored):
    answer = stored.get("/v1/articles/none/stance")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
