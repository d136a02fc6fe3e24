"""The statement of reasons for each rejected comment, as the Digital Services Act (Article 17) asks for."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Final

import orjson
from sqlalchemy import func, select

from moderation.decision import Reason
from moderation.errors import NotFoundError
from moderation.storage.database import Database
from moderation.storage.records import Statement, Status
from moderation.storage.rows import AnyRow, AnySelect
from moderation.storage.tables import ArticleRow, CommentRow

#: What the author of a rejected comment is told. A newsroom may translate it; the codes stay.
AUTHOR_TEXTS: Final[Mapping[Reason, str]] = {
    Reason.TOO_SHORT: "Your comment is shorter than this site's minimum length.",
    Reason.TOXICITY: "Your comment is rude or disrespectful in a way that makes others leave a discussion.",
    Reason.SEVERE_TOXICITY: "Your comment is hateful or aggressive.",
    Reason.INSULT: "Your comment insults a person or a group.",
    Reason.PROFANITY: "Your comment contains swear words.",
    Reason.THREAT: "Your comment threatens somebody or wishes them harm.",
    Reason.IDENTITY_ATTACK: "Your comment attacks people for who they are.",
    Reason.SEXUALLY_EXPLICIT: "Your comment contains sexually explicit language.",
    Reason.BANNED_WORDS: "Your comment contains words that this site does not publish.",
    Reason.SUSPECT_WORDS: "Your comment contains words that this site checks before publishing.",
    Reason.LINKS: "Your comment contains links that this site does not publish.",
    Reason.REPEATS: "Your comment repeats the same characters or words over and over.",
    Reason.CAPITALS: "Your comment is written mostly in capital letters.",
    Reason.DUPLICATE: "You have posted the same comment before.",
    Reason.FIRST_TIME: "First comments are checked before publishing.",
    Reason.RATE: "You have posted many comments in a short time.",
    Reason.COMBINED: "Several signs together spoke against publishing your comment.",
    Reason.SPAM: "Your comment is advertising or spam.",
    Reason.OFF_TOPIC: "Your comment is not about the article.",
    Reason.PERSONAL_DATA: "Your comment contains somebody's personal data.",
    Reason.ILLEGAL: "Your comment contains content that we believe to be illegal.",
    Reason.OTHER: "Your comment does not follow this site's rules for comments.",
}

#: The reasons that a moderator can give, in the order of a menu.
REJECT_REASONS: Final = (
    Reason.INSULT,
    Reason.TOXICITY,
    Reason.PROFANITY,
    Reason.THREAT,
    Reason.IDENTITY_ATTACK,
    Reason.SEXUALLY_EXPLICIT,
    Reason.SPAM,
    Reason.OFF_TOPIC,
    Reason.PERSONAL_DATA,
    Reason.ILLEGAL,
    Reason.OTHER,
)

_REJECTED_AT: Final = func.coalesce(CommentRow.decided_at, CommentRow.edited_at, CommentRow.created_at)


class Statements:
    """Reads statements of reasons. They have no text of the comment and no name of its author."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, comment_id: int) -> Statement:
        """Return the statement for one rejected comment. Raises `NotFoundError` where it is not rejected."""
        with self._database.read() as connection:
            row = connection.execute(_rejected().where(CommentRow.id == comment_id)).one_or_none()
        if row is None:
            raise NotFoundError(f"comment {comment_id} is not rejected: there is nothing to give reasons for")
        return _to_statement(row)

    def between(self, since: datetime, until: datetime, site: str | None = None) -> Iterator[Statement]:
        """Yield the statements for what was rejected from `since` on and before `until`, the oldest first."""
        query = _rejected().where(_REJECTED_AT >= since, _REJECTED_AT < until)  # noqa: SIM300  # a column, no constant
        if site is not None:
            query = query.where(CommentRow.site == site)
        with self._database.read() as connection:
            for row in connection.execute(query.order_by(_REJECTED_AT, CommentRow.id)):
                yield _to_statement(row)

    @staticmethod
    def to_json(statements: Iterable[Statement]) -> bytes:
        """Return statements as a JSON array."""
        return orjson.dumps([asdict(statement) for statement in statements], option=orjson.OPT_INDENT_2)

    @staticmethod
    def to_csv(statements: Iterable[Statement]) -> str:
        """Return statements as CSV (RFC 4180) with a header; a spreadsheet runs nothing in it as a formula."""
        out = io.StringIO()
        writer = csv.DictWriter(out, [field.name for field in fields(Statement)])
        writer.writeheader()
        for statement in statements:
            writer.writerow({name: _plain(value) for name, value in asdict(statement).items()})
        return out.getvalue()


def _rejected() -> AnySelect:
    return (
        select(
            CommentRow.external_id,
            CommentRow.site,
            ArticleRow.external_id.label("article"),
            CommentRow.decided_at,
            CommentRow.decided_by,
            CommentRow.edited_at,
            CommentRow.created_at,
            CommentRow.reason,
            CommentRow.action,
            CommentRow.decision,
            CommentRow.model_version,
        )
        .outerjoin(ArticleRow, ArticleRow.id == CommentRow.article_id)
        .where(CommentRow.status == Status.REJECTED)
    )


def _to_statement(row: AnyRow) -> Statement:
    by_rule = row.decided_by is None
    asked = [finding["reason"] for finding in row.decision["findings"] if finding["action"] == "reject"]
    reason = Reason(row.reason or (asked[0] if asked else Reason.OTHER))
    return Statement(
        comment=row.external_id,
        site=row.site,
        article=row.article,
        decided_at=row.decided_at or row.edited_at or row.created_at,
        reason=reason.value,
        text=AUTHOR_TEXTS[reason],
        automated_detection=row.action != "publish",
        automated_decision=by_rule,
        model_version=row.model_version,
    )


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
