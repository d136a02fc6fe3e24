"""Near-duplicates: each comment joins the cluster of the first comment of its site that it is much like."""

from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from moderation.errors import NotFoundError
from moderation.features.minhash import band_keys, signature, similarity
from moderation.storage.database import Database
from moderation.storage.records import StoredComment
from moderation.storage.rows import COMMENT, to_comment
from moderation.storage.tables import BandRow, CommentRow

#: From this estimated Jaccard similarity on, two texts are taken for the same.
ALIKE_FROM: Final = 0.7


def join(connection: Connection, comment_id: int, site: str, text: str) -> tuple[bytes | None, int | None]:
    """Return the comment's signature and cluster; the first of a cluster leaves its bands for others to find.

    Only founders are compared with, so that a flood of copies costs each of them one comparison and clusters do not
    drift from copy to copy.
    """
    signed = signature(text)
    if signed is None:
        return None, None
    keys = band_keys(signed, site)
    query = (
        select(CommentRow.id, CommentRow.signature)
        .join(BandRow, BandRow.comment_id == CommentRow.id)
        .where(BandRow.key.in_(keys), CommentRow.id != comment_id)
        .distinct()
    )
    alike = [(similarity(signed, row.signature), row.id) for row in connection.execute(query) if row.signature]
    best = max(alike, default=(0.0, 0), key=lambda pair: (pair[0], -pair[1]))
    if best[0] >= ALIKE_FROM:
        return signed, best[1]
    connection.execute(insert(BandRow), [{"key": key, "comment_id": comment_id} for key in dict.fromkeys(keys)])
    return signed, comment_id


def leave(connection: Connection, comment_ids: list[int]) -> None:
    """Take these comments' bands away: nothing joins them any more."""
    connection.execute(delete(BandRow).where(BandRow.comment_id.in_(comment_ids)))


def card_members(connection: Connection, comment_id: int) -> ColumnElement[bool]:
    """Return the condition for a comment and its near-duplicates with the same status. Raises `NotFoundError`."""
    query = select(CommentRow.cluster_id, CommentRow.status).where(CommentRow.id == comment_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(f"no comment has the number {comment_id}")
    if row.cluster_id is None:
        return CommentRow.id == comment_id
    return and_(CommentRow.cluster_id == row.cluster_id, CommentRow.status == row.status)


class Clusters:
    """Reads clusters."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def members(self, comment_id: int, limit: int = 50) -> tuple[StoredComment, ...]:
        """Return the near-duplicates of a comment, itself included, the oldest first."""
        cluster = select(CommentRow.cluster_id).where(CommentRow.id == comment_id).scalar_subquery()
        query = select(*COMMENT).where(
            (CommentRow.cluster_id == cluster) | (CommentRow.id == comment_id), CommentRow.erased_at.is_(None)
        )
        with self._database.read() as connection:
            return tuple(to_comment(row) for row in connection.execute(query.order_by(CommentRow.id).limit(limit)))
