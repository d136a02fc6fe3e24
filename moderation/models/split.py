"""How an article's readers are divided, from what the model said of each comment, with honest intervals.

Counting answers is biased: an unsure model calls everything alike. What is observed (mean margin, share of answers)
is a known linear function of the true shares plus noise, so the shares are found by adjusting (Forman 2008, "adjusted
count") under the prior of how articles divide; where the model knows little, the answer stays near the prior and its
interval wide. Intervals join the model's error with a bootstrap over comments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import lgamma
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moderation.decision import StanceScore
from moderation.label import Stance

Floats = NDArray[np.float64]

#: The order of the shares.
SHARES: Final = (Stance.SUPPORT, Stance.OPPOSE, Stance.NEUTRAL)
DRAWS: Final = 400
#: One article in ten is unlike those of training, until labels say whether it is.
UNLIKE: Final = 0.1
_LEAST: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Share:
    """One estimated share 0..1 with its 90 % interval, and the share that the model said outright."""

    estimate: float
    low: float
    high: float
    said: float


@dataclass(frozen=True, slots=True)
class Split:
    """Support, oppose and neutral (adding up to 1), how many comments there are and what share was `unclear`."""

    shares: dict[Stance, Share]
    unclear: float
    comments: int


@dataclass(frozen=True, slots=True)
class SplitModel:
    """What observations follow from true shares: shares @ `response`, plus noise of two kinds.

    `prior` and `spread` are mean and covariance of true shares over articles, shapes (3,) and (3, 3); `response` has
    shape (3, 4); `between` is the covariance (4, 4) of an article's own error, `within` that of one comment.
    """

    prior: Floats
    spread: Floats
    response: Floats
    between: Floats
    within: Floats

    @classmethod
    def from_spec(cls, spec: dict[str, Any]) -> "SplitModel":
        """Read it from a manifest."""
        return cls(**{name: np.array(spec[name], dtype=np.float64) for name in cls.__slots__})

    def to_spec(self) -> dict[str, Any]:
        """Return what the manifest keeps."""
        return {name: getattr(self, name).tolist() for name in self.__slots__}

    def estimate(self, observed: Floats) -> tuple[Floats, Floats]:
        """Return mean (3,) and covariance (3, 3) of the shares given what was observed, shape (comments, 4)."""
        noise = self.between + self.within / max(len(observed), 1) + 1e-6 * np.eye(4)
        expected = self.prior @ self.response
        gain = self.spread @ self.response @ np.linalg.inv(self.response.T @ self.spread @ self.response + noise)
        mean = self.prior + gain @ (observed.mean(axis=0) - expected)
        return mean, self.spread - gain @ self.response.T @ self.spread

    def split(self, scores: Sequence[StanceScore], labelled: Sequence[Stance] = (), *, seed: int = 0) -> Split:
        """Estimate how the writers of these comments divide. Without comments it is the prior.

        `labelled` are the stances that moderators gave to some of the comments. What is observed of a score that labels
        moved is its prior, for that is what the response was fitted to; the labels themselves say more.
        """
        said = [s.label for s in scores]
        observed = observe([s.prior or s for s in scores])
        random = np.random.default_rng(seed)
        if len(observed):
            mean, covariance = self.estimate(observed)
            picks = random.integers(len(observed), size=(DRAWS, len(observed)))
            centres = np.array([self.estimate(observed[rows])[0] for rows in picks])
        else:
            mean, covariance = self.prior, self.spread
            centres = np.tile(mean, (DRAWS, 1))
        # rounding may leave an eigenvalue a hair below 0, which `eigh` takes for 0
        errors = random.multivariate_normal(np.zeros(3), covariance, DRAWS, check_valid="ignore", method="eigh")
        drawn = np.array([to_shares(d) for d in centres + errors])
        best = to_shares(mean)
        if labelled:
            counts = np.array([labelled.count(stance) for stance in SHARES], dtype=np.float64)
            drawn = hear_labels(drawn, counts, len(scores), random)
            best = drawn.mean(axis=0)
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        total = max(len(scores), 1)
        shares = {
            stance: Share(float(best[i]), float(low[i]), float(high[i]), said.count(stance) / total)
            for i, stance in enumerate(SHARES)
        }
        return Split(shares, said.count(Stance.UNCLEAR) / total, len(scores))


def hear_labels(drawn: Floats, counts: Floats, comments: int, random: np.random.Generator) -> Floats:
    """Return shares drawn anew, shape (DRAWS, 3), given how many of the comments moderators labelled as what.

    The labelled comments are taken for a random sample: they count as labelled, the others by Bayes' rule. Either the
    article divides as those of training do (`drawn`), or it is unlike them, and then any division is as likely.
    """
    total = int(counts.sum())
    likelihood = counts @ np.log(np.maximum(drawn, _LEAST)).T
    weights = np.exp(likelihood - likelihood.max())
    known = np.log(1 - UNLIKE) + likelihood.max() + np.log(weights.mean())
    unlike = np.log(UNLIKE) + lgamma(3) + sum(lgamma(count + 1) for count in counts) - lgamma(total + 3)
    is_known = random.random(DRAWS) < 1 / (1 + np.exp(np.clip(unlike - known, -500, 500)))
    alike = drawn[random.choice(len(drawn), DRAWS, p=weights / weights.sum())]
    others = np.where(is_known[:, None], alike, random.dirichlet(counts + 1, DRAWS))
    rest = max(comments - total, 0)
    # few comments divide as it happens
    others = random.multinomial(rest, others / others.sum(axis=1, keepdims=True))
    return np.asarray((counts + others) / (total + rest))


def observe(scores: Sequence[StanceScore]) -> Floats:
    """Return what the split is drawn from: margin, |margin|, confidence, whether a side was said; (scores, 4)."""
    return np.array(
        [(s.margin, abs(s.margin), s.confidence, float(s.label in {Stance.SUPPORT, Stance.OPPOSE})) for s in scores],
        dtype=np.float64,
    ).reshape(-1, 4)


def to_shares(values: Floats) -> Floats:
    """Project onto shares that are at least 0 and add up to 1 (Duchi et al. 2008).

    >>> to_shares(np.array([0.8, 0.4, -0.2])).round(3).tolist()
    [0.7, 0.3, 0.0]
    """
    ordered = np.sort(values)[::-1]
    above = np.cumsum(ordered) - 1
    count = np.flatnonzero(ordered - above / np.arange(1, len(values) + 1) > 0)[-1]
    return np.asarray(np.maximum(values - above[count] / (count + 1), 0.0))
