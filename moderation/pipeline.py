"""The way of a comment: `moderate(comment)` runs the rules and the model and draws the decision."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, Protocol

from moderation.checks import Check, count_characters
from moderation.comment import Comment
from moderation.decision import Action, Decision, Evidence, Scores
from moderation.label import Attribute
from moderation.policy import Thresholds, judge_scores

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

    def explain(self, text: str, head: Attribute) -> Sequence[Evidence]:
        """Return each word with its contribution to the log-odds of `head`."""


@dataclass(frozen=True)
class Pipeline:
    """Rules, model and thresholds of one deployment."""

    scorer: Scorer
    checks: Sequence[Check]
    thresholds: Thresholds
    minimum_length: int

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
            attribute: raising_words(self.scorer.explain(comment.text, attribute))
            for attribute in self.heads
            if attribute.is_civility and scores.civility[attribute] >= EXPLAINED_FROM
        }
        found = [finding for check in self.checks if (finding := check(comment)) is not None]
        found += judge_scores(scores, self.thresholds, lambda attribute: words.get(attribute, ()))
        action = max((f.action for f in found), key=lambda a: a.severity, default=Action.PUBLISH)
        return Decision(
            action,
            tuple(found),
            scores,
            count_characters(comment.text),
            self.minimum_length,
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


def raising_words(words: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the words that raised a score, the strongest first."""
    raised = sorted((w for w in words if w.contribution > 0), key=lambda w: -w.contribution)
    return tuple(raised[:MOST_WORDS])
