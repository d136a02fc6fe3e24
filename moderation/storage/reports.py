"""What readers reported."""

from sqlalchemy import insert, select, update

from moderation.errors import NotFoundError
from moderation.storage.database import Database
from moderation.storage.log import Change, Log
from moderation.storage.records import Report, Status
from moderation.storage.rows import AnyRow
from moderation.storage.tables import CommentRow, ReportRow


class Reports:
    """Readers' reports. They move a comment into the queue of reported ones and change nothing else."""

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log

    def add(
        self, comment_id: int, *, reporter: str | None = None, reason: str | None = None, note: str | None = None
    ) -> Report:
        """Report a comment; the same reader's second report is the first one again. Raises `NotFoundError`."""
        with self._database.write() as connection:
            query = select(CommentRow.status, CommentRow.open_reports).where(CommentRow.id == comment_id)
            comment = connection.execute(query.with_for_update()).one_or_none()
            if comment is None or comment.status == Status.ERASED:
                raise NotFoundError(f"no comment has the number {comment_id}")
            mine = select(ReportRow.__table__).where(ReportRow.comment_id == comment_id, ReportRow.reporter == reporter)
            earlier = None if reporter is None else connection.execute(mine).one_or_none()
            if earlier is not None:
                return _to_report(earlier)
            values = {"comment_id": comment_id, "reporter": reporter, "reason": reason, "note": note}
            new = insert(ReportRow).values(**values, at=self._database.clock()).returning(ReportRow.__table__)
            report = _to_report(connection.execute(new).one())
            count = comment.open_reports + 1
            connection.execute(update(CommentRow).where(CommentRow.id == comment_id).values(open_reports=count))
            change = Change(
                "report", "comment", comment_id, {"reports": comment.open_reports}, {"reports": count}, reason
            )
            self._log.append(connection, f"report-{report.id}", "reader", [change])
            return report

    def of(self, comment_id: int) -> tuple[Report, ...]:
        """Return all reports on a comment, the oldest first."""
        query = select(ReportRow.__table__).where(ReportRow.comment_id == comment_id).order_by(ReportRow.id)
        with self._database.read() as connection:
            return tuple(_to_report(row) for row in connection.execute(query))


def _to_report(row: AnyRow) -> Report:
    return Report(row.id, row.comment_id, row.reporter, row.reason, row.note, row.at, row.resolved_by is not None)
