"""What moderators' labels under one article teach about the other comments there, live and without retraining.

The global model's log-odds are the prior mean of a Gaussian process over comments: labels move the answer for comments
that share words with the labelled ones, and a little for all (the article's own majority), and the fewer they are
the less they move it. In weights: per-article weights with a Gaussian prior around the global ones (Rasmussen and
Williams, "Gaussian Processes for Machine Learning", 2006, section 3.4, Laplace's approximation).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.label import Stance
from moderation.models.civility import sigmoid
from moderation.models.stance import Features, Logits

Floats = NDArray[np.float64]

#: Prior variance of an article's own tendency, and of its words; chosen on training articles (docs/decisions/0050).
TENDENCY: Final = 1.0
WORDS: Final = 1.0
_STEPS: Final = 20


class Labelled(NamedTuple):
    """A comment that a moderator labelled: its numbers, what the global model says, and the label."""

    features: Features
    logits: Logits
    stance: Stance


@dataclass(frozen=True, slots=True)
class Shift:
    """Added log-odds of one stage: a tendency, and weights of vocabulary rows (sorted)."""

    tendency: float
    rows: NDArray[np.int64]
    weights: Floats

    def of(self, features: Features) -> float:
        """Return what to add for one comment."""
        if not len(self.rows):
            return self.tendency
        places = np.minimum(np.searchsorted(self.rows, features.rows), len(self.rows) - 1)
        same = self.rows[places] == features.rows
        return self.tendency + float(features.values @ (self.weights[places] * same))


@dataclass(frozen=True, slots=True)
class ArticleHead:
    """The shifts of both stages for one article, and how many labels are behind them."""

    side: Shift
    which: Shift
    labels: int

    def logits(self, features: Features, prior: Logits) -> Logits:
        """Return the log-odds of both stages: the global model's, moved by the labels."""
        return Logits(prior.side + self.side.of(features), prior.which + self.which.of(features))


def fit_head(labelled: Sequence[Labelled]) -> ArticleHead:
    """Fit an article's head; without labels it moves nothing. A label of `unclear` teaches nothing."""
    known = [example for example in labelled if example.stance is not Stance.UNCLEAR]
    sided = [example for example in known if example.stance is not Stance.NEUTRAL]
    return ArticleHead(
        _fit(
            [e.features for e in known],
            np.array([e.logits.side for e in known]),
            np.array([e.stance is not Stance.NEUTRAL for e in known], dtype=np.float64),
        ),
        _fit(
            [e.features for e in sided],
            np.array([e.logits.which for e in sided]),
            np.array([e.stance is Stance.SUPPORT for e in sided], dtype=np.float64),
        ),
        len(known),
    )


def _fit(features: Sequence[Features], prior: Floats, answers: Floats) -> Shift:
    """Find the most probable shift: Newton's method on `count` unknowns, whatever the size of the vocabulary."""
    if not features:
        return Shift(0.0, np.empty(0, dtype=np.int64), np.empty(0))
    rows = np.unique(np.concatenate([f.rows for f in features]))
    table = np.zeros((len(features), len(rows)))
    for line, f in zip(table, features, strict=True):
        line[np.searchsorted(rows, f.rows)] = f.values
    kernel = TENDENCY + WORDS * (table @ table.T)
    moved = np.zeros(len(features))
    for _ in range(_STEPS):
        said = sigmoid(prior + moved)
        certain = said * (1 - said)
        target = certain * moved + answers - said
        dual = np.linalg.solve(np.eye(len(features)) + certain[:, None] * kernel, target)
        moved = kernel @ dual
    return Shift(TENDENCY * float(dual.sum()), rows, WORDS * (dual @ table))
