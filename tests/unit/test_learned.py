"""A scorer that moderators' labels have taught: which labels it hears, when it reads them, what it leaves alone."""

from dataclasses import replace

import pytest

from moderation.comment import Article, Comment
from moderation.decision import Action
from moderation.errors import StorageError
from moderation.label import Stance
from moderation.learned import MOST_LABELS, SECONDS, LearnedScorer
from moderation.pipeline import Pipeline
from moderation.policy import Policy
from moderation.storage.records import StoredArticle
from moderation.storage.stances import StanceLabel
from tests.databases import Clock

ARTICLE = Article("a1", headline="Lynx to return", proposition="Lynx should be released in the forests.")
TEXT = "The deer have eaten the willow saplings on our hill and somebody has to do something about it."
TAUGHT = [f"The deer have eaten the {tree} saplings bare on our hill." for tree in ("birch", "oak", "rowan", "ash")]


class LabelShelf:
    """Stance labels that a test lays out, and how often they were asked for."""

    def __init__(self, *stances, proposition=ARTICLE.proposition):
        self.labels = tuple(
            StanceLabel(i, TAUGHT[i % len(TAUGHT)], stance, proposition, "mara") for i, stance in enumerate(stances)
        )
        self.version, self.asked, self.is_broken = "1", 0, False

    def versions(self):
        self.asked += 1
        if self.is_broken:
            raise StorageError("the database did not answer")
        return {("default", "a1"): self.version}

    def under(self, site, article):
        return self.labels


class Seconds(Clock):
    """The clock of databases as a monotonic one."""

    def __call__(self):
        return self.time.timestamp()


def stance(scorer, article=ARTICLE, text=TEXT):
    return scorer.score(Comment(text, article=article)).stance


def test_labels_move_the_answer_and_the_prior_stands_beside_it(model):
    moved = stance(LearnedScorer(model, LabelShelf(*[Stance.SUPPORT] * 4)))
    before = model.score(Comment(TEXT, article=ARTICLE)).stance
    assert moved.margin > before.margin
    assert (moved.labels, moved.prior) == (4, before)


def test_everything_but_stance_is_the_models_own(model):
    scorer, comment = LearnedScorer(model, LabelShelf(Stance.SUPPORT)), Comment(TEXT, article=ARTICLE)
    assert replace(scorer.score(comment), stance=model.score(comment).stance) == model.score(comment)


@pytest.mark.parametrize(
    "comment",
    [Comment(TEXT), Comment(TEXT, article=Article("a2", headline="Ferry")), Comment(TEXT, article=ARTICLE, site="x")],
    ids=["no article", "another article", "another site"],
)
def test_what_has_no_labels_is_scored_by_the_model_alone(model, comment):
    assert LearnedScorer(model, LabelShelf(Stance.SUPPORT)).score(comment) == model.score(comment)


def test_a_label_that_answered_another_proposition_teaches_nothing(model):
    scorer = LearnedScorer(model, LabelShelf(*[Stance.SUPPORT] * 4, proposition="Deer should be shot."))
    assert stance(scorer) == model.score(Comment(TEXT, article=ARTICLE)).stance


def test_a_label_that_answered_the_opposite_is_turned(model):
    article = replace(ARTICLE, opposite="Lynx should be kept out of the forests.")
    here = stance(LearnedScorer(model, LabelShelf(*[Stance.SUPPORT] * 4)), article)
    shelf = LabelShelf(*[Stance.OPPOSE] * 4, proposition=article.opposite)
    assert stance(LearnedScorer(model, shelf), article) == here


def test_labels_are_looked_for_once_a_second_and_read_again_with_a_new_version(model):
    shelf, clock = LabelShelf(Stance.SUPPORT), Seconds()
    scorer = LearnedScorer(model, shelf, clock)
    for _ in range(10):
        assert stance(scorer).labels == 1
    assert shelf.asked == 1
    shelf.labels, shelf.version = LabelShelf(*[Stance.SUPPORT] * 4).labels, "2"
    assert stance(scorer).labels == 1
    clock.move(seconds=SECONDS + 0.1)
    assert (stance(scorer).labels, shelf.asked) == (4, 2)


def test_what_a_page_has_just_read_is_scored_with_at_once(model):
    shelf = LabelShelf(Stance.SUPPORT)
    scorer = LearnedScorer(model, shelf, Seconds())
    assert stance(scorer).labels == 1
    shelf.labels = LabelShelf(*[Stance.SUPPORT] * 3).labels
    scorer.head_of(StoredArticle(1, "default", ARTICLE, None, "2"))
    assert stance(scorer).labels == 3


def test_a_database_that_does_not_answer_stops_no_scoring(model, caplog):
    shelf, clock = LabelShelf(Stance.SUPPORT), Seconds()
    scorer = LearnedScorer(model, shelf, clock)
    known = stance(scorer)
    shelf.is_broken = True
    clock.move(seconds=SECONDS + 0.1)
    assert stance(scorer) == known
    assert "scoring goes on" in caplog.text


def test_only_the_latest_labels_teach(model):
    labels = LabelShelf(*[Stance.SUPPORT] * (MOST_LABELS + 1)).labels
    shelf = LabelShelf()
    shelf.labels = labels
    head = LearnedScorer(model, shelf).head_of(StoredArticle(1, "default", ARTICLE, None, "1"))
    assert list(head.given) == [label.comment_id for label in labels[1:]]


@pytest.mark.parametrize("taught", [Stance.SUPPORT, Stance.OPPOSE, Stance.NEUTRAL])
def test_learned_stance_never_changes_the_action(model, dataset, taught):
    plain, policy = Pipeline(model, Policy.read(None, 0)), Policy.read(None, 0)
    learned = Pipeline(LearnedScorer(model, LabelShelf(*[taught] * 30)), policy)
    moved = 0
    for text in [TEXT, *TAUGHT, *dataset.comments["text"].iloc[::40]]:
        comment = Comment(text, article=ARTICLE)
        before, after = plain.moderate(comment), learned.moderate(comment)
        moved += before.scores.stance.label is not after.scores.stance.label
        assert (before.action, before.findings) == (after.action, after.findings)
    assert moved
    assert {plain.moderate(Comment(t)).action for t in dataset.comments["text"].iloc[::40]} > {Action.PUBLISH}
