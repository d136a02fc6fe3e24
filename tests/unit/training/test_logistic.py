"""Logistic regression on shares, with a prior."""

import numpy as np
import pytest
from scipy import sparse
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from moderation.training.logistic import fit_logistic, fit_sigmoid

RANDOM = np.random.default_rng(0)
FEATURES = sparse.csr_matrix(RANDOM.normal(size=(400, 5)))
LABELS = (RANDOM.random(400) < expit(FEATURES @ np.array([1, -2, 0, 0.5, 0]) + 0.3)).astype(float)


def test_with_whole_labels_it_is_scikit_learns():
    ours = fit_logistic(FEATURES, LABELS, np.ones(400), inverse_regularisation=0.5)
    theirs = LogisticRegression(C=0.5, tol=1e-8).fit(FEATURES, LABELS)
    assert ours.weights == pytest.approx(theirs.coef_[0], abs=2e-3)
    assert ours.intercept == pytest.approx(theirs.intercept_[0], abs=2e-3)


def test_a_share_counts_as_both_classes():
    shares = 0.8 * LABELS + 0.1
    doubled = sparse.vstack([FEATURES, FEATURES]).tocsr()
    classes, weights = np.concatenate((np.ones(400), np.zeros(400))), np.concatenate((shares, 1 - shares))
    soft, hard = fit_logistic(FEATURES, shares, np.ones(400)), fit_logistic(doubled, classes, weights)
    assert soft.weights == pytest.approx(hard.weights, abs=1e-3)


def test_few_rows_hardly_move_a_prior_and_many_do():
    prior = -(FEATURES @ np.array([1.0, -2, 0, 0.5, 0]))
    few = fit_logistic(FEATURES[:4], LABELS[:4], np.ones(4), inverse_regularisation=0.1, offset=prior[:4])
    many = fit_logistic(FEATURES, LABELS, np.ones(400), inverse_regularisation=0.1, offset=prior)
    assert np.abs(few.weights).max() < 0.5 < np.abs(many.weights).max()


def test_the_sigmoid_recovers_probabilities():
    decisions = RANDOM.normal(size=4000)
    labels = (RANDOM.random(4000) < expit(2 * decisions - 1)).astype(float)
    scale, shift = fit_sigmoid(decisions, labels)
    assert scale == pytest.approx(2, abs=0.3)
    assert shift == pytest.approx(-1, abs=0.2)


def test_a_known_scale_is_kept_where_a_handful_of_rows_speaks_against_it():
    decisions = np.array([-2.0, -1.0, 1.0, 2.0])
    scale, _ = fit_sigmoid(decisions, np.array([1.0, 0.0, 0.0, 1.0]), known_scale=1.0)
    assert scale == pytest.approx(1, abs=0.3)
