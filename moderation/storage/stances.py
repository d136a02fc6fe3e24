"""What moderators say of comments' stances: the labels that an article's head learns from.

A label belongs to a comment, a moderator and the proposition that was asked. `article.stance_version` changes in the
transaction of every change of a label under it, so that each process sees by one small query which heads are old.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from moderation.label import Stance
from moderation.storage.database import Database
from moderation.storage.log import Change
from moderation.storage.records import Status
from moderation.storage.rows import AnyRow
from moderation.storage.tables import ArticleRow, CommentRow, LabelRow

#: The name under which a stance is kept among the labels, and its value there.
ATTRIBUTE: Final = "stance"
_VALUES: Final = {Stance.SUPPORT: 1.0, Stance.NEUTRAL: 0.5, Stance.OPPOSE: 0.0}
_STANCES: Final = {value: stance for stance, value in _VALUES.items()}

_State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StanceLabel:
    """The latest that a moderator said of a comment as it reads now, towards `proposition`."""

    comment_id: int
    text: str
    stance: Stance
    proposition: str
    moderator: str


class Stances:
    """Reads stance labels. Giving one is an act: `acts.label_stance`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def versions(self) -> dict[tuple[str, str], str]:
        """Return site and id of every article that was ever labelled, with what changes when its labels do."""
        query = select(ArticleRow.site, ArticleRow.external_id, ArticleRow.stance_version).where(
            ArticleRow.stance_version.is_not(None)
        )
        with self._database.read() as connection:
            return {(row.site, row.external_id): row.stance_version for row in connection.execute(query)}

    def under(self, site: str, article: str) -> tuple[StanceLabel, ...]:
        """Return the standing label of each comment under an article, the oldest first; of two the later counts."""
        query = (
            select(CommentRow.text, LabelRow.comment_id, LabelRow.value, LabelRow.proposition, LabelRow.actor)
            .join(CommentRow, CommentRow.id == LabelRow.comment_id)
            .join(ArticleRow, ArticleRow.id == CommentRow.article_id)
            .where(ArticleRow.site == site, ArticleRow.external_id == article, LabelRow.attribute == ATTRIBUTE)
            .where(CommentRow.status != Status.ERASED)
            # an edit made another text of it than the one that was labelled
            .where(or_(CommentRow.edited_at.is_(None), CommentRow.edited_at <= LabelRow.at))
            .order_by(LabelRow.at, LabelRow.id)
        )
        latest: dict[int, StanceLabel] = {}
        with self._database.read() as connection:
            for row in connection.execute(query):
                latest.pop(row.comment_id, None)
                latest[row.comment_id] = StanceLabel(
                    row.comment_id, row.text, _STANCES[row.value], row.proposition, row.actor
                )
        return tuple(latest.values())


def make_state(moderator: str, stance: Stance | None, proposition: str | None, at: datetime | None) -> dict[str, Any]:
    """Return what a moderator says of a comment as the log keeps it; no stance where they say nothing."""
    if stance is None or at is None:
        return {"moderator": moderator, "stance": None}
    return {"moderator": moderator, "stance": stance.value, "proposition": proposition, "at": at.isoformat()}


def read_state(connection: Connection, comment_id: int, moderator: str) -> dict[str, Any]:
    """Return what a moderator says of a comment now."""
    columns = (LabelRow.value, LabelRow.proposition, LabelRow.at)
    row = connection.execute(select(*columns).where(_mine(comment_id, moderator))).one_or_none()
    if row is None:
        return make_state(moderator, None, None, None)
    return make_state(moderator, _STANCES[row.value], row.proposition, row.at)


def write_state(connection: Connection, comment_id: int, state: _State) -> None:
    """Let a moderator say this of a comment instead of what they said before."""
    connection.execute(delete(LabelRow).where(_mine(comment_id, state["moderator"])))
    if state["stance"] is not None:
        connection.execute(
            insert(LabelRow).values(
                comment_id=comment_id,
                attribute=ATTRIBUTE,
                value=_VALUES[Stance(state["stance"])],
                source="moderator",
                actor=state["moderator"],
                at=datetime.fromisoformat(state["at"]),
                proposition=state["proposition"],
            )
        )
    renew(connection, [comment_id])


def renew(connection: Connection, comments: Sequence[int]) -> None:
    """Give the articles of these comments another version: their heads are old."""
    articles = select(CommentRow.article_id).where(CommentRow.id.in_(comments), CommentRow.article_id.is_not(None))
    connection.execute(update(ArticleRow).where(ArticleRow.id.in_(articles)).values(stance_version=uuid.uuid4().hex))


def renew_labelled(connection: Connection, comments: Sequence[int]) -> None:
    """Do so for those that have a label, which is about to change its meaning or to go."""
    found = select(CommentRow.id).join(LabelRow, LabelRow.comment_id == CommentRow.id)
    found = found.where(CommentRow.id.in_(comments), LabelRow.attribute == ATTRIBUTE)
    if labelled := list(connection.execute(found).scalars()):
        renew(connection, labelled)


def put_back(connection: Connection, wanted: Mapping[int, AnyRow]) -> list[Change]:
    """Undo entries of the log, by comment, where the label is still as they left it; return the new changes."""
    query = select(CommentRow.id).where(CommentRow.id.in_(wanted), CommentRow.status != Status.ERASED)
    changes = []
    for comment_id in connection.execute(query.order_by(CommentRow.id).with_for_update()).scalars().all():
        entry = wanted[comment_id]
        if read_state(connection, comment_id, entry.after["moderator"]) == entry.after:
            write_state(connection, comment_id, entry.before)
            changes.append(Change("undo", "stance", comment_id, entry.after, entry.before, None, entry.model_version))
    return changes


def _mine(comment_id: int, moderator: str) -> Any:
    return (
        (LabelRow.comment_id == comment_id)
        & (LabelRow.attribute == ATTRIBUTE)
        & (LabelRow.source == "moderator")
        & (LabelRow.actor == moderator)
    )
