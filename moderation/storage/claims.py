"""Claims: two moderators never hold the same card. A claim covers the near-duplicates behind the card, and expires."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, CursorResult, func, select, update

from moderation.storage import filters
from moderation.storage.clusters import card_members
from moderation.storage.database import Database
from moderation.storage.queues import load_cards
from moderation.storage.records import Card, Filter, Order
from moderation.storage.tables import CommentRow


class Claims:
    """Takes and gives back claims. They are not logged: they change nothing that a reader or an author sees."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, comment_id: int, moderator: str, minutes: float = 5) -> bool:
        """Take a comment and its near-duplicates, or renew one's own claim; False where somebody else holds one.

        Raises `NotFoundError`.
        """
        with self._database.write() as connection:
            return self._take(connection, card_members(connection, comment_id), moderator, minutes) > 0

    def claim_next(
        self, given: Filter, moderator: str, *, order: Order = Order.SCORE, limit: int = 1, minutes: float = 5
    ) -> tuple[Card, ...]:
        """Take the next cards of a queue that nobody else holds."""
        key = filters.order_column(order, given)
        query = filters.joined(select(CommentRow.id, CommentRow.cluster_id).select_from(CommentRow), given)
        query = query.where(*filters.conditions(given, sqlite=self._database.is_sqlite))
        query = query.where(filters.unclaimed(moderator, self._database.clock()))
        taken: dict[int, int] = {}
        seen: set[int] = set()
        with self._database.write() as connection:
            for row in connection.execute(query.order_by(key.desc(), CommentRow.id.desc())).all():
                cluster = row.cluster_id or row.id
                if cluster not in seen:
                    seen.add(cluster)
                    size = self._take(connection, card_members(connection, row.id), moderator, minutes)
                    taken |= {row.id: size} if size else {}
                if len(taken) == limit:
                    break
            return load_cards(connection, taken)

    def release(self, comment_id: int, moderator: str) -> None:
        """Give a card back; nothing happens to one that somebody else holds."""
        with self._database.write() as connection:
            self._free(connection, card_members(connection, comment_id), moderator)

    def release_all(self, moderator: str) -> int:
        """Give back everything that `moderator` holds, and return how much it was."""
        with self._database.write() as connection:
            return self._free(connection, CommentRow.claimed_by == moderator, moderator)

    def _take(self, connection: Connection, card: ColumnElement[bool], moderator: str, minutes: float) -> int:
        """Claim a whole card, or nothing of it; return how many comments it has."""
        now = self._database.clock()
        # locked in one order by everybody, so that two claims of PostgreSQL wait for each other and never for ever
        connection.execute(select(CommentRow.id).where(card).order_by(CommentRow.id).with_for_update()).all()
        others = select(func.count()).select_from(CommentRow).where(card, ~filters.unclaimed(moderator, now))
        if connection.execute(others).scalar_one():
            return 0
        until = now + timedelta(minutes=minutes)
        result = connection.execute(update(CommentRow).where(card).values(claimed_by=moderator, claimed_until=until))
        return cast("CursorResult[Any]", result).rowcount

    @staticmethod
    def _free(connection: Connection, which: ColumnElement[bool], moderator: str) -> int:
        freed = update(CommentRow).where(which, CommentRow.claimed_by == moderator)
        result = connection.execute(freed.values(claimed_by=None, claimed_until=None))
        return cast("CursorResult[Any]", result).rowcount
