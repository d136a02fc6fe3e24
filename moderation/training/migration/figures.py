"""Two plots an attribute as inline SVG: where the scores lie against each other, and the flag rate by threshold.

Written by hand: a report is one file that opens anywhere, and a plotting library for two shapes would be the largest
thing in the installation.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from moderation.training.migration.compare import Comparison, Floats

_SIDE: Final = 240
_BINS: Final = 20
#: Readers' comments are mostly harmless: below this share of flags nobody reads the curve.
_RATE_STEPS: Final = np.linspace(0.5, 1.0, 51)


@dataclass(frozen=True, slots=True)
class Cell:
    """A square of the density plot: place, size and shade in pixels and 0..1, and what it stands for."""

    x: float
    y: float
    size: float
    shade: float
    title: str


@dataclass(frozen=True, slots=True)
class Curves:
    """Both flag rates as points of polylines, and the rate at the top of the plot."""

    theirs: str
    ours: str
    top: float


def density(comparison: Comparison) -> list[Cell]:
    """Return a cell for each pair of score bands that any comment is in; shades are logarithmic."""
    counts, _, _ = np.histogram2d(comparison.theirs, comparison.ours, bins=_BINS, range=((0, 1), (0, 1)))
    size = _SIDE / _BINS
    most = np.log1p(counts.max()) if counts.size else 1.0
    return [
        Cell(
            i * size,
            _SIDE - (j + 1) * size,
            size,
            0.12 + 0.88 * float(np.log1p(counts[i, j]) / most),
            f"{int(counts[i, j]):,} comments: Perspective {i / _BINS:.2f} to {(i + 1) / _BINS:.2f}, "
            f"moderation {j / _BINS:.2f} to {(j + 1) / _BINS:.2f}",
        )
        for i, j in np.argwhere(counts > 0)
    ]


def flag_rates(comparison: Comparison) -> Curves:
    """Return the share of comments strictly above each threshold from 0.5 to 1."""
    theirs, ours = (_rates(scores) for scores in (comparison.theirs, comparison.ours))
    top = max(float(theirs.max()), float(ours.max()), 0.001)
    return Curves(_points(theirs, top), _points(ours, top), top)


def _rates(scores: Floats) -> Floats:
    return np.array([(scores > step).mean() for step in _RATE_STEPS], dtype=np.float64)


def _points(rates: Floats, top: float) -> str:
    across = (_RATE_STEPS - _RATE_STEPS[0]) / (_RATE_STEPS[-1] - _RATE_STEPS[0]) * _SIDE
    return " ".join(f"{x:.1f},{_SIDE - rate / top * _SIDE:.1f}" for x, rate in zip(across, rates, strict=True))
