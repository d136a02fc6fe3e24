"""An author's history, and the erasure that the General Data Protection Regulation gives a right to."""

from sqlalchemy import func, select

from moderation.storage.database import Database
from moderation.storage.erasure import erase
from moderation.storage.log import Log
from moderation.storage.records import AuthorHistory, Status
from moderation.storage.rows import COMMENT, to_comment
from moderation.storage.tables import CommentRow, ReportRow


class Authors:
    """What authors wrote, by the names that their sites gave them."""

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log

    def history(self, site: str, author: str, limit: int = 10) -> AuthorHistory:
        """Return counts by status and the latest comments; an unknown author has none."""
        mine = (CommentRow.site == site) & (CommentRow.author == author)
        counts = select(CommentRow.status, func.count(), func.min(CommentRow.created_at).label("first"))
        latest = select(*COMMENT).where(mine).order_by(CommentRow.created_at.desc(), CommentRow.id.desc())
        reports = select(func.count()).select_from(ReportRow).join(CommentRow, CommentRow.id == ReportRow.comment_id)
        with self._database.read() as connection:
            rows = connection.execute(counts.where(mine).group_by(CommentRow.status)).all()
            reported = connection.execute(reports.where(mine)).scalar_one()
            recent = tuple(to_comment(row) for row in connection.execute(latest.limit(limit)))
        first = min((row.first for row in rows), default=None)
        return AuthorHistory(site, author, first, {Status(row[0]): row[1] for row in rows}, reported, recent)

    def erase(self, site: str, author: str, actor: str) -> int:
        """Turn everything that an author wrote into tombstones and forget whom they reported; return how many.

        The log keeps that it happened, by the comments' numbers; it never had a word of them.
        """
        mine = select(CommentRow.id, CommentRow.status).where(CommentRow.site == site, CommentRow.author == author)
        with self._database.write() as connection:
            rows = [(row.id, row.status) for row in connection.execute(mine.order_by(CommentRow.id).with_for_update())]
            site_comments = select(CommentRow.id).where(CommentRow.site == site)
            connection.execute(
                ReportRow.__table__.update()  # type: ignore[attr-defined]  # __table__ is typed as FromClause
                .where(ReportRow.reporter == author, ReportRow.comment_id.in_(site_comments))
                .values(reporter=None)
            )
            return erase(connection, self._database, self._log, rows, actor, "asked")
