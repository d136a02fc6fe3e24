"""Logistic regression on shares: soft labels, row weights, a feature scale and a prior, by L-BFGS.

scikit-learn's has neither soft labels nor an offset; both are needed to learn from shares of raters, and to start
from a pretrained model and fit only the difference.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit, logit
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]


#: A fitted sigmoid never turns an order round; at this scale the decisions say nothing.
LEAST_SCALE: Final = 1e-3


class Linear(NamedTuple):
    """One weight a feature, and an intercept."""

    weights: Floats
    intercept: float

    def decide(self, features: sparse.csr_matrix) -> Floats:
        """Return log-odds, shape (rows,)."""
        return np.asarray(features @ self.weights.astype(features.dtype) + self.intercept, dtype=np.float64)


def fit_logistic(
    features: sparse.csr_matrix,
    shares: Floats,
    row_weights: Floats,
    *,
    inverse_regularisation: float = 1.0,
    scale: Floats | None = None,
    offset: Floats | None = None,
    steps: int = 60,
) -> Linear:
    """Minimise |v|^2 / 2 + C * sum of weighted cross-entropies; the weights are `scale * v`, the intercept is free.

    `offset` (rows,) is added to the log-odds: with a prior model's log-odds there, the weights are the
    difference from it, and L2 pulls them to no difference.
    """
    kind = features.dtype
    transposed = features.T.tocsr()  # a product that gathers is three times as fast as one that scatters
    columns = features.shape[1]
    factor = np.ones(columns, dtype=kind) if scale is None else scale.astype(kind)
    shift = np.zeros(len(shares)) if offset is None else offset
    weights = inverse_regularisation * row_weights

    def objective(point: Floats) -> tuple[float, Floats]:
        odds = features @ (factor * point[:-1].astype(kind)) + point[-1] + shift
        error = weights * (expit(odds) - shares)
        loss = float(0.5 * point[:-1] @ point[:-1] + weights @ (np.logaddexp(0.0, odds) - shares * odds))
        gradient = point[:-1] + factor * (transposed @ error.astype(kind))
        return loss, np.concatenate((gradient, [error.sum()]))

    start = np.zeros(columns + 1)
    if offset is None:
        start[-1] = logit(np.clip(np.average(shares, weights=row_weights), 1e-4, 1 - 1e-4))
    with threadpool_limits(1):  # vectors this short only wait for each other on several threads
        found = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "ftol": 1e-7})
    return Linear(factor * found.x[:-1], float(found.x[-1]))


def log_count_ratio(features: sparse.csr_matrix, shares: Floats, row_weights: Floats, smoothing: float) -> Floats:
    """Return log(p / |p|) - log(q / |q|) a feature, p and q its smoothed mass in positives and negatives."""
    transposed = features.T.tocsr()
    positive = smoothing + transposed @ (row_weights * shares)
    negative = smoothing + transposed @ (row_weights * (1.0 - shares))
    return np.asarray(np.log(positive / positive.sum()) - np.log(negative / negative.sum()))


def fit_sigmoid(
    decisions: Floats, shares: Floats, row_weights: Floats | None = None, *, known_scale: float | None = None
) -> tuple[float, float]:
    """Fit Platt's sigmoid to held-out decision values; returns (scale, shift), scale never negative.

    With `known_scale` the scale is pulled towards it, as far as a few rows cannot speak against it.
    """
    weights = np.ones(len(shares)) if row_weights is None else row_weights
    spread = float(decisions.std()) or 1.0
    column = sparse.csr_matrix((decisions / spread).reshape(-1, 1))
    offset = None if known_scale is None else known_scale * decisions
    strength = 1e4 if known_scale is None else 0.1
    fitted = fit_logistic(column, shares, weights, inverse_regularisation=strength, offset=offset)
    return max(float(fitted.weights[0]) / spread + (known_scale or 0.0), LEAST_SCALE), fitted.intercept
