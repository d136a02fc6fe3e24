"""Relevance with sentences compared as well, by a network that knows three topics (`tests/semantic`: a real one)."""

import numpy as np
import pytest

from moderation.comment import Article
from moderation.decision import Verdict
from moderation.models import bundle as bundles
from moderation.models.relevance import Answer
from moderation.models.semantic_relevance import SemanticRelevance, SentenceComparison, SentenceVectors
from moderation.settings import PRETRAINED
from moderation.training.relevance import fit_sentences

TOPICS = (("bus", "tram", "rail"), ("soup", "salt", "cook"), ("goal", "team", "cup"))
ARTICLES = [
    Article(id=f"{topic}{number}", headline=f"News of the {words[number]}", body=f"A {words[0]}.\nA {words[1]}.")
    for topic, words in enumerate(TOPICS)
    for number in range(3)
]
TEXTS = [f"the {words[number % 3]} once more" for words in TOPICS for number in range(3)]


class Topics:
    """A network whose vectors count words of each topic, and a word that all texts have."""

    width = 4

    def __init__(self):
        self.texts_read = 0

    def read(self, texts, seconds=None):
        self.texts_read += len(texts)
        return np.array([[*(sum(w in text for w in words) for words in TOPICS), 3.0] for text in texts]).reshape(-1, 4)


@pytest.fixture
def network():
    return Topics()


@pytest.fixture
def vectors(network):
    return SentenceVectors.fit(network, TEXTS, ARTICLES)


def unsure(texts, article):
    return np.full(len(texts), 0.5)


def test_vectors_are_centred_and_a_paragraph_has_its_own(vectors):
    assert vectors.comments(TEXTS).mean(axis=0) == pytest.approx(0, abs=0.05)
    article = vectors.article(ARTICLES[0])
    assert article.paragraphs.shape == (2, 4)
    near, far = (vectors.comments([text])[0] @ article.lead for text in ("the bus", "the soup"))
    assert near > 0.8
    assert far < 0


def test_a_comment_is_read_once(network, vectors):
    before = network.texts_read
    for _ in range(3):
        vectors.comments(["a new comment", "a new comment", "another"])
    assert network.texts_read == before + 2


def test_a_blank_text_and_an_article_without_a_lead_point_nowhere(vectors):
    assert not vectors.comments(["  "]).any()
    article = vectors.article(Article(id="x", body="A bus."))
    assert not article.lead.any()
    assert article.paragraphs.any()


def test_no_texts_have_no_vectors_and_no_probabilities(vectors):
    model = SemanticRelevance(bundles.load(PRETRAINED), vectors, Answer(np.zeros(8), 0.2, 0.8))
    assert vectors.comments([]).shape == (0, 4)
    assert model.probabilities([], ARTICLES[0]).shape == (0,)


def test_what_the_light_model_says_stands_beside_nearness(vectors):
    values = SentenceComparison(lambda texts, article: np.array([1.0, 0.5]), vectors).features(TEXTS[:2], ARTICLES[0])
    assert values.shape == (2, 7)
    assert values[:, 0].tolist() == [8.0, 0.0]


def test_fitted_on_pairs_it_tells_a_comment_from_the_same_under_another_article(network):
    vectors, answer = fit_sentences(network, unsure, TEXTS * 4, ARTICLES * 4, np.ones(36))
    say = SentenceComparison(unsure, vectors)
    here, there = (answer.probabilities(say.features(["the tram as ever"], ARTICLES[i]))[0] for i in (0, 3))
    assert here > 0.6
    assert there < 0.4


@pytest.mark.parametrize(("is_reply", "verdict"), [(False, Verdict.OFF_TOPIC), (True, Verdict.UNSURE)])
def test_a_served_verdict_is_a_hint_and_never_given_to_a_reply(vectors, is_reply, verdict):
    answer = Answer(np.array([0.0, 0.0, 5.0, 0, 0, 0, 0, 0]), off_topic_below=0.2, on_topic_from=0.8)
    model = SemanticRelevance(bundles.load(PRETRAINED), vectors, answer)
    said = "There is too much salt in the soup that they cook there, if you ask me."
    assert model.score(said, ARTICLES[0], is_reply=is_reply).verdict is verdict
    assert model.score("I have waited for that bus and for the tram.", ARTICLES[0]).verdict is Verdict.ON_TOPIC
