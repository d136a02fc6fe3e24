"""Relevance: the probability that a comment is about its article. A hint, never a reason to reject."""

from functools import lru_cache

import numpy as np

from moderation.comment import Article
from moderation.decision import Relevance, Verdict
from moderation.features.similarity import ArticleView, features, view_article
from moderation.models.bundle import Bundle
from moderation.models.civility import sigmoid


class RelevanceModel:
    """A small logistic regression over similarities of comment and article."""

    def __init__(self, bundle: Bundle) -> None:
        self._idf = np.asarray(bundle.arrays["relevance_idf"], dtype=np.float32)
        self._weights = np.asarray(bundle.arrays["relevance_weights"], dtype=np.float64)
        spec = bundle.manifest["relevance"]
        self._off_topic = float(spec["off_topic_below"])
        self._on_topic = float(spec["on_topic_from"])
        self._view = lru_cache(maxsize=256)(self._view_article)

    def score(self, text: str, article: Article | None, *, is_reply: bool = False) -> Relevance | None:
        """Score one comment; None without an article to compare with. A reply is never `off_topic`."""
        if article is None or not article.has_text:
            return None
        probability = self.probability(text, article)
        if probability >= self._on_topic:
            verdict = Verdict.ON_TOPIC
        elif probability < self._off_topic and not is_reply:
            verdict = Verdict.OFF_TOPIC
        else:
            verdict = Verdict.UNSURE
        return Relevance(probability, verdict)

    def probability(self, text: str, article: Article) -> float:
        """Return the calibrated probability alone."""
        values = features(text, self._view(article), self._idf)
        return float(sigmoid(self._weights[0] + values @ self._weights[1:]))

    def _view_article(self, article: Article) -> ArticleView:
        return view_article(article, self._idf)
