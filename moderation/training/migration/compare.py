"""How far two scorers agree on the same comments, and which threshold of one keeps the flag rate of the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from moderation.training.evaluate import auc

Floats = NDArray[np.float64]

#: Coral's default, and Discourse's for a warning and for a flag; each flags what is strictly above.
THRESHOLDS: Final = (0.80, 0.85, 0.90)
MOST_DISAGREEMENTS: Final = 50


@dataclass(frozen=True, slots=True)
class Flags:
    """The flags of both at one threshold of Perspective's.

    `auc`: how well our score tells its flagged comments from the others; `same_rate`: our threshold that flags as many;
    `kept`: how many of its flags that threshold flags too. NaN and None where it flagged nothing, or everything.
    """

    threshold: float
    theirs: int
    ours: int
    both: int
    auc: float
    same_rate: float | None
    kept: int

    @property
    def overlap(self) -> float:
        """Flagged by both, of those flagged by either; NaN where there are none."""
        either = self.theirs + self.ours - self.both
        return self.both / either if either else float("nan")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One attribute: rank correlation (Spearman), flags at each threshold, and both scores, of shape (comments,)."""

    attribute: str
    source: str
    spearman: float
    flags: tuple[Flags, ...]
    theirs: Floats
    ours: Floats


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A comment that both see differently."""

    line: int
    text: str
    attribute: str
    theirs: float
    ours: float


def compare(attribute: str, source: str, theirs: Floats, ours: Floats) -> Comparison:
    """Compare both scores of one attribute, each of shape (comments,)."""
    varied = len(theirs) > 1 and np.ptp(theirs) > 0 and np.ptp(ours) > 0
    rank = float(spearmanr(theirs, ours).statistic) if varied else float("nan")
    flags = tuple(_flags(threshold, theirs, ours) for threshold in THRESHOLDS)
    return Comparison(attribute, source, rank, flags, theirs, ours)


def _flags(threshold: float, theirs: Floats, ours: Floats) -> Flags:
    flagged, also = theirs > threshold, ours > threshold
    same = same_rate_threshold(ours, int(flagged.sum()))
    kept = 0 if same is None else int((flagged & (ours > same)).sum())
    return Flags(
        threshold, int(flagged.sum()), int(also.sum()), int((flagged & also).sum()), auc(flagged, ours), same, kept
    )


def same_rate_threshold(scores: Floats, count: int) -> float | None:
    """Return the threshold with `count` scores strictly above it: the middle of the gap, in as few digits as it takes.

    None for no scores or all. Where equal scores straddle the place, the nearest number that can be had.

    >>> same_rate_threshold(np.array([0.1, 0.4, 0.62, 0.9]), 2)
    0.5
    """
    if not 0 < count < len(scores):
        return None
    ordered = np.sort(scores)[::-1]
    high, low = float(ordered[count - 1]), float(ordered[count])
    middle = (high + low) / 2
    for digits in range(1, 6):
        rounded = round(middle, digits)
        if low <= rounded < high:
            return rounded
    return middle


def largest_disagreements(
    comparisons: Sequence[Comparison], lines: Sequence[Sequence[tuple[int, str]]]
) -> list[Disagreement]:
    """Return the comments whose scores lie furthest apart; `lines` has line and text of each, by comparison."""
    found = []
    for comparison, places in zip(comparisons, lines, strict=True):
        apart = np.abs(comparison.theirs - comparison.ours)
        for i in np.argsort(-apart, kind="stable")[:MOST_DISAGREEMENTS]:
            line, text = places[i]
            given, said = float(comparison.theirs[i]), float(comparison.ours[i])
            found.append(Disagreement(line, text, comparison.attribute, given, said))
    return sorted(found, key=lambda one: -abs(one.theirs - one.ours))[:MOST_DISAGREEMENTS]
