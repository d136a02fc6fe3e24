"""The served model: equal to the fitted pipeline, explained exactly, stable as a Python API."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import moderation
from moderation.comment import Article, Comment
from moderation.label import Attribute, Stance

ARTICLE = Article(
    id="a",
    headline="Council votes to close Mill Road to cars",
    summary="The road will be closed to private cars from June.",
    proposition="Mill Road should be closed to cars.",
    opposite="Mill Road should stay open to cars.",
)


def test_served_probabilities_are_those_of_the_fitted_pipeline(trained, model, dataset):
    texts = dataset.comments["text"].tolist()
    fitted, served = trained.civility.predict_proba(texts), model.score_texts(texts)
    for column, head in enumerate(model.heads):
        assert np.abs(fitted[:, column] - served[head.value]).max() < 1e-5


@settings(max_examples=60, deadline=None)
@given(text=st.text())
def test_any_text_gets_the_pipelines_probabilities(trained, model, text):
    fitted = trained.civility.predict_proba([text])[0]
    served = model.score(Comment(text)).civility
    assert np.abs(fitted - [served[head] for head in model.heads]).max() < 1e-5


@pytest.mark.parametrize(
    "text", ["You are a complete idiot.", "Ｙｏｕ ａｒｅ ｓｏｏｏｏ ﬁne\u200b 👍", "a", "no no no no"]
)
def test_contributions_add_up_to_the_score(model, text):
    for head in model.heads:
        total = sum(e.contribution for e in model.explain(text, head)) + model._civility.intercept(head)
        probability = model.score(Comment(text)).civility[head]
        assert 1 / (1 + np.exp(-total)) == pytest.approx(probability, abs=1e-6)


def test_explanations_are_spans_of_the_original_text(model):
    text = "  Ｙｏｕ absolute  IDIOT\u200b!!! "
    for evidence in model.explain(text, "insult"):
        assert text[evidence.start : evidence.end] == evidence.text


def test_texts_are_scored_head_by_head(model):
    result = model.score_texts(["Fine.", "You idiot"], article=ARTICLE)
    assert {h.value for h in model.heads} | {"relevance", "stance_margin"} == set(result)
    assert all(values.shape == (2,) for values in result.values())


def test_no_texts_give_empty_arrays(model):
    assert model.score_texts([])["toxicity"].shape == (0,)


def test_stance_without_a_proposition_is_unclear(model):
    score = model.score(Comment("I agree with every word of it.", article=Article(id="x", headline="News")))
    assert score.stance.label is Stance.UNCLEAR


def test_asking_the_other_way_round_flips_the_margin(model, dataset):
    texts = dataset.split("test")["text"].tolist()[:200]
    here = Article(id="a", proposition=ARTICLE.proposition, opposite=ARTICLE.opposite)
    there = Article(id="a", proposition=ARTICLE.opposite, opposite=ARTICLE.proposition)
    for a, b in zip(model.stance(texts, article=here), model.stance(texts, article=there), strict=True):
        assert a[1] == pytest.approx(-b[1], abs=1e-9)


def test_relevance_needs_an_article_with_text(model):
    assert model.score(Comment("About the road.")).relevance is None
    assert 0 <= model.score(Comment("About the road.", article=ARTICLE)).relevance.score <= 1


def test_a_reply_is_never_called_off_topic(model):
    for text in ["Lol", "Who asked you?", "My cat is ill."]:
        assert model.score(Comment(text, parent="1", article=ARTICLE)).relevance.verdict != "off_topic"


def test_one_line_is_scored_by_the_package(model, monkeypatch):
    monkeypatch.setattr(moderation, "_default_model", lambda: model)
    assert moderation.score("You idiot").civility[Attribute.INSULT] > 0.3
