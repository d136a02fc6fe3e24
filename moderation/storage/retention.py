"""What is old is forgotten: comments become tombstones after so many days."""

from datetime import timedelta

from sqlalchemy import select

from moderation.storage.database import Database
from moderation.storage.erasure import erase
from moderation.storage.log import Log
from moderation.storage.records import Status
from moderation.storage.tables import CommentRow

_AT_ONCE = 1000


class Retention:
    """Erases by age, in small transactions so that the service goes on meanwhile."""

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log

    def purge(self, days: int) -> int:
        """Erase comments older than `days`, those that still wait for a moderator included; return how many."""
        limit = self._database.clock() - timedelta(days=days)
        old = (
            select(CommentRow.id, CommentRow.status)
            .where(CommentRow.created_at < limit, CommentRow.status != Status.ERASED)
            .order_by(CommentRow.id)
            .limit(_AT_ONCE)
        )
        erased = 0
        while True:
            with self._database.write() as connection:
                rows = [(row.id, row.status) for row in connection.execute(old.with_for_update())]
                erased += erase(connection, self._database, self._log, rows, "service", "retention")
            if len(rows) < _AT_ONCE:
                return erased
