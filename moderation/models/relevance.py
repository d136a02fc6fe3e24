"""Relevance: the probability that a comment is about its article. A hint, never a reason to reject."""

from functools import lru_cache
from typing import Final

import numpy as np

from moderation.comment import Article
from moderation.decision import Relevance, Verdict
from moderation.features.english import looks_english
from moderation.features.normalise import normalise
from moderation.features.similarity import ArticleView, Background, features, view_article
from moderation.features.stems import WORD
from moderation.models.bundle import Bundle
from moderation.models.civility import sigmoid

#: Shorter comments ("Correct verdict.") share too few words with anything to be called off topic.
SHORTEST: Final = 40


class RelevanceModel:
    """A small logistic regression over similarities of comment and article."""

    def __init__(self, bundle: Bundle) -> None:
        idf, lead, whole = (
            np.asarray(bundle.arrays[f"relevance_{name}"], dtype=np.float32) for name in ("idf", "lead", "whole")
        )
        self._background = Background(idf, lead, whole)
        self._weights = np.asarray(bundle.arrays["relevance_weights"], dtype=np.float64)
        spec = bundle.manifest["relevance"]
        self._off_topic = float(spec["off_topic_below"])
        self._on_topic = float(spec["on_topic_from"])
        self._view = lru_cache(maxsize=256)(self._view_article)

    def score(self, text: str, article: Article | None, *, is_reply: bool = False) -> Relevance | None:
        """Score one comment; None without an article to compare with.

        A reply, a short comment and one that does not look English are never `off_topic`.
        """
        if article is None or not article.has_text:
            return None
        probability = self.probability(text, article)
        if probability >= self._on_topic:
            verdict = Verdict.ON_TOPIC
        elif probability < self._off_topic and not is_reply and _can_tell(text):
            verdict = Verdict.OFF_TOPIC
        else:
            verdict = Verdict.UNSURE
        return Relevance(probability, verdict)

    def probability(self, text: str, article: Article) -> float:
        """Return the calibrated probability alone."""
        values = features(text, self._view(article), self._background)
        return float(sigmoid(self._weights[0] + values @ self._weights[1:]))

    def _view_article(self, article: Article) -> ArticleView:
        return view_article(article, self._background.idf)


def _can_tell(text: str) -> bool:
    folded = normalise(text)
    return len(folded) >= SHORTEST and looks_english(WORD.findall(folded))
