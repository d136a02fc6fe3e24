"""The geometry of the plots, in the units of an SVG view box; the templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from moderation.models.split import Share
from moderation.storage.records import Histogram

WIDTH: Final = 600
HEIGHT: Final = 160
HISTOGRAM_HEIGHT: Final = 110


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """A bar over the scores `low` to `high`; x, y, width and height in the view box, `chosen` inside the band."""

    low: float
    high: float
    count: int
    x: float
    y: float
    width: float
    height: float
    chosen: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stacked bar."""

    kind: str
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class IntervalBar:
    """A share in percent of a bar's width, its interval as a line on it, and the share that it was before."""

    width: float
    low: float
    high: float
    span: float
    prior: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """A curve as the points of a polyline."""

    name: str
    points: str
    last: float | None


def histogram_bars(histogram: Histogram, low: float | None, high: float | None) -> tuple[HistogramBar, ...]:
    """Lay out a histogram by score from 0 to 1; heights by the square root, so that a few can be seen beside many."""
    most = max((band.count for band in histogram.bands), default=0)
    bars = []
    for band in histogram.bands:
        height = HISTOGRAM_HEIGHT * (band.count / most) ** 0.5 if most else 0.0
        middle = (band.low + band.high) / 2
        bars.append(
            HistogramBar(
                round(band.low, 4),
                round(band.high, 4),
                band.count,
                x=round(band.low * WIDTH, 2),
                y=round(HISTOGRAM_HEIGHT - height, 2),
                width=round((band.high - band.low) * WIDTH, 2),
                height=round(height, 2),
                chosen=low is not None and high is not None and low <= middle < high,
            )
        )
    return tuple(bars)


def stacked_columns(rows: Sequence[Sequence[tuple[str, int]]]) -> tuple[tuple[Segment, ...], ...]:
    """Lay out a column of stacked counts for each row, the highest column filling the height."""
    most = max((sum(count for _, count in row) for row in rows), default=0) or 1
    width = WIDTH / max(len(rows), 1)
    columns = []
    for index, row in enumerate(rows):
        top, column = float(HEIGHT), []
        for kind, count in row:
            height = HEIGHT * count / most
            top -= height
            x = index * width + width * 0.1
            column.append(Segment(kind, count, round(x, 2), round(top, 2), round(width * 0.8, 2), round(height, 2)))
        columns.append(tuple(column))
    return tuple(columns)


def stacked_bar(row: Sequence[tuple[str, int]]) -> tuple[Segment, ...]:
    """Lay out one bar across the whole width, split by share."""
    total = sum(count for _, count in row) or 1
    left, parts = 0.0, []
    for kind, count in row:
        width = 100 * count / total
        parts.append(Segment(kind, count, round(left, 3), 0.0, round(width, 3), 1.0))
        left += width
    return tuple(parts)


def interval_bar(share: Share, prior: Share | None) -> IntervalBar:
    """Lay out an estimated share with its interval; `prior` is what it was without labels."""
    low, high = (round(100 * value, 2) for value in (share.low, share.high))
    before = None if prior is None else round(100 * prior.estimate, 2)
    return IntervalBar(round(100 * share.estimate, 2), low, high, round(high - low, 2), before)


def line(name: str, values: Sequence[float | None]) -> Line:
    """Lay out shares (0..1) as a curve across the width; what is None leaves no point."""
    step = WIDTH / max(len(values) - 1, 1)
    known = [(i * step, HEIGHT * (1 - value), value) for i, value in enumerate(values) if value is not None]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in known)
    return Line(name, points, known[-1][2] if known else None)
