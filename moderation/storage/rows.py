"""Rows of the database become records, and a decision becomes a document and comes back the same."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import Row, Select

from moderation.comment import Article
from moderation.decision import Decision, Reason
from moderation.features.normalise import normalise
from moderation.storage.records import Status, StoredArticle, StoredComment
from moderation.storage.tables import ArticleRow, CommentRow

Item = TypeVar("Item")

#: A row, or a query, of columns that the caller chose.
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

_DECISION: Final = TypeAdapter(Decision)
_WORD: Final = re.compile(r"[^\W_]+")

#: Parameters in one statement: SQLite takes 32,766, PostgreSQL 65,535.
_MOST_PARAMETERS: Final = 5000

#: The columns of a `StoredComment`, for `select`.
COMMENT: Final = (
    CommentRow.id,
    CommentRow.site,
    CommentRow.external_id,
    CommentRow.section,
    CommentRow.article_id,
    CommentRow.parent,
    CommentRow.author,
    CommentRow.text,
    CommentRow.revision,
    CommentRow.status,
    CommentRow.deferred,
    CommentRow.decision,
    CommentRow.score,
    CommentRow.uncertainty,
    CommentRow.open_reports,
    CommentRow.cluster_id,
    CommentRow.created_at,
    CommentRow.edited_at,
    CommentRow.decided_at,
    CommentRow.decided_by,
    CommentRow.reason,
    CommentRow.claimed_by,
    CommentRow.claimed_until,
)

#: The columns of a `StoredArticle`, for `select`.
ARTICLE: Final = (
    ArticleRow.id,
    ArticleRow.site,
    ArticleRow.external_id,
    ArticleRow.url,
    ArticleRow.headline,
    ArticleRow.summary,
    ArticleRow.body,
    ArticleRow.proposition,
    ArticleRow.opposite,
    ArticleRow.edited_by,
    ArticleRow.stance_version,
)


def to_document(decision: Decision) -> dict[str, Any]:
    """Return the decision as JSON would have it."""
    document: dict[str, Any] = _DECISION.dump_python(decision, mode="json")
    return document


def to_decision(document: dict[str, Any]) -> Decision:
    """Return the decision that `to_document` was given."""
    return _DECISION.validate_python(document)


def to_comment(row: AnyRow) -> StoredComment:
    """Return the record of a row with the columns `COMMENT`."""
    values = row._asdict()
    values["status"] = Status(values["status"])
    values["decision"] = to_decision(values["decision"])
    values["reason"] = None if values["reason"] is None else Reason(values["reason"])
    return StoredComment(**{column.key: values[column.key] for column in COMMENT})


def to_article(row: AnyRow) -> StoredArticle:
    """Return the record of a row with the columns `ARTICLE`."""
    article = Article(row.external_id, row.url, row.headline, row.summary, row.body, row.proposition, row.opposite)
    return StoredArticle(row.id, row.site, article, row.edited_by, row.stance_version)


def search_words(text: str) -> str:
    """Return the folded words of a text, as they are indexed and as they are looked for.

    >>> search_words("Stúpid, STUPID_idea!")
    'stupid stupid idea'
    """
    return " ".join(_WORD.findall(normalise(text)))


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut a long list so that each part fits into one statement."""
    for start in range(0, len(items), _MOST_PARAMETERS):
        yield items[start : start + _MOST_PARAMETERS]
