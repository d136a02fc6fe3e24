"""The append-only log: every change with who, when, from, to, why and by which model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from moderation.storage.database import Database
from moderation.storage.records import LogEntry
from moderation.storage.tables import LogRow


@dataclass(frozen=True, slots=True)
class Change:
    """One change that is about to be logged. `before` and `after` hold states, never a reader's words or name."""

    kind: str
    subject: str
    subject_id: int
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str | None = None
    model_version: str | None = None


class Log:
    """Reads the log, and writes it in the transaction of the change itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(
        self, connection: Connection, act: str, actor: str, changes: Iterable[Change], undoes: str | None = None
    ) -> None:
        """Write `changes` as parts of one act."""
        at = self._database.clock()
        rows = [
            {
                "at": at,
                "actor": actor,
                "act": act,
                "kind": change.kind,
                "subject": change.subject,
                "subject_id": change.subject_id,
                "before": None if change.before is None else dict(change.before),
                "after": None if change.after is None else dict(change.after),
                "reason": change.reason,
                "model_version": change.model_version,
                "undoes": undoes,
            }
            for change in changes
        ]
        if rows:
            connection.execute(insert(LogRow), rows)

    def of(self, subject: str, subject_id: int) -> tuple[LogEntry, ...]:
        """Return what happened to a "comment", an "article" or a "user", the oldest first."""
        query = select(LogRow.__table__).where(LogRow.subject == subject, LogRow.subject_id == subject_id)
        with self._database.read() as connection:
            return tuple(LogEntry(**row._asdict()) for row in connection.execute(query.order_by(LogRow.id)))

    def page(self, limit: int = 100, before: int | None = None) -> tuple[LogEntry, ...]:
        """Return the latest entries, those with an id under `before`, the newest first."""
        query = select(LogRow.__table__).order_by(LogRow.id.desc()).limit(limit)
        if before is not None:
            query = query.where(LogRow.id < before)
        with self._database.read() as connection:
            return tuple(LogEntry(**row._asdict()) for row in connection.execute(query))
