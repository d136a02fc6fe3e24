"""What waits for a moderator: pages of cards, counts, and the histogram that bands are drawn on."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Integer, and_, case, cast, func, literal, or_, select, tuple_

from moderation.errors import FieldProblem, InvalidFieldError, NotFoundError
from moderation.storage import filters
from moderation.storage.database import Database
from moderation.storage.records import (
    Band,
    Card,
    Filter,
    Histogram,
    Order,
    Page,
    Queue,
    Status,
    StoredArticle,
    StoredComment,
)
from moderation.storage.rows import ARTICLE, COMMENT, AnyRow, AnySelect, to_article, to_comment
from moderation.storage.tables import ArticleRow, CommentRow


@dataclass(frozen=True, slots=True)
class Facets:
    """What a queue can be filtered by: sites, sections, and articles with held comments, most first."""

    sites: tuple[str, ...]
    sections: tuple[str, ...]
    articles: tuple[tuple[StoredArticle, int], ...]


class Queues:
    """Reads queues. Pages are found by key, so that the hundredth costs what the first did."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(
        self,
        given: Filter = Filter(),  # noqa: B008  # frozen: the same default for all is safe
        order: Order = Order.SCORE,
        *,
        ascending: bool = False,
        limit: int = 25,
        after: str | None = None,
        collapse: bool = True,
        moderator: str | None = None,
    ) -> Page:
        """Return a page of cards.

        `after` is the `next` of the page before; `collapse` shows near-duplicates as one card; `moderator` leaves out
        what others hold. Raises `InvalidFieldError` for an `after` that is none of ours.
        """
        query = self._ranked(given, order, ascending=ascending, collapse=collapse, moderator=moderator)
        ranked = query.subquery()
        page = select(ranked.c.id, ranked.c.key, ranked.c.size).where(ranked.c.place == 1)
        if after is not None:
            key, last = _read_cursor(after, order)
            page = page.where(
                or_(
                    ranked.c.key > key if ascending else ranked.c.key < key,
                    and_(ranked.c.key == key, ranked.c.id > last if ascending else ranked.c.id < last),
                )
            )
        columns = (ranked.c.key, ranked.c.id)
        page = page.order_by(*columns) if ascending else page.order_by(*(column.desc() for column in columns))
        with self._database.read() as connection:
            found = connection.execute(page.limit(limit + 1)).all()
            cards = load_cards(connection, {row.id: row.size for row in found[:limit]})
        return Page(cards, _write_cursor(found[limit - 1]) if len(found) > limit else None)

    def card(self, comment_id: int) -> Card:
        """Return one comment as a card; its cluster is counted among those with the same status."""
        mine = select(CommentRow.cluster_id, CommentRow.status).where(CommentRow.id == comment_id).subquery()
        size = (
            select(func.count())
            .select_from(CommentRow)
            .join(mine, and_(mine.c.cluster_id == CommentRow.cluster_id, mine.c.status == CommentRow.status))
        )
        with self._database.read() as connection:
            cards = load_cards(connection, {comment_id: max(1, connection.execute(size).scalar_one())})
        if not cards:
            raise NotFoundError(f"no comment has the number {comment_id}")
        return cards[0]

    def counts(self, site: str | None = None) -> Mapping[Queue, int]:
        """Return how many comments each queue has."""
        return {queue: self.count(Filter(queue, site=site)) for queue in Queue}

    def count(self, given: Filter) -> int:
        """Return how many comments the filter finds."""
        with self._database.read() as connection:
            return int(connection.execute(self._select(given, func.count())).scalar_one())

    def histogram(self, given: Filter = Filter(), bins: int = 20) -> Histogram:  # noqa: B008  # frozen
        """Count the queue by score in `bins` bands of equal width."""
        score = filters.score_column(given)
        # truncation, which both databases do alike; a score of 1 belongs to the last band
        place = case((score >= 1, bins - 1), else_=cast(func.floor(score * bins), Integer)).label("place")
        query = self._select(given, place, func.count().label("total"), func.max(CommentRow.id).label("newest"))
        with self._database.read() as connection:
            rows = {row.place: row for row in connection.execute(query.group_by(place))}
        bands = tuple(Band(i / bins, (i + 1) / bins, rows[i].total if i in rows else 0) for i in range(bins))
        return Histogram(bands, max((row.newest for row in rows.values()), default=0))

    def sample(self, given: Filter, size: int = 5, seed: int = 0) -> tuple[Card, ...]:
        """Return cards drawn at random from what the filter finds; the same seed draws the same."""
        with self._database.read() as connection:
            ids = drawn(connection, self._select(given, CommentRow.id), size, seed)
            return load_cards(connection, dict.fromkeys(ids, 1))

    def facets(self) -> Facets:
        """Return what there is to filter by."""
        held = func.count(CommentRow.id).label("held")
        waiting = (
            select(CommentRow.article_id, held)
            .where(CommentRow.status == Status.HELD, CommentRow.article_id.is_not(None))
            .group_by(CommentRow.article_id)
            .order_by(held.desc())
            .limit(200)
            .subquery()
        )
        articles = select(*ARTICLE, waiting.c.held).join(waiting, waiting.c.article_id == ArticleRow.id)
        pairs = select(CommentRow.site, CommentRow.section).distinct()
        with self._database.read() as connection:
            places = connection.execute(pairs).all()
            rows = connection.execute(articles.order_by(waiting.c.held.desc(), ArticleRow.id)).all()
        return Facets(
            tuple(sorted({row.site for row in places})),
            tuple(sorted({row.section for row in places if row.section is not None})),
            tuple((to_article(row), row.held) for row in rows),
        )

    def _select(self, given: Filter, *columns: Any) -> AnySelect:
        query = filters.joined(select(*columns).select_from(CommentRow), given)
        return query.where(*filters.conditions(given, sqlite=self._database.is_sqlite))

    def _ranked(
        self, given: Filter, order: Order, *, ascending: bool, collapse: bool, moderator: str | None
    ) -> AnySelect:
        """Select id, key, place in the cluster and the cluster's size of everything that the filter finds."""
        key = filters.order_column(order, given).label("key")
        place, size = literal(1).label("place"), literal(1).label("size")
        if collapse:  # ranking looks at everything that the filter finds, a page without it only at the page
            alike = func.coalesce(CommentRow.cluster_id, CommentRow.id)
            by = (key, CommentRow.id) if ascending else (key.desc(), CommentRow.id.desc())
            place = func.row_number().over(partition_by=alike, order_by=by).label("place")
            size = func.count().over(partition_by=alike).label("size")
        query = self._select(given, CommentRow.id, key, place, size)
        if moderator is not None:
            query = query.where(filters.unclaimed(moderator, self._database.clock()))
        return query


def drawn(connection: Connection, query: AnySelect, size: int, seed: int) -> list[int]:
    """Draw `size` ids from a query of ids."""
    import random  # noqa: PLC0415

    ids = sorted(connection.execute(query).scalars())
    return random.Random(seed).sample(ids, min(size, len(ids)))  # noqa: S311  # a sample, not a secret


def load_cards(connection: Connection, sizes: Mapping[int, int]) -> tuple[Card, ...]:
    """Return a card for each id, in the order given, with three queries however many there are."""
    query = select(*COMMENT).where(CommentRow.id.in_(sizes))
    comments = {row.id: to_comment(row) for row in connection.execute(query)}
    articles = _articles(connection, {c.article_id for c in comments.values() if c.article_id is not None})
    parents = _parents(connection, list(comments.values()))
    return tuple(
        Card(
            comment,
            articles.get(comment.article_id or 0),
            parents.get((comment.site, comment.parent or "")),
            sizes[comment.id],
        )
        for comment in (comments[i] for i in sizes if i in comments)
    )


def _articles(connection: Connection, ids: set[int]) -> dict[int, StoredArticle]:
    query = select(*ARTICLE).where(ArticleRow.id.in_(ids))
    return {row.id: to_article(row) for row in connection.execute(query)} if ids else {}


def _parents(connection: Connection, comments: Sequence[StoredComment]) -> dict[tuple[str, str], StoredComment]:
    keys = {(comment.site, comment.parent) for comment in comments if comment.parent is not None}
    query = select(*COMMENT).where(tuple_(CommentRow.site, CommentRow.external_id).in_(keys))
    return {(row.site, row.external_id): to_comment(row) for row in connection.execute(query)} if keys else {}


def _write_cursor(row: AnyRow) -> str:
    key = row.key.isoformat() if isinstance(row.key, datetime) else row.key
    return base64.urlsafe_b64encode(orjson.dumps([key, row.id])).decode().rstrip("=")


def _read_cursor(cursor: str, order: Order) -> tuple[Any, int]:
    try:
        key, last = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return (datetime.fromisoformat(key) if order is Order.TIME else float(key)), int(last)
    except (ValueError, TypeError) as error:
        raise InvalidFieldError(
            [FieldProblem("after", "is no place in this queue: begin at its first page")]
        ) from error
