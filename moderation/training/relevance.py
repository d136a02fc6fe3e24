"""The relevance estimator: a small logistic regression over similarities of comment and article."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from moderation.comment import Article
from moderation.features.normalise import normalise
from moderation.features.similarity import (
    BUCKETS,
    Background,
    Sparse,
    character_buckets,
    features,
    view_article,
    word_buckets,
)

Floats = NDArray[np.float64]

#: Each comment is put under so many other articles, where it is off topic.
ELSEWHERE: Final = 3
#: Of comments that are on topic no more than this share may be called `off_topic` …
WRONGLY_OFF: Final = 0.02
#: … and of comments under another article no more than this share `on_topic`.
WRONGLY_ON: Final = 0.1


@dataclass(frozen=True, slots=True)
class RelevanceEstimator:
    """What is known of articles in general, a logistic regression over similarities, and the limits of the verdicts."""

    background: Background
    weights: Floats
    off_topic_below: float
    on_topic_from: float

    def probabilities(self, texts: Sequence[str], articles: Sequence[Article]) -> Floats:
        """Return the probability that each text is about its article, shape (texts,)."""
        values = similarity_features(texts, articles, self.background)
        return np.asarray(0.5 * (1 + np.tanh(0.5 * (self.weights[0] + values @ self.weights[1:]))))


def similarity_features(texts: Sequence[str], articles: Sequence[Article], background: Background) -> Floats:
    """Return the similarity features of each pair, shape (pairs, features)."""
    views = {a: view_article(a, background.idf) for a in set(articles)}
    return np.array([features(t, views[a], background) for t, a in zip(texts, articles, strict=True)])


def read_background(texts: Sequence[str], articles: Sequence[Article]) -> Background:
    """Count how rare each bucket is, and average the articles."""
    seen = np.zeros(BUCKETS)
    bodies = [f"{a.headline} {a.summary} {a.body}" for a in articles]
    for text in [*texts, *bodies]:
        folded = normalise(text)
        seen[np.unique(np.concatenate((character_buckets(folded), word_buckets(folded))))] += 1
    idf = (np.log((1 + len(texts) + len(bodies)) / (1 + seen)) + 1).astype(np.float32)
    views = [view_article(article, idf) for article in articles]
    return Background(idf, _mean([v.lead for v in views]), _mean([v.whole for v in views]))


def _mean(texts: Sequence[Sparse]) -> NDArray[np.float32]:
    total = np.zeros(BUCKETS)
    for text in texts:
        for part in text:
            total[part.buckets] += part.weights
    return (total / max(len(texts), 1)).astype(np.float32)


def fit_relevance(
    texts: Sequence[str], articles: Sequence[Article], on_topic: Floats, *, seed: int = 0
) -> RelevanceEstimator:
    """Fit on labelled pairs and on the same comments under other articles, where they are off topic."""
    distinct = list(dict.fromkeys(articles))
    background = read_background(texts, distinct)
    elsewhere = put_elsewhere(articles, ELSEWHERE, seed)
    values = similarity_features([*texts] * (1 + ELSEWHERE), [*articles, *elsewhere], background)
    labels = np.concatenate((on_topic >= 0.5, np.zeros(len(elsewhere), dtype=bool)))
    groups = np.array([a.id for a in articles] * (1 + ELSEWHERE))
    weights = np.where(labels, ELSEWHERE, 1.0)
    held_out = np.empty(len(labels))
    for train, test in GroupKFold(n_splits=3).split(values, groups=groups):
        fold = _fit(values[train], labels[train], weights[train])
        held_out[test] = 0.5 * (1 + np.tanh(0.5 * (fold[0] + values[test] @ fold[1:])))
    return RelevanceEstimator(
        background,
        _fit(values, labels, weights),
        off_topic_below=float(np.quantile(held_out[labels], WRONGLY_OFF)),
        on_topic_from=float(np.quantile(held_out[len(texts) :], 1 - WRONGLY_ON)),
    )


def put_elsewhere(articles: Sequence[Article], times: int, seed: int) -> list[Article]:
    """Return for each comment another article, `times` over."""
    random = np.random.default_rng(seed)
    distinct = list(dict.fromkeys(articles))
    place = {article: i for i, article in enumerate(distinct)}
    moved = []
    for article in [*articles] * times:
        step = int(random.integers(1, max(len(distinct), 2)))
        moved.append(distinct[(place[article] + step) % len(distinct)])
    return moved


def _fit(values: Floats, labels: NDArray[np.bool_], weights: Floats) -> Floats:
    """Return intercept and coefficients for unscaled features."""
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    pipeline.fit(values, labels, logisticregression__sample_weight=weights)
    scaler, model = pipeline[0], pipeline[1]
    coefficients = model.coef_[0] / scaler.scale_
    return np.concatenate((model.intercept_ - coefficients @ scaler.mean_, coefficients))
