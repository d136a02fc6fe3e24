"""The way of a comment through rules, model and policy."""

import pytest

from moderation.app import build_pipeline
from moderation.comment import Article, Comment
from moderation.decision import Action, Reason
from moderation.label import Stance
from moderation.settings import Settings
from tests.fakes import FixedScorer

LONG = "This is a comment that is certainly longer than fifty characters."


def moderate(text=LONG, **scores):
    return build_pipeline(Settings(), FixedScorer(**scores)).moderate(Comment(text))


def test_a_civil_comment_is_published_without_reasons():
    decision = moderate()
    assert decision.action is Action.PUBLISH
    assert decision.findings == ()


def test_an_uncivil_comment_is_held_with_the_words_behind_it():
    decision = moderate(toxicity=0.9)
    assert decision.action is Action.HOLD
    assert decision.findings[0].reason is Reason.TOXICITY
    assert [e.text for e in decision.findings[0].evidence] == ["This"]


def test_a_short_comment_is_rejected_and_scored_all_the_same():
    decision = moderate("You idiot", insult=0.9)
    assert decision.action is Action.REJECT
    assert [f.reason for f in decision.findings] == [Reason.TOO_SHORT, Reason.INSULT]


@pytest.mark.parametrize("stance", Stance)
def test_stance_never_changes_the_action(stance):
    assert moderate(stance=stance).action is Action.PUBLISH


@pytest.mark.parametrize("relevance", [0.0, 0.5, 1.0])
def test_relevance_never_changes_the_action(relevance):
    assert moderate(relevance=relevance).action is Action.PUBLISH


def test_no_action_over_the_whole_data_set_depends_on_the_proposition(model, dataset):
    pipeline = build_pipeline(Settings(), model)
    for row in dataset.comments.iloc[::3].itertuples():
        article = dataset.articles[row.article_id]
        turned = Article(
            id=article.id,
            headline=article.headline,
            summary=article.summary,
            proposition=article.opposite,
            opposite=article.proposition,
        )
        actions = {
            pipeline.moderate(Comment(row.text, article=a)).action for a in (article, turned, Article(id="none"))
        }
        assert len(actions) == 1
