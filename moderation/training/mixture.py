"""Fit the parts of a recipe over one table of n-grams, sum them, calibrate the sum on rows held out in turn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from sklearn.model_selection import GroupKFold

from moderation.errors import TrainingError
from moderation.label import Attribute
from moderation.training.corpora import LABELS, Rows
from moderation.training.estimator import FEWEST_ROWS, Prior
from moderation.training.logistic import LEAST_SCALE, Linear, fit_logistic, fit_sigmoid, log_count_ratio
from moderation.training.recipe import HOME, TAUGHT_OTHERWISE, Head, Part, Recipe

Floats = NDArray[np.float64]

SMOOTHING = 0.05
FOLDS = 4


@dataclass(frozen=True, slots=True)
class Material:
    """What the parts are fitted to: features and labels of all rows, and what teachers say, by `teacher:head`."""

    features: sparse.csr_matrix
    rows: Rows
    taught: Mapping[str, Floats]

    @property
    def home(self) -> NDArray[np.bool_]:
        """Which rows a part's spread is taken from."""
        return np.isin(self.rows.corpus, HOME)

    def label(self, name: str) -> Floats:
        """Return one label of all rows, NaN where nothing is said."""
        return self.rows.shares[:, LABELS.index(name)]

    def shares(self, learns: str) -> Floats:
        """Return what a part learns: a label, or a teacher's share."""
        if learns not in self.taught:
            return self.label(learns)
        own = self.label(learns.partition(":")[2])
        return np.where(np.isin(self.rows.corpus, TAUGHT_OTHERWISE), own, self.taught[learns])

    def row_weights(self, part: Part) -> Floats:
        """Return the weight of each row in a part, 0 where its corpus takes no part."""
        names, index = np.unique(self.rows.corpus, return_inverse=True)
        return np.array([part.corpora.get(str(name), 0.0) for name in names])[index]


def fit_mixture(material: Material, recipe: Recipe) -> Prior:
    """Fit every head of the recipe that has enough labels where it is calibrated; the result is calibrated."""
    home = np.flatnonzero(material.home)
    heads = {name: head for name, head in recipe.items() if _enough(material, name, head)}
    everything = np.arange(len(material.rows.corpus))
    # one fold is enough to fit two numbers a head on, and a quarter of the time of four
    _, test = next(GroupKFold(n_splits=FOLDS).split(home, groups=material.rows.group[home]))
    aside = home[test]
    most, whole = (
        _Parts(material, rows, heads) for rows in (np.setdiff1d(everything, aside, assume_unique=True), everything)
    )
    fitted = {}
    for name, head in heads.items():
        rows = aside[np.isin(material.rows.corpus[aside], head.calibrated_on)]
        rows = rows[~np.isnan(material.label(name.value)[rows])]
        decisions, shares = most.sum(name, head).decide(material.features[rows]), material.label(name.value)[rows]
        scale, shift = fit_sigmoid(decisions, shares, _even(material.rows.corpus[rows]))
        if scale <= LEAST_SCALE:  # it ranks held-out rows no better than chance: no head is better than this one
            continue
        linear = whole.sum(name, head)
        fitted[name.value] = Linear(scale * linear.weights, scale * linear.intercept + shift)
    return Prior(
        tuple(fitted),
        np.vstack([linear.weights for linear in fitted.values()]),
        np.array([linear.intercept for linear in fitted.values()]),
    )


def _enough(material: Material, name: Attribute, head: Head) -> bool:
    shares = material.label(name.value)[np.isin(material.rows.corpus, head.calibrated_on)]
    return bool(min((shares >= 0.5).sum(), (shares < 0.5).sum()) >= FEWEST_ROWS)


class _Parts:
    """Parts fitted on one set of rows, each once: heads share some."""

    def __init__(self, material: Material, train: NDArray[np.int64], heads: Mapping[Attribute, Head]) -> None:
        self._home = material.features[train[material.home[train]]]
        wanted = {_key(name, part): (name, part) for name, head in heads.items() for part in head.parts}
        # threads: the products of sparse matrices, which take the time, run outside Python's lock
        linears = Parallel(n_jobs=-1, prefer="threads")(
            delayed(fit_part)(material, name, part, train) for name, part in wanted.values()
        )
        self._fitted = dict(zip(wanted, map(self._centred, linears), strict=True))

    def sum(self, name: Attribute, head: Head) -> Linear:
        """Return the sum of a head's parts, each centred at home and divided by its spread there.

        Without the centring a rare head's intercept, far below zero, would be multiplied by a spread that differs from
        fit to fit, and calibration on one fit would not hold for the next.
        """
        return _total((part.share, self._fitted[_key(name, part)]) for part in head.parts)

    def _centred(self, linear: Linear) -> Linear:
        at_home = linear.decide(self._home)
        spread = float(at_home.std())
        return Linear(linear.weights / spread, (linear.intercept - float(at_home.mean())) / spread)


def _key(name: Attribute, part: Part) -> tuple[object, ...]:
    learns = part.learns or name.value
    return (repr(part.corpora), part.weighted, part.inverse_regularisation, learns)


def _total(shared: Iterable[tuple[float, Linear]]) -> Linear:
    parts = list(shared)
    return Linear(
        np.sum([share * linear.weights for share, linear in parts], axis=0),
        sum(share * linear.intercept for share, linear in parts),
    )


def _even(corpus: NDArray[np.str_]) -> Floats:
    """Weigh rows so that each corpus counts the same."""
    _, index, counts = np.unique(corpus, return_inverse=True, return_counts=True)
    return np.asarray(len(corpus) / (len(counts) * counts[index]))


def fit_part(material: Material, name: Attribute, part: Part, train: NDArray[np.int64], steps: int = 40) -> Linear:
    """Fit one part of a head on the given rows. Raises `TrainingError` where none of them says what it learns."""
    shares, weights = material.shares(part.learns or name.value)[train], material.row_weights(part)[train]
    used = np.flatnonzero(~np.isnan(shares) & (weights > 0))
    if not len(used):
        raise TrainingError(
            f"no row of {', '.join(part.corpora)} says {part.learns or name.value}: a part of {name} needs it"
        )
    features, shares, weights = material.features[train[used]], shares[used], weights[used]
    scale = log_count_ratio(features, shares, weights, SMOOTHING) if part.weighted else None
    strength = part.inverse_regularisation
    return fit_logistic(features, shares, weights, inverse_regularisation=strength, scale=scale, steps=steps)
