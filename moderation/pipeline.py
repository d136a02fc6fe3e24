"""The way of a comment: `moderate(comment)` runs the rules and the model and draws the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from moderation.checks import count_characters
from moderation.comment import Article, Comment
from moderation.decision import Decision, Evidence, Scores, StanceScore
from moderation.label import Attribute, Stance
from moderation.models.article_stance import ArticleStance
from moderation.models.split import Split
from moderation.policy import Policy

if TYPE_CHECKING:
    from moderation.storage import Store, StoredComment

#: Words that raised a score are named from this probability on, and no more than so many.
EXPLAINED_FROM: Final = 0.3
MOST_WORDS: Final = 8


class Scorer(Protocol):
    """What the pipeline needs of a model."""

    version: str

    @property
    def heads(self) -> Sequence[Attribute]:
        """The attributes it has a head for."""

    def score(self, comment: Comment) -> Scores:
        """Score one comment with its article."""

    def explain(self, text: str, head: Attribute, most: int | None = None) -> Sequence[Evidence]:
        """Return each word with its contribution to the log-odds of `head`.

        With `most`, only so many of those that raised it, the strongest first.
        """

    def split(self, scores: Sequence[StanceScore], labelled: Sequence[Stance] = ()) -> Split:
        """Estimate how an article's readers divide; `labelled` is what moderators said of some of the comments."""

    def learn(self, article: Article, labelled: Sequence[tuple[str, Stance]]) -> ArticleStance:
        """Return stance under one article as labels there have moved it. Raises `NothingAskedError`."""


@dataclass(frozen=True)
class Pipeline:
    """The model and the policy of one deployment."""

    scorer: Scorer
    policy: Policy

    @property
    def minimum_length(self) -> int:
        """The length that a site without rules of its own asks for."""
        return self.policy.default.minimum_length

    @cached_property
    def thresholds(self) -> Mapping[Attribute, float]:
        """From which probability on a site without rules of its own holds a comment."""
        return {a: t.hold for a, t in self.policy.default.thresholds.items() if t.hold is not None}

    @cached_property
    def heads(self) -> tuple[Attribute, ...]:
        """The attributes that comments are scored for."""
        return tuple(self.scorer.heads)

    def moderate(self, comment: Comment) -> Decision:
        """Score a comment, apply every rule, and decide by the severest finding.

        A short comment is scored all the same: "You idiot" is short and uncivil.
        """
        scores = self.scorer.score(comment)
        words = {
            attribute: tuple(self.scorer.explain(comment.text, attribute, MOST_WORDS))
            for attribute in self.heads
            if attribute.is_civility and scores.civility[attribute] >= EXPLAINED_FROM
        }
        rules = self.policy.rules(comment.site, comment.section)
        action, found = rules.judge(comment, scores, lambda attribute: words.get(attribute, ()))
        return Decision(
            action,
            found,
            scores,
            count_characters(comment.text),
            rules.minimum_length,
            words,
        )


def receive(pipeline: Pipeline, store: "Store", comment: Comment) -> "StoredComment":
    """Decide and store a comment, once: what was handed in before with the same text is found, not scored again.

    Scoring happens before the transaction that stores comment, scores, decision and log together, so that no writer
    waits for a model. Raises `ConflictError` for a comment that was erased.
    """
    known = store.comments.repeated(comment)
    if known is not None:
        return known
    complete = informed(store, comment)
    return store.comments.save(complete, pipeline.moderate(complete)).comment


def informed(store: "Store", comment: Comment) -> Comment:
    """Return the comment with what is stored of its article and known of its author."""
    article = comment.article
    return replace(
        comment,
        article=None if article is None else store.articles.complete(comment.site, article),
        history=store.comments.known(comment),
    )
