"""Estimators that look at a comment and its article together: stance and relevance.

Both are fitted on pairs and predict for pairs of articles that they never saw.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline

from moderation.comment import Article
from moderation.features.normalise import normalise
from moderation.features.similarity import (
    BUCKETS,
    ArticleView,
    character_buckets,
    features,
    view_article,
)
from moderation.features.target import Target, parse_proposition, view
from moderation.label import Stance
from moderation.models.stance import Confidence, opposite_of

Floats = NDArray[np.float64]

#: What is answered must be right this often on articles that training did not see.
WANTED_ACCURACY: Final = 0.8


def _same(tokens: Sequence[str]) -> Sequence[str]:
    return tokens


def build_text_classifier(*, seed: int = 0, inverse_regularisation: float = 2.0) -> Pipeline:
    """Return an unfitted TF-IDF and logistic regression over lists of named tokens."""
    return Pipeline(
        [
            ("tfidf", TfidfVectorizer(analyzer=_same, sublinear_tf=True, min_df=2)),
            (
                "logistic",
                LogisticRegression(C=inverse_regularisation, solver="liblinear", random_state=seed, max_iter=200),
            ),
        ]
    )


@dataclass(frozen=True, slots=True)
class StancePairs:
    """Comments with the target of their article, the opposite target, the stance, and the article's id."""

    texts: Sequence[str]
    targets: Sequence[Target]
    opposites: Sequence[Target]
    stances: NDArray[np.str_]
    groups: NDArray[np.str_]

    @classmethod
    def of(cls, texts: Sequence[str], articles: Sequence[Article], stances: Sequence[str]) -> "StancePairs":
        """Parse the proposition of each comment's article."""
        targets = [parse_proposition(a.proposition or "") for a in articles]
        opposites = [opposite_of(a, t) for a, t in zip(articles, targets, strict=True)]
        return cls(texts, targets, opposites, np.array(stances), np.array([a.id for a in articles]))

    def take(self, rows: NDArray[np.int64]) -> "StancePairs":
        """Return the pairs of the given rows."""
        return StancePairs(
            [self.texts[i] for i in rows.tolist()],
            [self.targets[i] for i in rows.tolist()],
            [self.opposites[i] for i in rows.tolist()],
            self.stances[rows],
            self.groups[rows],
        )


@dataclass(frozen=True, slots=True)
class StanceEstimator:
    """The two fitted stages, and the confidence below which they do not answer."""

    side: Pipeline
    which: Pipeline
    confidence: Confidence

    def probabilities(self, pairs: StancePairs) -> tuple[Floats, Floats]:
        """Return p(takes a side) and p(support | takes a side), each of shape (pairs,)."""
        here = [view(t, target) for t, target in zip(pairs.texts, pairs.targets, strict=True)]
        there = [view(t, target) for t, target in zip(pairs.texts, pairs.opposites, strict=True)]
        side = self.side.decision_function([v.side for v in here])
        side = (side + self.side.decision_function([v.side for v in there])) / 2
        log_odds = self.which.decision_function([v.signed for v in here])
        log_odds = (log_odds - self.which.decision_function([v.signed for v in there])) / 2
        return 0.5 * (1.0 + np.tanh(0.5 * side)), 0.5 * (1.0 + np.tanh(0.5 * log_odds))


def fit_stance(pairs: StancePairs, *, seed: int = 0, folds: int = 3) -> StanceEstimator:
    """Fit both stages, and the confidence on folds that hold out whole articles."""
    never = Confidence(1.0, 1.0)
    p_side, p_support = np.empty(len(pairs.texts)), np.empty(len(pairs.texts))
    for train, test in GroupKFold(n_splits=folds).split(pairs.texts, groups=pairs.groups):
        fold = StanceEstimator(*_fit_stages(pairs.take(train), seed), never)
        p_side[test], p_support[test] = fold.probabilities(pairs.take(test))
    confidence = fit_confidence(p_side, p_support, pairs.stances)
    return StanceEstimator(*_fit_stages(pairs, seed), confidence)


def _fit_stages(pairs: StancePairs, seed: int) -> tuple[Pipeline, Pipeline]:
    views = [view(t, target) for t, target in zip(pairs.texts, pairs.targets, strict=True)]
    takes_side = pairs.stances != Stance.NEUTRAL.value
    side = build_text_classifier(seed=seed).fit([v.side for v in views], takes_side)
    rows = np.flatnonzero(takes_side)
    supports = pairs.stances[rows] == Stance.SUPPORT.value
    # every pair is asked both ways round, with the answer flipped: the weights come out antisymmetric
    asked = [views[i].signed for i in rows.tolist()]
    flipped = [view(pairs.texts[i], pairs.opposites[i]).signed for i in rows.tolist()]
    which = build_text_classifier(seed=seed).fit(asked + flipped, np.concatenate((supports, ~supports)))
    return side, which


def fit_confidence(p_side: Floats, p_support: Floats, stances: NDArray[np.str_]) -> Confidence:
    """Find the lowest confidences at which answers are right `WANTED_ACCURACY` of the time."""
    p_best = p_side * np.maximum(p_support, 1 - p_support)
    says_side = p_best >= 1 - p_side
    label = np.where(p_support > 0.5, Stance.SUPPORT.value, Stance.OPPOSE.value)
    return Confidence(
        side=_lowest(p_best[says_side], (label == stances)[says_side]),
        neutral=_lowest((1 - p_side)[~says_side], (stances == Stance.NEUTRAL.value)[~says_side]),
    )


def _lowest(certainty: Floats, right: NDArray[np.bool_]) -> float:
    order = np.argsort(-certainty, kind="stable")
    accuracy = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((accuracy >= WANTED_ACCURACY) & (np.arange(1, len(order) + 1) >= 20))
    return float(certainty[order[good[-1]]]) if len(good) else 1.0


@dataclass(frozen=True, slots=True)
class RelevanceEstimator:
    """Document frequencies of hashed n-grams, a logistic regression over similarities, and two limits."""

    idf: NDArray[np.float32]
    weights: Floats
    off_topic_below: float
    on_topic_from: float

    def probabilities(self, texts: Sequence[str], articles: Sequence[Article]) -> Floats:
        """Return the probability that each text is about its article, shape (texts,)."""
        values = similarity_features(texts, articles, self.idf)
        return np.asarray(0.5 * (1 + np.tanh(0.5 * (self.weights[0] + values @ self.weights[1:]))))


def similarity_features(texts: Sequence[str], articles: Sequence[Article], idf: NDArray[np.float32]) -> Floats:
    """Return the similarity features of each pair, shape (pairs, features)."""
    views: dict[str, ArticleView] = {a.id: view_article(a, idf) for a in {a.id: a for a in articles}.values()}
    return np.array([features(t, views[a.id], idf) for t, a in zip(texts, articles, strict=True)])


def document_frequencies(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return the smoothed inverse document frequency of every bucket."""
    seen = np.zeros(BUCKETS)
    for text in texts:
        seen[np.unique(character_buckets(normalise(text)))] += 1
    return (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)


def fit_relevance(
    texts: Sequence[str], articles: Sequence[Article], on_topic: Floats, *, seed: int = 0
) -> RelevanceEstimator:
    """Fit on labelled pairs and as many shuffled ones: a comment under another article is off topic."""
    random = np.random.default_rng(seed)
    distinct = list({a.id: a for a in articles}.values())
    bodies = [f"{a.headline} {a.summary} {a.body}" for a in distinct]
    idf = document_frequencies([*texts, *bodies])
    elsewhere = []
    for article in articles:
        other = distinct[int(random.integers(len(distinct)))]
        elsewhere.append(other if other.id != article.id else distinct[distinct.index(other) - 1])
    values = similarity_features([*texts, *texts], [*articles, *elsewhere], idf)
    labels = np.concatenate((on_topic >= 0.5, np.zeros(len(texts), dtype=bool)))
    model = LogisticRegression(C=10.0, max_iter=1000).fit(values, labels)
    return RelevanceEstimator(
        idf,
        np.concatenate((model.intercept_, model.coef_[0])),
        off_topic_below=0.15,
        on_topic_from=0.5,
    )
