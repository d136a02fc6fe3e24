"""What labels under an article are worth."""

from moderation.comment import Article
from moderation.label import Stance
from moderation.training.learning_curve import COUNTS, Discussion, learning_curve, served

ARTICLE = Article(id="x", proposition="The tram should be built.")


def test_labels_teach_an_article_whose_words_tell_the_sides_apart(trained):
    sides = {Stance.SUPPORT: "my knees say thank you for number", Stance.OPPOSE: "our rates will pay for number"}
    comments = [(f"{sides[s]} {i}", s) for i in range(40) for s in sides]
    curve = learning_curve(served(trained.stance), [Discussion(ARTICLE, comments)], draws=2).set_index("labels")
    assert tuple(curve.index) == COUNTS
    assert curve.loc[30, "accuracy"] > 0.9


def test_short_discussions_are_left_out(trained):
    curve = learning_curve(served(trained.stance), [Discussion(ARTICLE, [("Yes", Stance.SUPPORT)] * 30)])
    assert curve.empty
