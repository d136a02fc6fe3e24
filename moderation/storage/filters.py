"""A `Filter` becomes SQL conditions, an `Order` the column that is sorted by."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_, text

from moderation.storage.records import Filter, Order, Queue, Status
from moderation.storage.rows import AnySelect, search_words
from moderation.storage.tables import CommentRow, FindingRow, ScoreRow

#: From this on a comment teaches the model something: its least certain probability lies in 0.25..0.75.
UNSURE_FROM = 0.5

_QUEUES: dict[Queue, ColumnElement[bool]] = {
    Queue.HELD: and_(CommentRow.status == Status.HELD.value, CommentRow.deferred.is_(False)),
    Queue.DEFERRED: and_(CommentRow.status == Status.HELD.value, CommentRow.deferred.is_(True)),
    Queue.REPORTED: and_(CommentRow.open_reports > 0, CommentRow.status != Status.ERASED.value),
    Queue.UNSURE: and_(
        CommentRow.uncertainty >= UNSURE_FROM,
        CommentRow.decided_by.is_(None),
        CommentRow.status.in_([Status.HELD.value, Status.PUBLISHED.value]),
    ),
    Queue.ALL: CommentRow.status != Status.ERASED.value,
}


def score_column(given: Filter) -> Any:
    """Return what a filter means by score: the highest, or one attribute's (see `joined`)."""
    return CommentRow.score if given.attribute is None else ScoreRow.value


def order_column(order: Order, given: Filter) -> Any:
    """Return the column that `order` sorts by."""
    return {
        Order.SCORE: score_column(given),
        Order.UNCERTAINTY: CommentRow.uncertainty,
        Order.TIME: CommentRow.created_at,
        Order.REPORTS: CommentRow.open_reports,
    }[order]


def joined(query: AnySelect, given: Filter) -> AnySelect:
    """Join the attribute's scores to a query of comments, where the filter names one."""
    if given.attribute is None:
        return query
    return query.join(ScoreRow, and_(ScoreRow.comment_id == CommentRow.id, ScoreRow.attribute == given.attribute.value))


def conditions(given: Filter, *, sqlite: bool) -> list[ColumnElement[bool]]:
    """Return the conditions that a comment of the filter meets."""
    found = [_QUEUES[given.queue], *_equal(given), *_between(given)]
    if given.reason is not None:
        found.append(exists().where(FindingRow.comment_id == CommentRow.id, FindingRow.reason == given.reason.value))
    if given.search is not None and (words := search_words(given.search).split()):
        found.append(_match(words, sqlite=sqlite))
    return found


def unclaimed(moderator: str, now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody but `moderator` holds the comment."""
    return or_(CommentRow.claimed_by.is_(None), CommentRow.claimed_by == moderator, CommentRow.claimed_until <= now)


def _equal(given: Filter) -> list[ColumnElement[bool]]:
    wanted = {
        CommentRow.site: given.site,
        CommentRow.section: given.section,
        CommentRow.article_id: given.article,
        CommentRow.author: given.author,
        CommentRow.status: given.status,
        CommentRow.stance: given.stance,
    }
    return [column == value for column, value in wanted.items() if value is not None]


def _between(given: Filter) -> list[ColumnElement[bool]]:
    score = score_column(given)
    found: list[ColumnElement[bool]] = []
    if given.score_from is not None:
        found.append(score >= given.score_from)
    if given.score_to is not None and given.score_to < 1:  # the last band includes 1
        found.append(score < given.score_to)
    if given.since is not None:
        found.append(CommentRow.created_at >= given.since)
    if given.until is not None:
        found.append(CommentRow.created_at < given.until)
    if given.up_to is not None:
        found.append(CommentRow.id <= given.up_to)
    return found


def _match(words: list[str], *, sqlite: bool) -> ColumnElement[bool]:
    """Return the condition that every word is the beginning of one of the comment's."""
    if sqlite:
        wanted = " ".join(f'"{word}"*' for word in words)
        index = text("SELECT rowid FROM comment_search WHERE comment_search MATCH :wanted").bindparams(wanted=wanted)
        return CommentRow.id.in_(index.columns(CommentRow.id))
    vector = func.to_tsvector(literal_column("'simple'"), CommentRow.search)
    query = func.to_tsquery(literal_column("'simple'"), " & ".join(f"{word}:*" for word in words))
    return vector.bool_op("@@")(query)
