"""The one unfitted builder of the civility model: TF-IDF n-grams and one logistic regression a head.

`build_civility()` is what train.py fits, what notebooks play with, and what the arrays that are served are taken from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline

from moderation.errors import TrainingError
from moderation.training.logistic import Linear, fit_logistic, fit_sigmoid, log_count_ratio
from moderation.training.ngram_tfidf import NGramTfidf, Vocabulary

Floats = NDArray[np.float64]

#: A head is trained from so many positive and negative rows; with fewer it is unavailable.
FEWEST_ROWS: Final = 20
#: A head of a prior is changed from so many: the prior keeps a few rows from doing harm.
FEWEST_ROWS_AFTER_PRIOR: Final = 5


@dataclass(frozen=True, slots=True)
class Prior:
    """A model to start from: its heads, weights (heads, features) over the same n-grams, and intercepts."""

    heads: tuple[str, ...]
    weights: Floats
    intercepts: Floats

    def of(self, head: str) -> Linear | None:
        """Return one head, None where the prior has not got it."""
        if head not in self.heads:
            return None
        row = self.heads.index(head)
        return Linear(self.weights[row], float(self.intercepts[row]))


def build_civility(
    heads: Sequence[str],
    *,
    seed: int = 0,
    min_df: int = 2,
    vocabulary: Vocabulary | None = None,
    prior: Prior | None = None,
) -> Pipeline:
    """Return the unfitted civility pipeline, starting from nothing or from `prior` over the n-grams of `vocabulary`.

    `fit(texts, labels, heads__groups=…)` takes labels of shape (texts, heads) in 0..1 with NaN for "not labelled";
    `predict_proba(texts)` returns probabilities of shape (texts, heads).
    """
    tfidf = NGramTfidf(min_df, vocabulary)
    return Pipeline([("tfidf", tfidf), ("heads", CivilityHeads(tuple(heads), seed=seed, prior=prior))])


class CivilityHeads(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is untyped
    """One calibrated logistic regression a head.

    Without a prior it is the mean of two: one plain, one with naive-Bayes log-count ratios as feature weights
    (Wang and Manning, "Baselines and Bigrams", ACL 2012), which ranks better than either; the ratios are multiplied
    into the coefficients. With a prior only the difference from it is fitted, so that L2 pulls towards the prior.
    Calibration is Platt's (1999), on decision values from folds that hold out whole groups, and is folded into
    `coef_` and `intercept_`.

    Attributes after `fit`: `coef_` (heads, features), `intercept_` (heads,), `heads_` the names that had enough labels
    or that the prior has.
    """

    def __init__(
        self,
        heads: Sequence[str] = (),
        *,
        inverse_regularisation: float = 1.0,
        smoothing: float = 0.05,
        folds: int = 3,
        seed: int = 0,
        prior: Prior | None = None,
    ) -> None:
        self.heads = heads
        self.inverse_regularisation = inverse_regularisation
        self.smoothing = smoothing
        self.folds = folds
        self.seed = seed
        self.prior = prior

    def fit(self, features: sparse.csr_matrix, labels: Floats, groups: Sequence[Any] | None = None) -> "CivilityHeads":
        """Fit every head that has at least `FEWEST_ROWS` rows of each class; keep the prior's other heads as they are.

        Raises `TrainingError` where there is no such head.
        """
        features = sparse.csr_matrix(features)
        labels = np.asarray(labels, dtype=np.float64)
        group_of = np.asarray(groups) if groups is not None else np.arange(len(labels))
        fitted: dict[str, Linear] = {}
        for column, head in enumerate(self.heads):
            shares = labels[:, column]
            before = self.prior.of(head) if self.prior is not None else None
            fewest = FEWEST_ROWS if before is None else FEWEST_ROWS_AFTER_PRIOR
            if min((shares >= 0.5).sum(), (shares < 0.5).sum()) >= fewest:
                fitted[head] = self._fit_head(features, shares, group_of, before)
            elif before is not None:
                fitted[head] = before
        if not fitted:
            raise TrainingError(
                f"no head can be trained: none of {', '.join(self.heads)} has {FEWEST_ROWS} rows of each class"
            )
        self.heads_ = tuple(fitted)
        self.coef_ = np.vstack([linear.weights for linear in fitted.values()])
        self.intercept_ = np.array([linear.intercept for linear in fitted.values()])
        self.classes_ = np.array([0, 1])
        return self

    def decision_function(self, features: sparse.csr_matrix) -> Floats:
        """Return calibrated log-odds, shape (rows, heads)."""
        return np.asarray(features @ self.coef_.T + self.intercept_)

    def predict_proba(self, features: sparse.csr_matrix) -> Floats:
        """Return calibrated probabilities, shape (rows, heads)."""
        return np.asarray(0.5 * (1.0 + np.tanh(0.5 * self.decision_function(features))))

    def _fit_head(
        self, features: sparse.csr_matrix, labels: Floats, groups: NDArray[Any], before: Linear | None
    ) -> Linear:
        labelled = ~np.isnan(labels)
        features, labels, groups = features[labelled], labels[labelled], groups[labelled]
        held_out = np.empty(len(labels))
        folds = min(self.folds, len(np.unique(groups)))
        for train, test in GroupKFold(n_splits=folds).split(features, labels, groups):
            held_out[test] = self._fit_linear(features[train], labels[train], before).decide(features[test])
        scale, shift = fit_sigmoid(held_out, labels, known_scale=1.0 if before is not None else None)
        weights, intercept = self._fit_linear(features, labels, before)
        return Linear(scale * weights, scale * intercept + shift)

    def _fit_linear(self, features: sparse.csr_matrix, labels: Floats, before: Linear | None) -> Linear:
        ones, strength = np.ones(len(labels)), self.inverse_regularisation
        if before is not None:
            offset = before.decide(features)
            change = fit_logistic(features, labels, ones, inverse_regularisation=strength, offset=offset)
            return Linear(before.weights + change.weights, before.intercept + change.intercept)
        ratio = log_count_ratio(features, labels, ones, self.smoothing)
        plain = fit_logistic(features, labels, ones, inverse_regularisation=strength)
        weighted = fit_logistic(features, labels, ones, inverse_regularisation=strength, scale=ratio)
        return Linear((plain.weights + weighted.weights) / 2, (plain.intercept + weighted.intercept) / 2)


def fitted_heads(model: Prior) -> CivilityHeads:
    """Return a fitted estimator with these weights."""
    heads = CivilityHeads(model.heads)
    heads.heads_, heads.coef_, heads.intercept_ = model.heads, model.weights, model.intercepts
    heads.classes_ = np.array([0, 1])
    return heads
