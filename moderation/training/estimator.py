"""The one unfitted builder of the civility model: TF-IDF n-grams and one logistic regression a head.

`build_civility()` is what train.py fits, what notebooks play with, and what the arrays that are served are taken from.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import FeatureUnion, Pipeline

from moderation.errors import TrainingError
from moderation.features.ngrams import CHARACTER_RANGE, TOKEN_PATTERN, WORD_RANGE
from moderation.features.normalise import normalise

Floats = NDArray[np.float64]

#: A head is trained from so many positive and negative rows; with fewer it is unavailable.
FEWEST_ROWS: Final = 20


def build_tfidf(min_df: int = 2) -> FeatureUnion:
    """Return the unfitted n-gram counter: words and characters, each with sublinear TF-IDF and norm 1."""
    return FeatureUnion(
        [
            (
                "word",
                TfidfVectorizer(
                    preprocessor=normalise,
                    token_pattern=TOKEN_PATTERN,
                    ngram_range=WORD_RANGE,
                    min_df=min_df,
                    sublinear_tf=True,
                ),
            ),
            (
                "character",
                TfidfVectorizer(
                    preprocessor=normalise,
                    analyzer="char_wb",
                    ngram_range=CHARACTER_RANGE,
                    min_df=min_df,
                    sublinear_tf=True,
                ),
            ),
        ]
    )


def build_civility(heads: Sequence[str], *, seed: int = 0, min_df: int = 2) -> Pipeline:
    """Return the unfitted civility pipeline.

    `fit(texts, labels, heads__groups=…)` takes labels of shape (texts, heads) in 0..1 with NaN for "not labelled";
    `predict_proba(texts)` returns probabilities of shape (texts, heads).
    """
    return Pipeline([("tfidf", build_tfidf(min_df)), ("heads", CivilityHeads(tuple(heads), seed=seed))])


class CivilityHeads(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is untyped
    """One calibrated logistic regression a head, with naive-Bayes log-count ratios as feature weights.

    After Wang and Manning, "Baselines and Bigrams" (ACL 2012), as a plain linear model: the ratios are multiplied into
    the coefficients. A soft label counts as both classes, by its share. Calibration is Platt's (1999), on
    decision values from folds that hold out whole groups, and is folded into `coef_` and `intercept_`.

    Attributes after `fit`: `coef_` (heads, features), `intercept_` (heads,), `heads_` the names that had enough labels.
    """

    def __init__(
        self,
        heads: Sequence[str] = (),
        *,
        inverse_regularisation: float = 1.0,
        smoothing: float = 0.05,
        folds: int = 3,
        seed: int = 0,
    ) -> None:
        self.heads = heads
        self.inverse_regularisation = inverse_regularisation
        self.smoothing = smoothing
        self.folds = folds
        self.seed = seed

    def fit(self, features: sparse.csr_matrix, labels: Floats, groups: Sequence[Any] | None = None) -> "CivilityHeads":
        """Fit every head that has at least `FEWEST_ROWS` rows of each class.

        Raises `TrainingError` where no head has.
        """
        features = sparse.csr_matrix(features)
        labels = np.asarray(labels, dtype=np.float64)
        kept = [
            i
            for i in range(len(self.heads))
            if min((labels[:, i] >= 0.5).sum(), (labels[:, i] < 0.5).sum()) >= FEWEST_ROWS
        ]
        if not kept:
            raise TrainingError(
                f"no head can be trained: none of {', '.join(self.heads)} has {FEWEST_ROWS} rows of each class"
            )
        group_of = np.asarray(groups) if groups is not None else np.arange(len(labels))
        self.heads_ = tuple(self.heads[i] for i in kept)
        fitted = [self._fit_head(features, labels[:, i], group_of) for i in kept]
        self.coef_ = np.vstack([coefficients for coefficients, _ in fitted])
        self.intercept_ = np.array([intercept for _, intercept in fitted])
        self.classes_ = np.array([0, 1])
        return self

    def decision_function(self, features: sparse.csr_matrix) -> Floats:
        """Return calibrated log-odds, shape (rows, heads)."""
        return np.asarray(features @ self.coef_.T + self.intercept_)

    def predict_proba(self, features: sparse.csr_matrix) -> Floats:
        """Return calibrated probabilities, shape (rows, heads)."""
        return np.asarray(0.5 * (1.0 + np.tanh(0.5 * self.decision_function(features))))

    def _fit_head(self, features: sparse.csr_matrix, labels: Floats, groups: NDArray[Any]) -> tuple[Floats, float]:
        labelled = ~np.isnan(labels)
        features, labels, groups = features[labelled], labels[labelled], groups[labelled]
        held_out = np.empty(len(labels))
        folds = min(self.folds, len(np.unique(groups)))
        for train, test in GroupKFold(n_splits=folds).split(features, labels, groups):
            coefficients, intercept = self._fit_linear(features[train], labels[train])
            held_out[test] = features[test] @ coefficients + intercept
        scale, shift = fit_sigmoid(held_out, labels)
        coefficients, intercept = self._fit_linear(features, labels)
        return scale * coefficients, scale * intercept + shift

    def _fit_linear(self, features: sparse.csr_matrix, labels: Floats) -> tuple[Floats, float]:
        ratio = log_count_ratio(features, labels, self.smoothing)
        rows, classes, weights = soften(labels)
        model = LogisticRegression(
            C=self.inverse_regularisation,
            solver="liblinear",
            random_state=self.seed,
            max_iter=200,
        )
        model.fit(features[rows] @ sparse.diags(ratio), classes, sample_weight=weights)
        return model.coef_[0] * ratio, float(model.intercept_[0])


def log_count_ratio(features: sparse.csr_matrix, labels: Floats, smoothing: float) -> Floats:
    """Return log(p / |p|) - log(q / |q|) a feature, p and q its smoothed mass in positives and negatives."""
    positive = smoothing + features.T @ labels
    negative = smoothing + features.T @ (1.0 - labels)
    return np.asarray(np.log(positive / positive.sum()) - np.log(negative / negative.sum()))


def soften(labels: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Turn shares into weighted rows of two classes: (row, class, weight), a mixed row twice.

    >>> [part.tolist() for part in soften(np.array([1.0, 0.0, 0.5]))]
    [[0, 2, 1, 2], [1, 1, 0, 0], [1.0, 0.5, 1.0, 0.5]]
    """
    positive, negative = np.flatnonzero(labels > 0), np.flatnonzero(labels < 1)
    return (
        np.concatenate((positive, negative)),
        np.concatenate((np.ones(len(positive), np.int64), np.zeros(len(negative), np.int64))),
        np.concatenate((labels[positive], 1.0 - labels[negative])),
    )


def fit_sigmoid(decisions: Floats, labels: Floats) -> tuple[float, float]:
    """Fit Platt's sigmoid to held-out decision values; returns (scale, shift), scale never negative."""
    rows, classes, weights = soften(labels)
    model = LogisticRegression(C=1e6).fit(decisions[rows].reshape(-1, 1), classes, sample_weight=weights)
    return max(float(model.coef_[0, 0]), 1e-3), float(model.intercept_[0])
