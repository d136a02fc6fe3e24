"""An article's own head: moderators' labels move its answers at once, few labels little."""

import pytest

from moderation.comment import Article
from moderation.errors import NothingAskedError
from moderation.label import Stance

ARTICLE = Article(id="a", headline="Lynx to return", proposition="Lynx should be released in the forests.")
FOR = [
    f"Bring the lynx home, the deer have eaten the {tree} saplings bare" for tree in ("birch", "oak", "rowan", "ash")
]
AGAINST = [f"My lambs will pay the price for this on the {farm} farm" for farm in ("top", "lower", "far", "old")]
LABELLED = [(t, Stance.SUPPORT) for t in FOR] + [(t, Stance.OPPOSE) for t in AGAINST]


def test_without_labels_it_is_the_global_model(model):
    moved = model.learn(ARTICLE, []).score(FOR[0])
    assert moved.labels == 0
    assert moved.score == moved.prior
    assert moved.prior.margin == pytest.approx(model.stance([FOR[0]], article=ARTICLE)[0][1])


def test_labels_move_comments_that_share_their_words(model):
    head = model.learn(ARTICLE, LABELLED)
    friend, farmer = head.score("the deer have eaten the willow saplings"), head.score("who will pay for my lambs")
    assert friend.score.margin > friend.prior.margin
    assert farmer.score.margin < farmer.prior.margin
    assert head.labels == len(LABELLED)


def test_one_label_moves_less_than_eight(model):
    text = "the deer have eaten the willow saplings"
    one, all_of_them = (model.learn(ARTICLE, LABELLED[:n]).score(text) for n in (1, 8))
    assert one.score.margin - one.prior.margin > 0
    assert abs(one.score.margin - one.prior.margin) < 0.3
    assert all_of_them.prior == one.prior


def test_the_opposite_question_with_turned_labels_gives_the_turned_answer(model):
    asked = Article(id="a", proposition="Lynx should be released.", opposite="Lynx should be kept out.")
    turned = Article(id="a", proposition=asked.opposite, opposite=asked.proposition)
    other = {Stance.SUPPORT: Stance.OPPOSE, Stance.OPPOSE: Stance.SUPPORT}
    here = model.learn(asked, LABELLED).score(FOR[0]).score.margin
    there = model.learn(turned, [(t, other[s]) for t, s in LABELLED]).score(FOR[0]).score.margin
    assert here == pytest.approx(-there, abs=1e-9)


def test_unclear_and_unreadable_labels_teach_nothing(model):
    assert model.learn(ARTICLE, [(FOR[0], Stance.UNCLEAR), ("", Stance.SUPPORT)]).labels == 0


def test_neutral_labels_only_teach_that_no_side_is_taken(model):
    head = model.learn(ARTICLE, [(t, Stance.NEUTRAL) for t in FOR + AGAINST])
    before, after = model.learn(ARTICLE, []).probabilities(FOR[0]), head.probabilities(FOR[0])
    assert after[0] < before[0]
    assert after[1] == pytest.approx(before[1])


def test_an_article_that_asks_nothing_cannot_learn(model):
    with pytest.raises(NothingAskedError, match="proposition"):
        model.learn(Article(id="empty"), LABELLED)
