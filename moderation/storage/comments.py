"""Save a scored comment once, find it again, and say what is known of its author."""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from moderation.comment import Comment, History
from moderation.decision import Action, Decision
from moderation.errors import ConflictError, NotFoundError
from moderation.label import CIVILITY
from moderation.storage import articles, clusters, stances
from moderation.storage.database import Database
from moderation.storage.log import Change, Log
from moderation.storage.records import Saved, Status, StoredComment
from moderation.storage.rows import COMMENT, AnyRow, search_words, to_comment, to_document
from moderation.storage.tables import ArticleRow, CommentRow, FindingRow, RevisionRow, ScoreRow

#: How far back `known` looks, and how many comments it counts at most.
WINDOW: Final = timedelta(days=1)
_MOST_RECENT: Final = 500


def content_hash(text: str) -> str:
    """Return the hash that tells an edit from a repeat."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Comments:
    """The comments of all sites."""

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log

    def find(self, site: str, external_id: str) -> StoredComment:
        """Return a comment by its site and the id that callers use. Raises `NotFoundError`."""
        with self._database.read() as connection:
            row = self._row(connection, site, external_id)
        if row is None:
            raise NotFoundError(f"site {site!r} has no comment {external_id!r}")
        return to_comment(row)

    def get(self, comment_id: int) -> StoredComment:
        """Return a comment by the store's number. Raises `NotFoundError`."""
        with self._database.read() as connection:
            row = connection.execute(select(*COMMENT).where(CommentRow.id == comment_id)).one_or_none()
        if row is None:
            raise NotFoundError(f"no comment has the number {comment_id}")
        return to_comment(row)

    def repeated(self, comment: Comment) -> StoredComment | None:
        """Return what is stored of `comment` where it was handed in before with the same text.

        Raises `ConflictError` where it was erased: a repeat must not bring it back.
        """
        if comment.id is None:
            return None
        with self._database.read() as connection:
            row = self._row(connection, comment.site, comment.id)
        return None if row is None or not self._is_repeat(row, comment) else to_comment(row)

    def save(self, comment: Comment, decision: Decision) -> Saved:
        """Store a comment with its article, scores, findings and decision, and log it, in one transaction.

        A comment with an id that the site already has is a repeat if its text is the same, and changes nothing, else
        an edit. An edit of what a moderator rejected is never published by itself: it is held at least.
        Raises `ConflictError` for a comment that was erased.
        """
        external_id = comment.id or uuid.uuid4().hex
        with self._database.write() as connection:
            row = self._row(connection, comment.site, external_id, lock=True)
            if row is None:
                try:
                    with connection.begin_nested():
                        self._create(connection, comment, decision, external_id)
                    outcome = "created"
                except IntegrityError:  # PostgreSQL only: another transaction has just stored it
                    row = self._row(connection, comment.site, external_id, lock=True)
                    if row is None:
                        raise
            if row is not None:
                outcome = "repeated"
                if not self._is_repeat(row, comment):
                    self._edit(connection, row, comment, decision)
                    outcome = "edited"
            stored = self._row(connection, comment.site, external_id)
            return Saved(to_comment(stored), outcome)  # type: ignore[arg-type]  # stored a line above

    def revisions(self, comment_id: int) -> tuple[tuple[int, str], ...]:
        """Return number and text of each earlier version of an edited comment, the oldest first."""
        query = select(RevisionRow.revision, RevisionRow.text).where(RevisionRow.comment_id == comment_id)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(RevisionRow.revision))
            return tuple((row.revision, row.text) for row in rows)

    def published(self, site: str, article: str, limit: int = 50) -> tuple[StoredComment, ...]:
        """Return what readers see under an article, by the id that callers use, the newest first."""
        query = (
            select(*COMMENT)
            .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
            .where(ArticleRow.site == site, ArticleRow.external_id == article)
            .where(CommentRow.status == Status.PUBLISHED)
            .order_by(CommentRow.created_at.desc(), CommentRow.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return tuple(to_comment(row) for row in connection.execute(query))

    def judged(self, since: datetime, site: str | None = None) -> Iterator[tuple[Comment, StoredComment]]:
        """Yield stored comments from `since` on as they came in, the oldest first, with what is stored of each.

        The author's history is the one of that moment, as far as earlier comments still stand as they stood.
        """
        query = select(CommentRow.id).where(CommentRow.created_at >= since, CommentRow.status != Status.ERASED)
        if site is not None:
            query = query.where(CommentRow.site == site)
        with self._database.read() as connection:
            ids = connection.execute(query.order_by(CommentRow.created_at, CommentRow.id)).scalars().all()
        for comment_id in ids:
            stored = self.get(comment_id)
            comment = Comment(
                stored.text, stored.external_id, stored.author, stored.parent, None, stored.site, stored.section
            )
            yield replace(comment, history=self.known(comment, stored.created_at)), stored

    def known(self, comment: Comment, at: datetime | None = None) -> History | None:
        """Return what is known of the comment's author `at` a moment, by default now; None without an author.

        The comment itself is left out.
        """
        if comment.author is None:
            return None
        now = at or self._database.clock()
        mine = (
            (CommentRow.created_at <= now) & (CommentRow.site == comment.site) & (CommentRow.author == comment.author)
        )
        if comment.id is not None:
            mine &= CommentRow.external_id != comment.id
        recent = (
            select(CommentRow.created_at, CommentRow.content_hash)
            .where(mine, CommentRow.created_at > now - WINDOW)
            .order_by(CommentRow.created_at.desc())
            .limit(_MOST_RECENT)
        )
        with self._database.read() as connection:
            published = connection.execute(
                select(func.count()).select_from(CommentRow).where(mine, CommentRow.status == Status.PUBLISHED)
            ).scalar_one()
            rows = connection.execute(recent).all()
        same = content_hash(comment.text)
        ages = tuple((now - row.created_at).total_seconds() for row in rows)
        return History(published, ages, sum(row.content_hash == same for row in rows))

    @staticmethod
    def _row(connection: Connection, site: str, external_id: str, *, lock: bool = False) -> AnyRow | None:
        query = select(*COMMENT, CommentRow.content_hash, CommentRow.model_version).where(
            CommentRow.site == site, CommentRow.external_id == external_id
        )
        return connection.execute(query.with_for_update() if lock else query).one_or_none()

    @staticmethod
    def _is_repeat(row: AnyRow, comment: Comment) -> bool:
        if row.status == Status.ERASED:
            raise ConflictError(f"comment {row.external_id!r} of site {row.site!r} was erased: it cannot come back")
        return bool(row.content_hash == content_hash(comment.text))

    def _create(self, connection: Connection, comment: Comment, decision: Decision, external_id: str) -> None:
        values = self._values(connection, comment, decision) | {
            "site": comment.site,
            "external_id": external_id,
            "revision": 1,
            "status": Status.of(decision.action),
            "open_reports": 0,
            "created_at": self._database.clock(),
        }
        comment_id = connection.execute(insert(CommentRow).values(values).returning(CommentRow.id)).scalar_one()
        self._write_parts(connection, comment_id, comment, decision)
        self._log_save(connection, "create", comment_id, None, values)

    def _edit(self, connection: Connection, row: AnyRow, comment: Comment, decision: Decision) -> None:
        now = self._database.clock()
        earlier = {name: getattr(row, name) for name in ("text", "content_hash", "decision", "model_version")}
        connection.execute(
            insert(RevisionRow).values(comment_id=row.id, revision=row.revision, replaced_at=now, **earlier)
        )
        was_refused = row.status == Status.REJECTED and row.decided_by is not None
        lenient = was_refused and decision.action is Action.PUBLISH
        values = self._values(connection, comment, decision) | {
            "revision": row.revision + 1,
            "status": Status.HELD if lenient else Status.of(decision.action),
            "edited_at": now,
            **dict.fromkeys(("decided_at", "decided_by", "reason", "claimed_by", "claimed_until")),
        }
        connection.execute(update(CommentRow).where(CommentRow.id == row.id).values(values))
        for table in (ScoreRow, FindingRow):
            connection.execute(delete(table).where(table.comment_id == row.id))
        clusters.leave(connection, [row.id])
        self._write_parts(connection, row.id, comment, decision)
        stances.renew_labelled(connection, [row.id])
        self._log_save(connection, "edit", row.id, row._asdict(), values)

    def _values(self, connection: Connection, comment: Comment, decision: Decision) -> dict[str, Any]:
        article = comment.article
        civility = [p for a, p in decision.scores.civility.items() if a in CIVILITY]
        return {
            "section": comment.section,
            "article_id": None if article is None else articles.keep(connection, self._database, comment.site, article),
            "parent": comment.parent,
            "author": comment.author,
            "text": comment.text,
            "search": search_words(comment.text),
            "content_hash": content_hash(comment.text),
            "deferred": False,
            "action": decision.action.value,
            "decision": to_document(decision),
            "model_version": decision.scores.model_version,
            "score": max(civility, default=0.0),
            "uncertainty": max((1 - abs(2 * p - 1) for p in civility), default=0.0),
            "stance": decision.scores.stance.label.value,
        }

    @staticmethod
    def _write_parts(connection: Connection, comment_id: int, comment: Comment, decision: Decision) -> None:
        scores = [
            {"comment_id": comment_id, "attribute": a.value, "value": p} for a, p in decision.scores.civility.items()
        ]
        if scores:
            connection.execute(insert(ScoreRow), scores)
        found = {f.reason: f.action for f in sorted(decision.findings, key=lambda f: f.action.severity)}
        if found:
            rows = [{"comment_id": comment_id, "reason": r.value, "action": a.value} for r, a in found.items()]
            connection.execute(insert(FindingRow), rows)
        signed, cluster = clusters.join(connection, comment_id, comment.site, comment.text)
        connection.execute(
            update(CommentRow).where(CommentRow.id == comment_id).values(signature=signed, cluster_id=cluster)
        )

    def _log_save(
        self, connection: Connection, kind: str, comment_id: int, before: dict[str, Any] | None, after: dict[str, Any]
    ) -> None:
        kept = ("status", "revision")
        change = Change(
            kind,
            "comment",
            comment_id,
            None if before is None else {name: before[name] for name in kept},
            {name: after[name] for name in kept},
            model_version=after["model_version"],
        )
        self._log.append(connection, uuid.uuid4().hex, "service", [change])
