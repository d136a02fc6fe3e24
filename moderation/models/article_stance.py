"""Stance under one article, as moderators' labels there have moved it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from moderation.comment import Article
from moderation.decision import StanceOrigin, StanceScore
from moderation.errors import NothingAskedError
from moderation.label import Stance
from moderation.models.article_head import Labelled, fit_head
from moderation.models.civility import sigmoid
from moderation.models.stance import StanceModel

#: With labels of its own an article's answers are given from this probability on.
SURE_FROM: Final = 0.8


@dataclass(frozen=True, slots=True)
class Moved:
    """A stance with what it was before: `prior` is the global model's answer, `labels` how many moved it."""

    score: StanceScore
    prior: StanceScore
    labels: int


class ArticleStance:
    """The global model and an article's own head. Cheap to make again with every label."""

    def __init__(self, model: StanceModel, article: Article, labelled: Sequence[tuple[str, Stance]]) -> None:
        asked = model.asked(article)
        if asked is None:
            raise NothingAskedError(
                f"article {article.id!r} has neither a proposition nor a headline: give it one first"
            )
        self._model, self._asked = model, asked
        limits = model.confidence
        # the global model may never be sure enough about a new article; with labels of its own it can be
        self._confidence = replace(limits, side=min(limits.side, SURE_FROM), neutral=min(limits.neutral, SURE_FROM))
        read = ((model.read(text, asked), stance) for text, stance in labelled)
        self._head = fit_head(
            [Labelled(f, model.logits(f, asked.question), stance) for f, stance in read if f is not None]
        )

    @property
    def proposition(self) -> str:
        """What stance is towards."""
        return self._asked.proposition

    @property
    def opposite(self) -> str:
        """The same question the other way round."""
        return self._asked.opposite

    @property
    def origin(self) -> StanceOrigin:
        """Where the proposition came from."""
        return self._asked.origin

    @property
    def labels(self) -> int:
        """How many labels could be learned from."""
        return self._head.labels

    def score(self, text: str) -> Moved:
        """Score one comment, with the answer that it would have had without the labels."""
        features = self._model.read(text, self._asked)
        if features is None:
            nothing = self._model.answer(None, self._asked)
            return Moved(nothing, nothing, self.labels)
        prior = self._model.logits(features, self._asked.question)
        moved = self._head.logits(features, prior)
        before = self._model.answer(prior, self._asked)
        if not self.labels:
            return Moved(before, before, 0)
        return Moved(self._model.answer(moved, self._asked, self._confidence), before, self.labels)

    def probabilities(self, text: str) -> tuple[float, float]:
        """Return p(takes a side) and p(support | takes a side), 0.5 each where there is nothing to read."""
        features = self._model.read(text, self._asked)
        if features is None:
            return 0.5, 0.5
        logits = self._head.logits(features, self._model.logits(features, self._asked.question))
        p_side, p_support = sigmoid(np.array(logits)).tolist()
        return p_side, p_support
