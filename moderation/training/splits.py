"""Fit how observed answers follow from an article's true shares, on articles that the stance model did not see."""

import numpy as np
from numpy.typing import NDArray

from moderation.decision import StanceOrigin
from moderation.models.split import SHARES, SplitModel, observe
from moderation.models.stance import Confidence, decide

Floats = NDArray[np.float64]


def fit_split(
    p_side: Floats, p_support: Floats, stances: NDArray[np.str_], groups: NDArray[np.str_], confidence: Confidence
) -> SplitModel:
    """Fit from held-out probabilities of shape (comments,), their true stances and their articles."""
    scores = [
        decide(side, support, confidence, "", StanceOrigin.GIVEN)
        for side, support in zip(p_side.tolist(), p_support.tolist(), strict=True)
    ]
    observed = observe(scores)
    truth = np.column_stack([stances == stance.value for stance in SHARES]).astype(np.float64)
    # by class: what one comment of each class looks like on the average
    response = np.array([observed[t > 0].mean(axis=0) if t.any() else observed.mean(axis=0) for t in truth.T])
    within = np.cov((observed - truth @ response).T)
    names = np.unique(groups)
    sizes = np.array([(groups == name).sum() for name in names])
    shares = np.array([truth[groups == name].mean(axis=0) for name in names])
    means = np.array([observed[groups == name].mean(axis=0) for name in names])
    errors = means - shares @ response
    # what is left of an article's error beyond that of so many single comments
    between = _positive(errors.T @ errors / len(names) - within * float((1 / sizes).mean()))
    spread = _positive(np.cov(shares.T) if len(names) > 1 else np.eye(3) * 0.02)
    return SplitModel(shares.mean(axis=0), spread, response, between, within)


def _positive(matrix: Floats) -> Floats:
    """Return the nearest symmetric matrix without negative eigenvalues."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)
