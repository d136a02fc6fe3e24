"""The statement of reasons for every rejected comment, on a page and for export as JSON or CSV."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Final

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from moderation.errors import FieldProblem, InvalidFieldError
from moderation.review.answers import page
from moderation.review.parts import Desk
from moderation.storage.records import Statement

_SHOWN: Final = 100
_DAYS: Final = 30


def read_period(days: int = _DAYS) -> tuple[date, date]:
    """Read the first and the last day from the query string. Raises `InvalidFieldError`."""
    today = datetime.now(UTC).date()
    until = _day("until", today)
    since = _day("since", until - timedelta(days=days - 1))
    if since > until:
        raise InvalidFieldError([FieldProblem("since", f"{since} is after {until}")])
    return since, until


def moments(since: date, until: date) -> tuple[datetime, datetime]:
    """Return the moments that a period of whole days (UTC) lies between."""
    return (
        datetime.combine(since, time(), UTC),
        datetime.combine(until + timedelta(days=1), time(), UTC),
    )


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Add the page and the two exports."""
    store = desk.store.statements

    def found() -> Iterator[Statement]:
        return store.between(*moments(*read_period()), site=request.args.get("site") or None)

    def statements() -> AnyResponse:
        since, until = read_period()
        return page(
            "statements.html", statements=tuple(islice(found(), _SHOWN)), since=since, until=until, shown=_SHOWN
        )

    def export(kind: str) -> AnyResponse:
        as_json = kind == "json"
        content = store.to_json(found()) if as_json else store.to_csv(found())
        response = Response(content, mimetype="application/json" if as_json else "text/csv")
        since, until = read_period()
        response.headers["Content-Disposition"] = f'attachment; filename="statements-{since}-{until}.{kind}"'
        return response

    blueprint.add_url_rule("/statements", "statements", statements)
    blueprint.add_url_rule("/statements.<any(json, csv):kind>", "export_statements", export)


def _day(name: str, default: date) -> date:
    raw = request.args.get(name, "").strip()
    try:
        return date.fromisoformat(raw) if raw else default
    except ValueError as error:
        raise InvalidFieldError([FieldProblem(name, f"{raw!r} is no day: write YYYY-MM-DD")]) from error
