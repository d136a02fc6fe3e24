"""Stance as served: the pipeline's numbers, flipped by the opposite, silent where there is nothing to say."""

import numpy as np
import pytest

from moderation.comment import Article, Comment
from moderation.features.proposition import negate
from moderation.label import Stance
from moderation.training.data import articles_of
from moderation.training.pairs import StancePairs

ARTICLE = Article(
    id="a",
    headline="Council votes to close Mill Road to cars",
    summary="The road will be closed to private cars from June.",
    body="Shops on Mill Road say that they will lose trade when the bridge is closed.",
    proposition="Mill Road should be closed to cars.",
    opposite="Mill Road should stay open to cars.",
)


def margins_of(model, texts, **arguments):
    return np.array([margin for _, margin, _ in model.stance(texts, **arguments)])


def test_served_probabilities_are_those_of_the_fitted_estimator(trained, model, dataset):
    frame = dataset.split("test")
    articles = articles_of(dataset, frame)
    tables = trained.relevance.tables
    pairs = StancePairs.of(frame["text"].tolist(), articles, frame["stance"].tolist(), tables=tables)
    p_side, p_support = trained.stance.probabilities(pairs)
    served = [model.stance([t], article=a)[0] for t, a in zip(frame["text"], articles, strict=True)]
    read = np.array([confidence > 0 for _, _, confidence in served])
    assert read.mean() > 0.98
    margins = np.array([margin for _, margin, _ in served])
    assert np.abs(margins - p_side * (2 * p_support - 1))[read].max() < 1e-5


def test_asking_the_opposite_flips_every_answer(model, dataset):
    flip = {"support": "oppose", "oppose": "support", "neutral": "neutral", "unclear": "unclear"}
    frame = dataset.split("test")
    for article, rows in frame.groupby("article_id"):
        asked = dataset.articles[str(article)]
        here = model.stance(rows["text"].tolist(), article=asked, proposition=asked.proposition)
        there = model.stance(rows["text"].tolist(), article=asked, proposition=asked.opposite)
        assert [flip[label] for label, _, _ in here] == [label for label, _, _ in there]
        assert [m for _, m, _ in here] == pytest.approx([-m for _, m, _ in there], abs=1e-12)


def test_a_derived_opposite_flips_every_answer_too(model, dataset):
    texts = dataset.split("test")["text"].tolist()[:200]
    proposition = "Zoos should be banned."
    here, there = (margins_of(model, texts, proposition=p) for p in (proposition, negate(proposition)))
    assert np.abs(here).max() > 0
    assert here == pytest.approx(-there, abs=1e-12)


SAYS_NOTHING = {
    "empty article": ("I agree.", Article(id="x")),
    "no article": ("I agree.", None),
    "blank proposition": ("I agree.", Article(id="x", proposition=" ")),
    "headline of one word": ("I agree.", Article(id="x", headline="News")),
    "empty comment": ("", ARTICLE),
    "another language": ("creo que la calle debe quedarse como esta ahora", ARTICLE),
    "another script": ("дорога должна быть закрыта для машин", ARTICLE),
    "only a quotation": ('"Shops on Mill Road say that they will lose trade"', ARTICLE),
    "the article copied": ("The road will be closed to private cars from June.", ARTICLE),
}


@pytest.mark.parametrize(("text", "article"), SAYS_NOTHING.values(), ids=SAYS_NOTHING.keys())
def test_where_there_is_nothing_to_say_it_is_unclear(model, text, article):
    score = model.score(Comment(text, article=article)).stance
    assert (score.label, score.margin, score.confidence) == (Stance.UNCLEAR, 0.0, 0.0)


def test_a_proposition_of_one_word_asks_whether_readers_want_it(model):
    label, margin, confidence = model.stance(["Austerity has ruined us."], proposition="Austerity")[0]
    assert label in set(Stance)
    assert -1 <= margin <= 1
    assert 0 < confidence <= 1


def test_without_a_proposition_the_headline_is_asked_and_said_so(model):
    derived = model.score(Comment("About time.", article=Article(id="x", headline="Council to close Mill Road"))).stance
    assert (derived.proposition, derived.origin) == ("Council should close Mill Road.", "derived")
    reported = model.score(Comment("How sad.", article=Article(id="x", headline="Old bridge falls into river"))).stance
    assert (reported.proposition, reported.origin) == ("Old bridge falls into river", "reported")


def test_no_article_is_in_two_splits(dataset):
    assert (dataset.comments.groupby("article_id")["split"].nunique() == 1).all()
