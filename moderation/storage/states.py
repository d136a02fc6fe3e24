"""The part of a comment or an article that acts change, as the log keeps it, and its way back."""

from collections import defaultdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, update

from moderation.storage import stances
from moderation.storage.log import Change
from moderation.storage.rows import AnyRow, chunks
from moderation.storage.tables import ArticleRow, CommentRow, LogRow

#: The columns of a comment that an act changes.
STATE: Final = (
    CommentRow.status,
    CommentRow.deferred,
    CommentRow.decided_at,
    CommentRow.decided_by,
    CommentRow.reason,
)
_PROPOSITION: Final = (ArticleRow.proposition, ArticleRow.opposite, ArticleRow.edited_by)
_TABLES: Final[dict[str, tuple[Any, Any]]] = {
    "comment": (CommentRow, STATE),
    "article": (ArticleRow, _PROPOSITION),
}


def read_state(row: AnyRow) -> dict[str, Any]:
    """Return the state in a row with the columns `STATE`, ready for JSON."""
    state = {column.key: getattr(row, column.key) for column in STATE}
    return state | {"decided_at": None if row.decided_at is None else row.decided_at.isoformat()}


def write_states(connection: Connection, act: str) -> tuple[list[Change], int]:
    """Put back what `act` changed, where nobody has changed it since.

    Returns the changes that this made, for the log, and how many were left alone.
    """
    entries = connection.execute(select(LogRow.__table__).where(LogRow.act == act).order_by(LogRow.id)).all()
    by_subject: dict[str, dict[int, AnyRow]] = defaultdict(dict)
    for entry in entries:
        by_subject[entry.subject][entry.subject_id] = entry
    changes: list[Change] = []
    for subject, wanted in by_subject.items():
        if subject == "stance":
            changes += stances.put_back(connection, wanted)
        else:
            changes += _put_back(connection, subject, wanted)
    return changes, len(entries) - len(changes)


def _put_back(connection: Connection, subject: str, wanted: dict[int, AnyRow]) -> list[Change]:
    table, columns = _TABLES[subject]
    changes = []
    for part in chunks(list(wanted)):
        found = select(table.id, *columns).where(table.id.in_(part)).with_for_update()
        for row in connection.execute(found.order_by(table.id)):
            state = read_state(row) if subject == "comment" else {c.key: getattr(row, c.key) for c in columns}
            entry = wanted[row.id]
            if state == entry.after:
                changes.append(
                    Change("undo", subject, row.id, entry.after, entry.before, entry.reason, entry.model_version)
                )
    if changes:
        values = [{"key": change.subject_id, **_unpack(change.after or {})} for change in changes]
        names: dict[str, Any] = {column.key: bindparam(column.key) for column in columns}
        connection.execute(
            update(table.__table__).where(table.__table__.c.id == bindparam("key")).values(names), values
        )
    return changes


def _unpack(state: Any) -> dict[str, Any]:
    values = dict(state)
    if values.get("decided_at") is not None:
        values["decided_at"] = datetime.fromisoformat(values["decided_at"])
    return values
