"""Approve, reject, defer, one comment or many; edit a proposition; undo any of it as one act."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from moderation.decision import Reason
from moderation.errors import ConflictError, FieldProblem, InvalidFieldError, NotFoundError
from moderation.label import Stance
from moderation.storage import filters, stances
from moderation.storage.clusters import card_members
from moderation.storage.database import Database
from moderation.storage.log import Change, Log
from moderation.storage.records import Act, Filter, LogEntry, Status, Verdict
from moderation.storage.rows import AnyRow, chunks
from moderation.storage.states import STATE, read_state, write_states
from moderation.storage.tables import ActRow, ArticleRow, CommentRow, DecisionRow, ReportRow

_SEEN: Final = (
    CommentRow.id,
    CommentRow.revision,
    CommentRow.score,
    CommentRow.model_version,
    CommentRow.claimed_by,
    CommentRow.claimed_until,
    *STATE,
)


class Acts:
    """What moderators do. Each act is one transaction and one row, and logs every comment that it changed."""

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log

    def decide(
        self,
        ids: Sequence[int],
        verdict: Verdict,
        moderator: str,
        *,
        reason: Reason | None = None,
        note: str | None = None,
        revisions: Mapping[int, int] | None = None,
    ) -> Act:
        """Decide comments by their numbers; open reports on them are dealt with, claims given back.

        `revisions` says which version of each text the moderator saw. A single comment that somebody else holds, that
        was erased, or whose text has changed meanwhile raises `ConflictError`; among many it is skipped and counted.
        Raises `InvalidFieldError` for a rejection without reason.
        """
        act = self._decide(CommentRow.id.in_(ids), verdict, moderator, reason, note, revisions or {}, "decide")
        if len(ids) == 1 and act.count == 0:
            raise ConflictError(
                f"comment {ids[0]} was not changed: somebody else holds it, or its text has changed or was erased"
            )
        return act

    def decide_cluster(
        self,
        comment_id: int,
        verdict: Verdict,
        moderator: str,
        *,
        reason: Reason | None = None,
        note: str | None = None,
    ) -> Act:
        """Decide a comment and all its near-duplicates that have the same status."""
        with self._database.read() as connection:
            which = card_members(connection, comment_id)
        return self._decide(which, verdict, moderator, reason, note, {}, "cluster")

    def decide_band(
        self, given: Filter, verdict: Verdict, moderator: str, *, reason: Reason | None = None, note: str | None = None
    ) -> Act:
        """Decide everything that the filter finds, as one act. `Filter.up_to` leaves out what came after the look."""
        found = filters.joined(select(CommentRow.id).select_from(CommentRow), given)
        found = found.where(*filters.conditions(given, sqlite=self._database.is_sqlite))
        return self._decide(CommentRow.id.in_(found), verdict, moderator, reason, note, {}, "band")

    def edit_proposition(self, article_id: int, proposition: str | None, opposite: str | None, editor: str) -> Act:
        """Write an article's proposition; what callers send no longer replaces it. Raises `NotFoundError`."""
        columns = (ArticleRow.proposition, ArticleRow.opposite, ArticleRow.edited_by)
        with self._database.write() as connection:
            row = connection.execute(select(*columns).where(ArticleRow.id == article_id)).one_or_none()
            if row is None:
                raise NotFoundError(f"no article has the number {article_id}")
            after = {"proposition": proposition, "opposite": opposite, "edited_by": editor}
            connection.execute(update(ArticleRow).where(ArticleRow.id == article_id).values(after))
            change = Change("proposition", "article", article_id, row._asdict(), after)
            return self._record(connection, "proposition", editor, [change])

    def label_stance(
        self, comment_id: int, stance: Stance | None, moderator: str, *, proposition: str, revision: int | None = None
    ) -> Act:
        """Say which stance a comment takes towards `proposition`, or with None take it back; the article learns it.

        Raises `NotFoundError`, and `ConflictError` where the text is no longer the `revision` that was read.
        """
        with self._database.write() as connection:
            query = select(CommentRow.revision, CommentRow.model_version).where(
                CommentRow.id == comment_id, CommentRow.status != Status.ERASED
            )
            row = connection.execute(query.with_for_update()).one_or_none()
            if row is None:
                raise NotFoundError(f"no comment has the number {comment_id}")
            if revision not in {None, row.revision}:
                raise ConflictError(f"the text of comment {comment_id} has changed: read it again")
            before = stances.read_state(connection, comment_id, moderator)
            after = stances.make_state(moderator, stance, proposition, self._database.clock())
            stances.write_state(connection, comment_id, after)
            change = Change("stance", "stance", comment_id, before, after, model_version=row.model_version)
            return self._record(connection, "stance", moderator, [change])

    def undo(self, act_id: str, moderator: str) -> Act:
        """Take an act back, an undo included. What changed since stays as it is and is counted as skipped.

        Raises `NotFoundError`, and `ConflictError` where it was undone before.
        """
        with self._database.write() as connection:
            query = select(ActRow.__table__).where(ActRow.id == act_id).with_for_update()
            row = connection.execute(query).one_or_none()
            if row is None:
                raise NotFoundError(f"there is no act {act_id!r}")
            if row.undone_by is not None:
                raise ConflictError(f"{row.kind} of {row.actor} was already undone")
            undoing = uuid.uuid4().hex
            changes, skipped = write_states(connection, act_id)
            act = self._record(connection, "undo", moderator, changes, skipped=skipped, act_id=undoing, undoes=act_id)
            connection.execute(update(ActRow).where(ActRow.id == act_id).values(undone_by=undoing))
            self._undo_decisions(connection, row, undoing, [c.subject_id for c in changes if c.subject == "comment"])
        return act

    def latest(self, moderator: str | None = None, limit: int = 20) -> tuple[Act, ...]:
        """Return the latest acts, of one moderator or of all, the newest first."""
        query = select(ActRow.__table__).order_by(ActRow.at.desc(), ActRow.id).limit(limit)
        if moderator is not None:
            query = query.where(ActRow.actor == moderator)
        with self._database.read() as connection:
            return tuple(_to_act(row) for row in connection.execute(query))

    def last_undoable(self, moderator: str) -> Act | None:
        """Return the moderator's latest act that is neither undone nor an undo."""
        query = select(ActRow.__table__).where(
            ActRow.actor == moderator, ActRow.undone_by.is_(None), ActRow.kind != "undo"
        )
        with self._database.read() as connection:
            row = connection.execute(query.order_by(ActRow.at.desc()).limit(1)).one_or_none()
        return None if row is None else _to_act(row)

    def history(self, comment_id: int) -> tuple[LogEntry, ...]:
        """Return everything that happened to a comment, the oldest first."""
        entries = (*self._log.of("comment", comment_id), *self._log.of("stance", comment_id))
        return tuple(sorted(entries, key=lambda entry: entry.id))

    def _decide(
        self,
        which: ColumnElement[bool],
        verdict: Verdict,
        moderator: str,
        reason: Reason | None,
        note: str | None,
        revisions: Mapping[int, int],
        kind: str,
    ) -> Act:
        if verdict is Verdict.REJECT and reason is None:
            raise InvalidFieldError([FieldProblem("reason", "is missing: a rejection needs one")])
        now = self._database.clock()
        act_id = uuid.uuid4().hex
        with self._database.write() as connection:
            query = select(*_SEEN).where(which).order_by(CommentRow.id).with_for_update()
            rows = connection.execute(query).all()
            free = [row for row in rows if _is_free(row, moderator, now, revisions)]
            code = None if reason is None else reason.value
            changes = [_change(row, verdict, moderator, code, now) for row in free]
            for part in chunks(free):
                _write_decisions(connection, part, act_id, verdict, moderator, code, note, now)
            return self._record(
                connection,
                kind if kind != "decide" else verdict.value,
                moderator,
                changes,
                reason=code,
                skipped=len(rows) - len(free),
                act_id=act_id,
            )

    def _record(
        self,
        connection: Connection,
        kind: str,
        actor: str,
        changes: Sequence[Change],
        *,
        reason: str | None = None,
        skipped: int = 0,
        act_id: str | None = None,
        undoes: str | None = None,
    ) -> Act:
        """Write the act and its log; an act that changed nothing leaves no trace."""
        act_id = act_id or uuid.uuid4().hex
        now = self._database.clock()
        if changes:
            values = {"id": act_id, "kind": kind, "actor": actor, "at": now, "size": len(changes)}
            connection.execute(insert(ActRow).values(**values, skipped=skipped, reason=reason, undoes=undoes))
            self._log.append(connection, act_id, actor, changes, undoes)
        return Act(act_id, kind, actor, now, len(changes), skipped, None if reason is None else Reason(reason))

    @staticmethod
    def _undo_decisions(connection: Connection, act: AnyRow, undoing: str, ids: list[int]) -> None:
        """Mark the act's decisions as undone and open its reports again; an undone undo brings both back."""
        for part in chunks(ids):
            mine = DecisionRow.comment_id.in_(part)
            again = connection.execute(select(DecisionRow.__table__).where(mine, DecisionRow.undone_by == act.id)).all()
            connection.execute(update(DecisionRow).where(mine, DecisionRow.act == act.id).values(undone_by=undoing))
            if again:
                copies = [{**row._asdict(), "act": undoing, "undone_by": None} for row in again]
                connection.execute(insert(DecisionRow), [{k: v for k, v in c.items() if k != "id"} for c in copies])
                _resolve_reports(connection, [row.comment_id for row in again], undoing)
            opened = update(ReportRow).where(ReportRow.comment_id.in_(part), ReportRow.resolved_by == act.id)
            connection.execute(opened.values(resolved_by=None))
            _count_reports(connection, part)


def _is_free(row: AnyRow, moderator: str, now: Any, revisions: Mapping[int, int]) -> bool:
    held = row.claimed_by not in {None, moderator} and row.claimed_until > now
    changed = revisions.get(row.id, row.revision) != row.revision
    return not held and not changed and row.status != Status.ERASED


def _change(row: AnyRow, verdict: Verdict, moderator: str, reason: str | None, now: Any) -> Change:
    before = read_state(row)
    after = {"decided_at": now.isoformat(), "decided_by": moderator, "reason": reason, "deferred": False}
    if verdict is Verdict.DEFER:
        after = {**before, "status": Status.HELD.value, "deferred": True}
    else:
        after["status"] = (Status.PUBLISHED if verdict is Verdict.APPROVE else Status.REJECTED).value
    return Change(verdict.value, "comment", row.id, before, after, reason, row.model_version)


def _write_decisions(
    connection: Connection,
    rows: Sequence[AnyRow],
    act: str,
    verdict: Verdict,
    moderator: str,
    reason: str | None,
    note: str | None,
    now: Any,
) -> None:
    ids = [row.id for row in rows]
    values: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
    if verdict is Verdict.DEFER:
        values |= {"status": Status.HELD.value, "deferred": True}
    else:
        status = Status.PUBLISHED if verdict is Verdict.APPROVE else Status.REJECTED
        values |= {"status": status.value, "deferred": False}
        values |= {"decided_at": now, "decided_by": moderator, "reason": reason}
        _resolve_reports(connection, ids, act)
    connection.execute(update(CommentRow).where(CommentRow.id.in_(ids)).values(values))
    decided = {
        "act": act,
        "verdict": verdict.value,
        "reason": reason,
        "note": note,
        "moderator": moderator,
        "at": now,
    }
    seen = [{"comment_id": row.id, "score": row.score, "model_version": row.model_version} for row in rows]
    connection.execute(insert(DecisionRow), [decided | part for part in seen])


def _resolve_reports(connection: Connection, ids: Sequence[int], act: str) -> None:
    unresolved = update(ReportRow).where(ReportRow.comment_id.in_(ids), ReportRow.resolved_by.is_(None))
    connection.execute(unresolved.values(resolved_by=act))
    connection.execute(update(CommentRow).where(CommentRow.id.in_(ids)).values(open_reports=0))


def _count_reports(connection: Connection, ids: Sequence[int]) -> None:
    still_open = (
        select(func.count())
        .where(ReportRow.comment_id == CommentRow.id, ReportRow.resolved_by.is_(None))
        .scalar_subquery()
    )
    connection.execute(update(CommentRow).where(CommentRow.id.in_(ids)).values(open_reports=still_open))


def _to_act(row: AnyRow) -> Act:
    reason = None if row.reason is None else Reason(row.reason)
    return Act(row.id, row.kind, row.actor, row.at, row.size, row.skipped, reason, row.undone_by is not None)
