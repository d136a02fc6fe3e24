"""Stance towards a proposition, in two stages: does the comment take a side, and which.

The second stage is antisymmetric by construction: its log-odds are z(proposition) - z(opposite), so that asking the
other way round flips the answer. What is not certain enough is `unclear`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moderation.comment import Article
from moderation.decision import StanceOrigin, StanceScore
from moderation.features.target import Target, parse_proposition, view
from moderation.label import Stance
from moderation.models.bundle import Bundle
from moderation.models.civility import sigmoid

UNCLEAR = StanceScore(Stance.UNCLEAR, 0.0, 0.0)


class _LinearText:
    """TF-IDF over named tokens and one weight each: what a fitted scikit-learn pipeline does, from arrays."""

    def __init__(self, bundle: Bundle, name: str) -> None:
        tokens = bytes(bundle.arrays[f"{name}_tokens"]).decode("utf-8").split("\n")
        self._rows = {token: row for row, token in enumerate(tokens)}
        self._idf = bundle.arrays[f"{name}_idf"]
        self._weights = bundle.arrays[f"{name}_weights"]
        self._intercept = float(bundle.arrays[f"{name}_intercept"][0])

    def logit(self, tokens: Sequence[str]) -> float:
        rows, counts = np.unique(
            [row for token in tokens if (row := self._rows.get(token)) is not None],
            return_counts=True,
        )
        rows = rows.astype(np.int64)
        values = (1.0 + np.log(counts)) * self._idf[rows]
        norm = float(np.sqrt(values @ values)) or 1.0
        return self._intercept + float(values @ self._weights[rows]) / norm


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure an answer must be before it is given, fitted on articles that training did not see."""

    side: float
    neutral: float


class StanceModel:
    """Answers support, oppose, neutral or unclear for a comment and a proposition."""

    def __init__(self, bundle: Bundle) -> None:
        self._side = _LinearText(bundle, "stance_side")
        self._which = _LinearText(bundle, "stance_which")
        spec = bundle.manifest["stance"]
        self._confidence = Confidence(**spec["confidence"])

    def score(self, text: str, article: Article | None) -> StanceScore:
        """Score one comment towards its article's proposition; `unclear` where there is none."""
        if article is None or not article.proposition or not article.proposition.strip():
            return UNCLEAR
        target = parse_proposition(article.proposition)
        p_side, p_support = self.probabilities(text, target, opposite_of(article, target))
        return decide(p_side, p_support, self._confidence, article.proposition, StanceOrigin.GIVEN)

    def probabilities(self, text: str, target: Target, opposite: Target) -> tuple[float, float]:
        """Return p(takes a side) and p(support | takes a side)."""
        here, there = view(text, target), view(text, opposite)
        p_side = float(sigmoid((self._side.logit(here.side) + self._side.logit(there.side)) / 2))
        log_odds = (self._which.logit(here.signed) - self._which.logit(there.signed)) / 2
        return p_side, float(sigmoid(log_odds))


def opposite_of(article: Article, target: Target) -> Target:
    """Return the target of the opposite question: as it was written, or else the same words turned round."""
    if article.opposite and article.opposite.strip():
        return parse_proposition(article.opposite)
    return target.flipped()


def decide(
    p_side: float, p_support: float, confidence: Confidence, proposition: str, origin: StanceOrigin
) -> StanceScore:
    """Turn the two probabilities into an answer, or into `unclear` where it would be a guess."""
    margin = p_side * (2 * p_support - 1)
    p_best = p_side * max(p_support, 1 - p_support)
    if p_best >= 1 - p_side:
        label, certainty, needed = (
            Stance.SUPPORT if margin > 0 else Stance.OPPOSE,
            p_best,
            confidence.side,
        )
    else:
        label, certainty, needed = Stance.NEUTRAL, 1 - p_side, confidence.neutral
    if certainty < needed:
        label = Stance.UNCLEAR
    return StanceScore(label, margin, certainty, proposition, origin)
