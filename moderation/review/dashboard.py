"""The figures of a site over some days, as plots: volume, held share, time to decision, agreement, stance."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from moderation.label import Stance
from moderation.review.answers import page
from moderation.review.charts import line, stacked_bar, stacked_columns
from moderation.review.parts import Desk
from moderation.review.statements import moments, read_period
from moderation.storage.figures import Day

_STANCES: Final = (Stance.SUPPORT, Stance.NEUTRAL, Stance.UNCLEAR, Stance.OPPOSE)
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Add the page."""
    figures = desk.store.figures

    def dashboard() -> AnyResponse:
        since, until = read_period()
        site = request.args.get("site") or None
        span = moments(since, until)
        days = every_day(figures.volume(*span, site), since, until)
        rows = figures.agreement(*span, site)
        return page(
            "dashboard.html",
            since=since,
            until=until,
            site=site,
            sites=desk.store.queues.facets().sites,
            summary=figures.summary(*span, site),
            duration=duration,
            days=days,
            volume=stacked_columns(
                [(("published", d.published), ("held", d.held), ("rejected", d.rejected)) for d in days]
            ),
            highest=max((d.published + d.held + d.rejected for d in days), default=0),
            held=line("Held", [_held_share(d) for d in days]),
            agreement=rows,
            curves=(
                line("Agreement", [r.agreement for r in rows]),
                line("Precision", [r.precision for r in rows]),
                line("Recall", [r.recall for r in rows]),
            ),
            stances=[
                (split.article, stacked_bar([(s.value, split.counts.get(s, 0)) for s in _STANCES]))
                for split in figures.stances(*span, site, limit=8)
            ],
        )

    blueprint.add_url_rule("/dashboard", "dashboard", dashboard)


def every_day(found: Sequence[Day], since: date, until: date) -> list[Day]:
    """Fill in the days without a comment."""
    known = {day.day: day for day in found}
    count = (until - since).days + 1
    return [known.get(day, Day(day, 0, 0, 0)) for day in (since + timedelta(days=i) for i in range(count))]


def duration(seconds: float | None) -> str:
    """Return a length of time as one would say it.

    >>> duration(150), duration(9_000), duration(None)
    ('2.5 min', '2.5 h', '–')
    """
    if seconds is None:
        return "–"
    for unit, size in (("days", _DAY), ("h", _HOUR), ("min", _MINUTE)):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def _held_share(day: Day) -> float | None:
    total = day.published + day.held + day.rejected
    return day.held / total if total else None
