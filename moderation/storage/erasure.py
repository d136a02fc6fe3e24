"""Erasing comments: texts, names and everything made from them go, a tombstone and the log stay."""

import uuid
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, text, update

from moderation.storage import clusters, stances
from moderation.storage.database import Database
from moderation.storage.log import Change, Log
from moderation.storage.records import Status
from moderation.storage.rows import chunks
from moderation.storage.tables import (
    CommentRow,
    DecisionRow,
    FindingRow,
    LabelRow,
    ReportRow,
    RevisionRow,
    ScoreRow,
)

#: What a tombstone says of the decision: that there was one, nothing of what it was about.
_NOTHING: Final = {
    "action": "reject",
    "findings": [],
    "scores": {
        "civility": {},
        "stance": {"label": "unclear", "margin": 0.0, "confidence": 0.0, "proposition": None, "origin": "none"},
        "relevance": None,
        "model_version": "",
    },
    "length": 0,
    "minimum_length": 0,
    "words": {},
}


def erase(
    connection: Connection, database: Database, log: Log, rows: Sequence[tuple[int, str]], actor: str, why: str
) -> int:
    """Turn comments, given as (id, status), into tombstones in the caller's transaction; return how many."""
    now = database.clock()
    gone: dict[str, Any] = {
        "text": "",
        "search": "",
        "content_hash": "",
        "decision": _NOTHING,
        "status": Status.ERASED.value,
        "erased_at": now,
        "open_reports": 0,
        "score": 0.0,
        "uncertainty": 0.0,
        "stance": "unclear",
        **dict.fromkeys(("author", "signature", "cluster_id", "claimed_by", "claimed_until")),
    }
    for part in chunks(rows):
        ids = [comment_id for comment_id, _ in part]
        connection.execute(update(CommentRow).where(CommentRow.id.in_(ids)).values(gone))
        stances.renew_labelled(connection, ids)
        for table in (RevisionRow, ScoreRow, FindingRow, LabelRow, ReportRow):
            connection.execute(delete(table).where(table.comment_id.in_(ids)))
        # a moderator's note may quote the comment
        connection.execute(update(DecisionRow).where(DecisionRow.comment_id.in_(ids)).values(note=None))
        clusters.leave(connection, ids)
    after = {"status": Status.ERASED.value}
    changes = [Change("erase", "comment", comment_id, {"status": status}, after, why) for comment_id, status in rows]
    log.append(connection, uuid.uuid4().hex, actor, changes)
    if database.is_sqlite and rows:
        # FTS5 only marks words as deleted; merging its parts takes them out of the file
        connection.execute(text("INSERT INTO comment_search(comment_search) VALUES ('optimize')"))
    return len(rows)
