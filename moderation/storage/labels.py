"""What people taught: labels for the next model."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from moderation.errors import FieldProblem, InvalidFieldError, NotFoundError
from moderation.label import CIVILITY, Attribute
from moderation.storage.database import Database
from moderation.storage.log import Change, Log
from moderation.storage.records import Status, Verdict
from moderation.storage.stances import ATTRIBUTE as STANCE
from moderation.storage.tables import ArticleRow, CommentRow, DecisionRow, LabelRow

_ATTRIBUTES: Final = {attribute.value for attribute in CIVILITY}


@dataclass(frozen=True, slots=True)
class Label:
    """One label of one text. `source` is `moderator`, `decision` (implied by one), or who sent it from outside."""

    text: str
    article: str | None
    attribute: Attribute
    value: float
    source: str
    actor: str
    at: datetime


class Labels:
    """Keeps labels and hands out all that there is to learn from."""

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log

    def add(self, comment_id: int, attribute: Attribute, value: float, actor: str) -> None:
        """Label a stored comment; the same moderator's second label replaces the first. Raises `NotFoundError`."""
        _check(value)
        with self._database.write() as connection:
            query = select(CommentRow.model_version).where(
                CommentRow.id == comment_id, CommentRow.status != Status.ERASED
            )
            version = connection.execute(query.with_for_update()).scalar_one_or_none()
            if version is None:
                raise NotFoundError(f"no comment has the number {comment_id}")
            before = self._replace(connection, comment_id, attribute, actor)
            values = {"comment_id": comment_id, "attribute": attribute.value, "value": value, "actor": actor}
            connection.execute(insert(LabelRow).values(**values, source="moderator", at=self._database.clock()))
            change = Change("label", "comment", comment_id, before, {attribute.value: value}, model_version=version)
            self._log.append(connection, f"label-{comment_id}-{attribute.value}", actor, [change])

    def add_text(self, text: str, attribute: Attribute, value: float, source: str, actor: str) -> None:
        """Keep a label that came from outside with its own text."""
        _check(value)
        with self._database.write() as connection:
            values = {"text": text, "attribute": attribute.value, "value": value, "source": source, "actor": actor}
            connection.execute(insert(LabelRow).values(**values, at=self._database.clock()))

    def rows(self) -> Iterator[Label]:
        """Yield explicit labels of tone, then those that standing decisions imply; stance is in `store.stances`.

        A rejection for an attribute labels it 1; an approval labels every civility attribute 0. A rejection for
        another reason says nothing about tone.
        """
        text = CommentRow.text
        explicit = (
            select(LabelRow.__table__, text.label("comment_text"), ArticleRow.external_id.label("article"))
            .outerjoin(CommentRow, CommentRow.id == LabelRow.comment_id)
            .outerjoin(ArticleRow, ArticleRow.id == CommentRow.article_id)
            .where(LabelRow.attribute != STANCE)
            .order_by(LabelRow.id)
        )
        implied = (
            select(DecisionRow.__table__, text.label("comment_text"), ArticleRow.external_id.label("article"))
            .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
            .outerjoin(ArticleRow, ArticleRow.id == CommentRow.article_id)
            .where(DecisionRow.undone_by.is_(None), DecisionRow.verdict != Verdict.DEFER)
            .where(CommentRow.status != Status.ERASED)
            # an edit made another text of it than the one that was decided
            .where((CommentRow.edited_at.is_(None)) | (CommentRow.edited_at <= DecisionRow.at))
            .order_by(DecisionRow.id)
        )
        with self._database.read() as connection:
            for row in connection.execute(explicit):
                shown = row.text if row.comment_id is None else row.comment_text
                yield Label(shown, row.article, Attribute(row.attribute), row.value, row.source, row.actor, row.at)
            for row in connection.execute(implied):
                yield from _implied(row)

    @staticmethod
    def _replace(connection: Connection, comment_id: int, attribute: Attribute, actor: str) -> dict[str, Any] | None:
        mine = (
            (LabelRow.comment_id == comment_id)
            & (LabelRow.attribute == attribute.value)
            & (LabelRow.actor == actor)
            & (LabelRow.source == "moderator")
        )
        earlier = connection.execute(select(LabelRow.value).where(mine)).scalar_one_or_none()
        connection.execute(LabelRow.__table__.delete().where(mine))  # type: ignore[attr-defined]  # a FromClause by type
        return None if earlier is None else {attribute.value: earlier}


def _implied(row: Any) -> Iterator[Label]:
    if row.verdict == Verdict.APPROVE:
        for attribute in CIVILITY:
            yield Label(row.comment_text, row.article, attribute, 0.0, "decision", row.moderator, row.at)
    elif row.reason in _ATTRIBUTES:
        yield Label(row.comment_text, row.article, Attribute(row.reason), 1.0, "decision", row.moderator, row.at)


def _check(value: float) -> None:
    if not 0 <= value <= 1:
        raise InvalidFieldError([FieldProblem("value", f"is {value}: a label lies between 0 and 1")])
