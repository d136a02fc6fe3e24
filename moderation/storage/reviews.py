"""Blind second reviews of a sample of decisions, and how far two people agree beyond chance."""

import random
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, exists, insert, or_, select, update

from moderation.decision import Reason
from moderation.errors import ConflictError, FieldProblem, InvalidFieldError, NotFoundError
from moderation.storage.database import Database
from moderation.storage.log import Change, Log
from moderation.storage.queues import load_cards
from moderation.storage.records import Agreement, Review, Status, Verdict
from moderation.storage.rows import AnyRow
from moderation.storage.tables import CommentRow, DecisionRow, ReviewRow


class Reviews:
    """Draws samples, hands them out blind, and compares."""

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log

    def draw(self, size: int, *, since: datetime | None = None, seed: int | None = None) -> int:
        """Draw up to `size` standing decisions that have no review yet; return how many there were."""
        query = (
            select(DecisionRow.id, DecisionRow.comment_id)
            .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
            .where(DecisionRow.undone_by.is_(None), DecisionRow.verdict != Verdict.DEFER)
            .where(CommentRow.status != Status.ERASED)
            .where(~exists().where(ReviewRow.decision_id == DecisionRow.id))
            .order_by(DecisionRow.id)
        )
        if since is not None:
            query = query.where(DecisionRow.at >= since)
        with self._database.write() as connection:
            rows = connection.execute(query).all()
            picked = random.Random(seed).sample(rows, min(size, len(rows)))  # noqa: S311  # a sample, not a secret
            now = self._database.clock()
            values = [{"comment_id": row.comment_id, "decision_id": row.id, "drawn_at": now} for row in picked]
            if values:
                connection.execute(insert(ReviewRow), values)
        return len(values)

    def next(self, reviewer: str) -> Review | None:
        """Hand out a comment to judge, and hold it for `reviewer`; never one that they decided themselves."""
        mine = exists().where(DecisionRow.comment_id == ReviewRow.comment_id, DecisionRow.moderator == reviewer)
        query = (
            select(ReviewRow.id, ReviewRow.comment_id)
            .join(CommentRow, CommentRow.id == ReviewRow.comment_id)
            .where(ReviewRow.at.is_(None), CommentRow.status != Status.ERASED, ~mine)
            .where(or_(ReviewRow.reviewer.is_(None), ReviewRow.reviewer == reviewer))
            .order_by(ReviewRow.reviewer.is_(None), ReviewRow.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=ReviewRow)
        )
        with self._database.write() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            connection.execute(update(ReviewRow).where(ReviewRow.id == row.id).values(reviewer=reviewer))
            (card,) = load_cards(connection, {row.comment_id: 1})
        return Review(row.id, card.comment, card.article)

    def answer(self, review_id: int, reviewer: str, verdict: Verdict, reason: Reason | None = None) -> None:
        """Keep a second opinion. Nothing happens to the comment.

        Raises `NotFoundError`, `ConflictError` where it is another's or was answered, `InvalidFieldError`.
        """
        if verdict is Verdict.DEFER or (verdict is Verdict.REJECT) is (reason is None):
            raise InvalidFieldError([FieldProblem("verdict", "must be approve, or reject with a reason")])
        with self._database.write() as connection:
            query = select(ReviewRow.__table__).where(ReviewRow.id == review_id).with_for_update()
            row = connection.execute(query).one_or_none()
            if row is None:
                raise NotFoundError(f"there is no review {review_id}")
            if row.reviewer != reviewer or row.at is not None:
                raise ConflictError(f"review {review_id} is {row.reviewer or 'nobody'}'s, or was answered")
            values = {"verdict": verdict.value, "reason": None if reason is None else reason.value}
            answered = update(ReviewRow).where(ReviewRow.id == review_id)
            connection.execute(answered.values(**values, at=self._database.clock()))
            change = Change("review", "comment", row.comment_id, None, values, values["reason"])
            self._log.append(connection, f"review-{review_id}", reviewer, [change])

    def pending(self) -> int:
        """Return how many reviews wait for an answer."""
        with self._database.read() as connection:
            return len(connection.execute(select(ReviewRow.id).where(ReviewRow.at.is_(None))).all())

    def agreement(self, since: datetime | None = None) -> Agreement:
        """Compare first and second opinions: kappa over approve and reject, and of each reason against all others."""
        with self._database.read() as connection:
            pairs = _pairs(connection, since)
        verdicts = [(first.verdict, first.second_verdict) for first in pairs]
        reasons = sorted({code for row in pairs for code in (row.reason, row.second_reason) if code is not None})
        by_reason = {
            Reason(code): kappa([(row.reason == code, row.second_reason == code) for row in pairs]) for code in reasons
        }
        return Agreement(len(pairs), kappa(verdicts), by_reason)


def kappa(pairs: Sequence[tuple[object, object]]) -> float | None:
    """Return Cohen's kappa (1960), agreement beyond chance; None where both always said the same one thing.

    >>> kappa([(1, 1), (1, 1), (0, 0), (0, 1)])
    0.5
    """
    if not pairs:
        return None
    values = {value for pair in pairs for value in pair}
    observed = sum(a == b for a, b in pairs) / len(pairs)
    chance = sum(
        sum(a == value for a, _ in pairs) * sum(b == value for _, b in pairs) / len(pairs) ** 2 for value in values
    )
    return None if chance == 1 else (observed - chance) / (1 - chance)


def _pairs(connection: Connection, since: datetime | None) -> Sequence[AnyRow]:
    query = (
        select(
            DecisionRow.verdict,
            DecisionRow.reason,
            ReviewRow.verdict.label("second_verdict"),
            ReviewRow.reason.label("second_reason"),
        )
        .join(ReviewRow, ReviewRow.decision_id == DecisionRow.id)
        .where(and_(ReviewRow.at.is_not(None), DecisionRow.undone_by.is_(None)))
    )
    if since is not None:
        query = query.where(ReviewRow.at >= since)
    return connection.execute(query).all()
