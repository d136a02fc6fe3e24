"""Fit the parts of a recipe over one table of n-grams, sum them, calibrate the sum on rows held out in turn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.model_selection import GroupKFold

from moderation.label import Attribute
from moderation.training.corpora import HEADS, Rows
from moderation.training.estimator import FEWEST_ROWS, Prior
from moderation.training.logistic import LEAST_SCALE, Linear, fit_logistic, fit_sigmoid, log_count_ratio
from moderation.training.recipe import HOME, TAUGHT_OTHERWISE, Part, Recipe

Floats = NDArray[np.float64]

SMOOTHING = 0.05
FOLDS = 3


@dataclass(frozen=True, slots=True)
class Material:
    """What the parts are fitted to: features and labels of all rows, the teacher's shares, and the home rows."""

    features: sparse.csr_matrix
    rows: Rows
    teacher: Floats

    @property
    def home(self) -> NDArray[np.bool_]:
        """Which rows calibration is about."""
        return np.isin(self.rows.corpus, HOME)

    def shares(self, part: Part, head: Attribute) -> Floats:
        """Return what a part learns."""
        labels = self.rows.shares[:, HEADS.index(part.head or head)]
        if not part.teacher:
            return labels
        # the teacher has the very bias that these rows are there to undo
        return np.where(np.isin(self.rows.corpus, TAUGHT_OTHERWISE), labels, self.teacher)

    def row_weights(self, part: Part) -> Floats:
        """Return the weight of each row in a part, 0 where its corpus takes no part."""
        names, index = np.unique(self.rows.corpus, return_inverse=True)
        return np.array([part.corpora.get(str(name), 0.0) for name in names])[index]


def fit_mixture(material: Material, recipe: Recipe) -> Prior:
    """Fit every head of the recipe that has enough labels at home; the result is calibrated."""
    home = np.flatnonzero(material.home)
    heads = {h: parts for h, parts in recipe.heads.items() if _enough(material.rows.shares[home, HEADS.index(h)])}
    everything = np.arange(len(material.rows.corpus))
    # one fold is enough to fit two numbers a head on, and a third of the time of three
    _, test = next(GroupKFold(n_splits=FOLDS).split(home, groups=material.rows.group[home]))
    aside = home[test]
    most, whole = _Parts(material, np.setdiff1d(everything, aside, assume_unique=True)), _Parts(material, everything)
    fitted = {}
    for head, parts in heads.items():
        decisions = most.sum(head, parts).decide(material.features[aside])
        shares = material.rows.shares[aside, HEADS.index(head)]
        known = ~np.isnan(shares)
        scale, shift = fit_sigmoid(decisions[known], shares[known], _even(material.rows.corpus[aside][known]))
        if scale <= LEAST_SCALE:  # it ranks held-out rows no better than chance: no head is better than this one
            continue
        linear = whole.sum(head, parts)
        fitted[head.value] = Linear(scale * linear.weights, scale * linear.intercept + shift)
    return Prior(
        tuple(fitted),
        np.vstack([linear.weights for linear in fitted.values()]),
        np.array([linear.intercept for linear in fitted.values()]),
    )


def _enough(shares: Floats) -> bool:
    return bool(min((shares >= 0.5).sum(), (shares < 0.5).sum()) >= FEWEST_ROWS)


class _Parts:
    """Parts fitted on one set of rows, each once: heads share some."""

    def __init__(self, material: Material, train: NDArray[np.int64]) -> None:
        self._material, self._train = material, train
        self._home = material.features[train[material.home[train]]]
        self._fitted: dict[tuple[object, ...], Linear] = {}

    def sum(self, head: Attribute, parts: tuple[Part, ...]) -> Linear:
        """Return the sum of the parts, each centred at home and divided by its spread there.

        Without the centring a rare head's intercept, far below zero, would be multiplied by a spread that differs from
        fit to fit, and calibration on one fit would not hold for the next.
        """
        linears = [self._part(head, part) for part in parts]
        return Linear(
            np.sum([linear.weights for linear in linears], axis=0), sum(linear.intercept for linear in linears)
        )

    def _part(self, head: Attribute, part: Part) -> Linear:
        label = (part.head or head).value
        key = (repr(part.corpora), part.share, part.weighted, part.teacher, part.inverse_regularisation, label)
        if key not in self._fitted:
            linear = fit_part(self._material, head, part, self._train)
            at_home = linear.decide(self._home)
            factor = part.share / float(at_home.std())
            self._fitted[key] = Linear(factor * linear.weights, factor * (linear.intercept - float(at_home.mean())))
        return self._fitted[key]


def _even(corpus: NDArray[np.str_]) -> Floats:
    """Weigh rows so that each corpus counts the same."""
    _, index, counts = np.unique(corpus, return_inverse=True, return_counts=True)
    return np.asarray(len(corpus) / (len(counts) * counts[index]))


def fit_part(material: Material, head: Attribute, part: Part, train: NDArray[np.int64], steps: int = 40) -> Linear:
    """Fit one part on the given rows."""
    shares, weights = material.shares(part, head)[train], material.row_weights(part)[train]
    used = np.flatnonzero(~np.isnan(shares) & (weights > 0))
    features, shares, weights = material.features[train[used]], shares[used], weights[used]
    scale = log_count_ratio(features, shares, weights, SMOOTHING) if part.weighted else None
    strength = part.inverse_regularisation
    return fit_logistic(features, shares, weights, inverse_regularisation=strength, scale=scale, steps=steps)
