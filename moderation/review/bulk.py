"""A band of scores decided at once: the queue as a histogram, a band, a sample of it, one act, and its undo."""

from dataclasses import replace
from typing import Final

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from moderation.errors import FieldProblem, InvalidFieldError
from moderation.label import CIVILITY
from moderation.review.acts import describe, read_verdict
from moderation.review.answers import by_script, done, page
from moderation.review.charts import histogram_bars
from moderation.review.parts import Desk, current_user
from moderation.review.query import QueueQuery, read
from moderation.storage import Queue

BINS: Final = 20
_SAMPLE: Final = 6


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Add the page and the act."""
    store = desk.store

    def bulk() -> AnyResponse:
        query = read(request.args)
        # the histogram shows the whole queue, and the band within it
        histogram = store.queues.histogram(replace(query.filter, score_from=None, score_to=None, up_to=None), BINS)
        band = _band(query)
        if band is not None:
            band = QueueQuery(replace(band.filter, up_to=histogram.up_to), band.order)
        return page(
            "_band.html" if by_script() else "bulk.html",
            query=query,
            band=band,
            count=store.queues.count(band.filter) if band else 0,
            sample=store.queues.sample(band.filter, _SAMPLE) if band else (),
            bars=histogram_bars(histogram, query.filter.score_from, query.filter.score_to),
            total=sum(bar.count for bar in histogram.bands),
            counts=store.queues.counts(query.filter.site),
            facets=store.queues.facets(),
            queues=(Queue.HELD, Queue.DEFERRED, Queue.REPORTED),
            attributes=CIVILITY,
        )

    def decide_band() -> AnyResponse:
        query = read(request.args)
        band = _band(query)
        if band is None or band.filter.up_to is None:
            raise InvalidFieldError([FieldProblem("from", "and `to` and `up_to` are needed: select a band first")])
        verdict, reason, note = read_verdict()
        act = store.acts.decide_band(band.filter, verdict, current_user().name, reason=reason, note=note)
        low, high = band.filter.score_from, band.filter.score_to
        message = f"{describe(verdict, act.count, reason)[:-1]}, scores {low:.2f} to {high:.2f}."
        return done(act, message, url_for("desk.bulk"))

    blueprint.add_url_rule("/bulk", "bulk", bulk)
    blueprint.add_url_rule("/bulk", "decide_band", decide_band, methods=["POST"])


def _band(query: QueueQuery) -> QueueQuery | None:
    low, high = query.filter.score_from, query.filter.score_to
    return query if low is not None and high is not None and low < high else None
