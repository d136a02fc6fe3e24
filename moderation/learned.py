"""Stance as moderators' labels have taught it: a scorer around the model's, with a head for each labelled article.

Labels are read from the database, so that every process answers alike: for scoring within a second, for a page or a
figure that has just read the article at once. Articles without labels cost a look into a dictionary.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from moderation.comment import Article, Comment
from moderation.decision import Evidence, Scores, StanceOrigin, StanceScore
from moderation.errors import NothingAskedError, StorageError
from moderation.label import Attribute, Stance
from moderation.models.article_stance import ArticleStance
from moderation.models.split import Split
from moderation.pipeline import Scorer

if TYPE_CHECKING:
    # a service that stores nothing does not load the database's libraries
    from moderation.storage import StoredComment
    from moderation.storage.records import StoredArticle
    from moderation.storage.stances import StanceLabel

#: So long a process may score with the labels that it knows.
SECONDS: Final = 1.0
#: The latest labels of an article teach it; fitting takes the cube of their number.
MOST_LABELS: Final = 300
#: The latest published comments are enough for any split: from a few hundred on the model's own error is all of it.
MOST_COMMENTS: Final = 1000
_MOST_HEADS: Final = 64
_TURNED: Final = {Stance.SUPPORT: Stance.OPPOSE, Stance.OPPOSE: Stance.SUPPORT}
_log = logging.getLogger(__name__)


class LabelSource(Protocol):
    """What is needed of the store: `store.stances`."""

    def versions(self) -> dict[tuple[str, str], str]:
        """Return site and id of every labelled article, with what changes when its labels do."""

    def under(self, site: str, article: str) -> "Sequence[StanceLabel]":
        """Return the standing label of each comment under an article, the oldest first."""


@dataclass(frozen=True, slots=True)
class Head:
    """The stance of one article's comments. `given` holds the labels behind it by comment, as answers to what is asked.

    Labels that answered another proposition are left out, those that answered its opposite are turned.
    """

    stance: ArticleStance
    given: "Mapping[int, StanceLabel]"

    def score(self, text: str) -> StanceScore:
        """Score one comment, with what the model alone says beside it where labels moved the answer."""
        moved = self.stance.score(text)
        return replace(moved.score, prior=moved.prior, labels=moved.labels) if moved.labels else moved.score


@dataclass(frozen=True, slots=True)
class Division:
    """How an article's readers divide. `prior` is the split without the labels, None where there are none."""

    proposition: str | None
    origin: StanceOrigin
    split: Split
    prior: Split | None
    labels: int


class LearnedScorer:
    """A scorer that answers stance with an article's head where it has one, and all else as the model does."""

    def __init__(self, scorer: Scorer, labels: LabelSource, clock: Callable[[], float] = time.monotonic) -> None:
        self.version = scorer.version
        self._scorer, self._labels, self._clock = scorer, labels, clock
        self._versions: dict[tuple[str, str], str] = {}
        self._read_at = float("-inf")
        self._fit = lru_cache(maxsize=_MOST_HEADS)(self._fit_head)

    @property
    def heads(self) -> Sequence[Attribute]:
        """The attributes that the model has a head for."""
        return self._scorer.heads

    def score(self, comment: Comment) -> Scores:
        """Score one comment with its article."""
        scores = self._scorer.score(comment)
        head = None if comment.article is None else self._known_head(comment.site, comment.article)
        return scores if head is None else replace(scores, stance=head.score(comment.text))

    def explain(self, text: str, head: Attribute, most: int | None = None) -> Sequence[Evidence]:
        """Return each word with its contribution, as the model does."""
        return self._scorer.explain(text, head, most)

    def split(self, scores: Sequence[StanceScore], labelled: Sequence[Stance] = ()) -> Split:
        """Estimate how an article's readers divide, as the model does."""
        return self._scorer.split(scores, labelled)

    def learn(self, article: Article, labelled: Sequence[tuple[str, Stance]]) -> ArticleStance:
        """Return stance under one article as these labels move it, as the model does."""
        return self._scorer.learn(article, labelled)

    def head_of(self, stored: "StoredArticle") -> Head | None:
        """Return the head of an article that was just read, with its latest labels; None where it asks nothing."""
        if stored.stance_version is not None:
            self._versions[stored.site, stored.article.id] = stored.stance_version
        return self._fit(stored.site, stored.stance_version, stored.article)

    def divide(self, stored: "StoredArticle", comments: "Sequence[StoredComment]") -> Division:
        """Estimate how the writers of published comments divide on what the article asks.

        Without labels by the scores that are stored, those left out that answer an earlier proposition; with labels
        every comment is scored anew by the article's head.
        """
        head = self.head_of(stored)
        if head is None or not head.given:
            answers = [comment.decision.scores.stance for comment in comments]
            latest = next((s for s in answers if s.proposition is not None), None)
            if latest is None:
                return Division(None, StanceOrigin.NONE, self.split([]), None, 0)
            same = [s for s in answers if s.proposition == latest.proposition]
            return Division(latest.proposition, latest.origin, self.split(same), None, 0)
        scores = [head.score(comment.text) for comment in comments]
        given = [head.given[comment.id].stance for comment in comments if comment.id in head.given]
        prior = self.split([score.prior or score for score in scores])
        return Division(head.stance.proposition, head.stance.origin, self.split(scores, given), prior, len(head.given))

    def _known_head(self, site: str, article: Article) -> Head | None:
        if self._clock() - self._read_at > SECONDS:
            self._read_at = self._clock()  # first: others go on with what is known meanwhile
            try:
                self._versions = self._labels.versions()
            except StorageError as error:
                _log.warning("scoring goes on with the stance labels that are known: %s", error)
        version = self._versions.get((site, article.id))
        if version is None:
            return None
        try:
            head = self._fit(site, version, article)
        except StorageError as error:
            _log.warning("stance is answered without the labels of article %r: %s", article.id, error)
            return None
        return head if head is not None and head.given else None

    def _fit_head(self, site: str, version: str | None, article: Article) -> Head | None:
        try:
            unmoved = self.learn(article, [])
        except NothingAskedError:
            return None
        labels = () if version is None else self._labels.under(site, article.id)
        answers = [answer for label in labels if (answer := _answer(label, unmoved)) is not None][-MOST_LABELS:]
        if not answers:
            return Head(unmoved, {})
        taught = self.learn(article, [(answer.text, answer.stance) for answer in answers])
        return Head(taught, {answer.comment_id: answer for answer in answers})


def _answer(label: "StanceLabel", asked: ArticleStance) -> "StanceLabel | None":
    """Return a label as an answer to what is asked, None where it answered something else."""
    if label.proposition == asked.proposition:
        return label
    if label.proposition == asked.opposite:
        turned = _TURNED.get(label.stance, label.stance)
        return replace(label, stance=turned, proposition=asked.proposition)
    return None
