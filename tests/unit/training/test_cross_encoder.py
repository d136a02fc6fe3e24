"""What the cross-encoder is asked: every comment about its article, and some about another, where none takes a side."""

import numpy as np

from moderation.comment import Article
from moderation.training.cross_encoder import Questions
from moderation.training.debates import Debate

ARTICLES = [
    Article(id=f"a{number}", proposition=f"Bridge {number} should open.", opposite=f"Bridge {number} should stay shut.")
    for number in range(10)
]


def questions():
    texts = [f"comment {number}" for number in range(100)]
    return Questions.of([Debate(texts, ARTICLES * 10, ["support", "oppose"] * 50, has_neutral=True)])


def test_a_comment_asked_what_another_article_asks_is_neutral():
    own = questions()
    more = own.with_elsewhere(0.2)
    added = range(len(own.texts), len(more.texts))
    assert 10 < len(added) <= 20
    homes = dict(zip(own.texts, own.groups.tolist(), strict=True))
    for row in added:
        assert more.labels[row] == "neutral"
        assert more.groups[row] != homes[more.texts[row]]
        assert more.asked[row] in own.asked


def test_the_comments_themselves_stay_as_they_are():
    own = questions()
    more = own.with_elsewhere(0.2)
    assert more.texts[:100] == own.texts
    assert np.array_equal(more.stances[:100], own.stances)


def test_comments_of_one_article_alone_are_asked_nothing_else():
    debate = Debate(["yes", "no"] * 20, ARTICLES[:1] * 40, ["support", "oppose"] * 20, has_neutral=True)
    assert len(Questions.of([debate]).with_elsewhere(0.5).texts) == 40
