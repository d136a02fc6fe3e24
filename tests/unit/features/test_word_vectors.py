"""Texts as averaged word vectors: nearness to an article, and what happens where nothing is known."""

import numpy as np
import pytest

from moderation.comment import Article
from moderation.features.word_vectors import CLOSENESS, USUAL_LENGTH, StemTable, WordVectors, closeness, parts_of

TABLE = StemTable(["bus", "tram", "soup"], np.array([[100, 10], [90, 30], [5, 110]], dtype=np.int8))
VECTORS = WordVectors(TABLE, np.array([1, 1, 1], dtype=np.float32), np.zeros((3, 2), dtype=np.float32))
ARTICLE = Article(id="a", headline="Tram to close", body="The tram is late.\n\nSoup was served.")


def near(text, article=ARTICLE, length=USUAL_LENGTH):
    values = closeness(VECTORS.comments([text])[0], VECTORS.article(article), length)
    return dict(zip(CLOSENESS, values.tolist(), strict=True))


def test_a_related_word_is_nearer_than_another():
    assert near("the bus")["lead"] > 0.9 > near("the soup")["lead"]


def test_the_nearest_paragraph_counts():
    assert near("the soup")["paragraph"] == pytest.approx(1)


def test_an_article_without_a_body_is_its_own_nearest_paragraph():
    found = near("the bus", Article(id="a", headline="Tram to close"))
    assert found["paragraph"] == pytest.approx(found["whole"])


def test_longer_comments_move_the_second_half():
    assert near("the bus", length=USUAL_LENGTH)["lead_by_length"] == 0
    assert near("the bus", length=USUAL_LENGTH + 1)["lead_by_length"] == pytest.approx(near("the bus")["lead"])


@pytest.mark.parametrize("text", ["", "zeppelin", "the of and", "🎈", "\ud800"], ids=["empty", *"abcd"])
def test_a_text_of_unknown_words_is_neither_near_nor_far(text):
    centred = WordVectors(TABLE, VECTORS.weights, np.ones((3, 2), dtype=np.float32))
    assert not centred.comments([text]).any()
    assert not any(near(text).values())


def test_an_article_of_unknown_words_is_neither_near_nor_far():
    assert not any(near("the bus", Article(id="a", headline="Zeppelin")).values())


def test_what_is_average_is_taken_away():
    centred = WordVectors(TABLE, VECTORS.weights, np.array([[0.9, 0.3]] * 3, dtype=np.float32))
    bus, soup = centred.comments(["bus", "soup"])
    assert bus @ soup < VECTORS.comments(["bus"])[0] @ VECTORS.comments(["soup"])[0]


def test_texts_together_are_read_as_each_alone():
    texts = ["the bus", "soup and tram", ""]
    alone = np.vstack([VECTORS.comments([text]) for text in texts])
    assert np.allclose(VECTORS.comments(texts), alone)


def test_an_article_is_its_lead_and_its_paragraphs():
    assert parts_of(ARTICLE) == ["Tram to close", "The tram is late.", "Soup was served."]
    assert parts_of(Article(id="a")) == [""]
