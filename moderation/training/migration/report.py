"""The comparison as a page: one HTML file without scripts or addresses of others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from moderation.training.migration.compare import Comparison, Disagreement
from moderation.training.migration.figures import density, flag_rates

_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class MigrationReport:
    """All that the page shows. `unavailable` are the log's attributes that have no number here."""

    log: str
    comments: int
    skipped: Mapping[str, int]
    model_version: str
    comparisons: Sequence[Comparison]
    unavailable: Sequence[str]
    disagreements: Sequence[Disagreement]


def share(value: float) -> str:
    """Write a share or coefficient with three digits, a dash where there is none.

    >>> share(0.51239), share(float("nan"))
    ('0.512', '–')
    """
    return "–" if value != value else f"{value:.3f}"  # noqa: PLR0124  # NaN is the one value unlike itself


def render_page(report: MigrationReport) -> str:
    """Return the page."""
    environment = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined)
    environment.filters["share"] = share
    plots = [(comparison, density(comparison), flag_rates(comparison)) for comparison in report.comparisons]
    return environment.get_template("report.html").render(report=report, plots=plots)
