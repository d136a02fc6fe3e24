"""The schema. `migrations/` builds it; a test holds both to the same tables."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

#: SQLite counts rows itself only in a column that is called INTEGER.
Identity = BigInteger().with_variant(Integer, "sqlite")
Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Identifier = String(255)
Code = String(64)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Write UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can find it on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, dict[str, Any]: Document}  # noqa: RUF012  # SQLAlchemy's own form


class ArticleRow(Base):
    """An article of a site, with the proposition that stance is about."""

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("site", "external_id"),
        Index(
            "ix_article_stance_version",
            "stance_version",
            sqlite_where=text("stance_version IS NOT NULL"),
            postgresql_where=text("stance_version IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    site: Mapped[str] = mapped_column(Identifier)
    external_id: Mapped[str] = mapped_column(Identifier)
    url: Mapped[str | None] = mapped_column(Text)
    headline: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    proposition: Mapped[str | None] = mapped_column(Text)
    opposite: Mapped[str | None] = mapped_column(Text)
    #: set when an editor wrote the proposition: what callers send no longer replaces it
    edited_by: Mapped[str | None] = mapped_column(Identifier)
    created_at: Mapped[datetime]
    #: another one with every change of the stance labels under it, None before the first
    stance_version: Mapped[str | None] = mapped_column(Code)


class CommentRow(Base):
    """A comment as it stands now; everything that a queue sorts or filters by is a column here."""

    __tablename__ = "comment"
    __table_args__ = (
        UniqueConstraint("site", "external_id"),
        Index("ix_comment_queue_score", "status", "deferred", "score", "id"),
        Index("ix_comment_queue_time", "status", "deferred", "created_at", "id"),
        Index(
            "ix_comment_uncertainty",
            "uncertainty",
            "id",
            sqlite_where=text("decided_by IS NULL"),
            postgresql_where=text("decided_by IS NULL"),
        ),
        Index(
            "ix_comment_reported",
            "open_reports",
            "id",
            sqlite_where=text("open_reports > 0"),
            postgresql_where=text("open_reports > 0"),
        ),
        Index("ix_comment_created_at_id", "created_at", "id"),
        Index("ix_comment_author", "site", "author", "created_at"),
        Index("ix_comment_article", "article_id", "status", "created_at"),
        Index("ix_comment_cluster", "cluster_id", "status"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    site: Mapped[str] = mapped_column(Identifier)
    external_id: Mapped[str] = mapped_column(Identifier)
    section: Mapped[str | None] = mapped_column(Identifier)
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    parent: Mapped[str | None] = mapped_column(Identifier)
    author: Mapped[str | None] = mapped_column(Identifier)
    text: Mapped[str] = mapped_column(Text)
    #: folded words of the text, which full-text search reads on both databases alike
    search: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int]
    status: Mapped[str] = mapped_column(Code)
    deferred: Mapped[bool]
    #: what the rules and the model asked for
    action: Mapped[str] = mapped_column(Code)
    decision: Mapped[dict[str, Any]]
    model_version: Mapped[str] = mapped_column(Identifier)
    #: the highest civility probability, and how near to 0.5 the least certain of them is (0..1)
    score: Mapped[float]
    uncertainty: Mapped[float]
    stance: Mapped[str] = mapped_column(Code)
    open_reports: Mapped[int]
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    cluster_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(Identifier)
    reason: Mapped[str | None] = mapped_column(Code)
    claimed_by: Mapped[str | None] = mapped_column(Identifier)
    claimed_until: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class RevisionRow(Base):
    """An earlier text of an edited comment, with what was decided about it."""

    __tablename__ = "revision"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    decision: Mapped[dict[str, Any]]
    model_version: Mapped[str] = mapped_column(Identifier)
    replaced_at: Mapped[datetime]


class ScoreRow(Base):
    """One attribute's probability of the current text: sorted and counted by."""

    __tablename__ = "score"
    __table_args__ = (Index("ix_score_attribute_value", "attribute", "value"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    attribute: Mapped[str] = mapped_column(Code, primary_key=True)
    value: Mapped[float]


class FindingRow(Base):
    """One rule that fired on the current text: filtered and counted by."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_reason_comment_id", "reason", "comment_id"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Code, primary_key=True)
    action: Mapped[str] = mapped_column(Code)


class BandRow(Base):
    """One band of a comment's MinHash signature: comments that share one are compared."""

    __tablename__ = "band"

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True, index=True)


class ActRow(Base):
    """One thing that somebody did, over one comment or many; what it changed is in the log."""

    __tablename__ = "act"
    __table_args__ = (Index("ix_act_actor_at", "actor", "at"), Index("ix_act_at", "at"))

    id: Mapped[str] = mapped_column(Code, primary_key=True)
    kind: Mapped[str] = mapped_column(Code)
    actor: Mapped[str] = mapped_column(Identifier)
    at: Mapped[datetime]
    size: Mapped[int]
    skipped: Mapped[int]
    reason: Mapped[str | None] = mapped_column(Code)
    undoes: Mapped[str | None] = mapped_column(Code)
    undone_by: Mapped[str | None] = mapped_column(Code)


class DecisionRow(Base):
    """What a person decided about a comment."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_at", "at"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    act: Mapped[str] = mapped_column(Code, index=True)
    verdict: Mapped[str] = mapped_column(Code)
    reason: Mapped[str | None] = mapped_column(Code)
    note: Mapped[str | None] = mapped_column(Text)
    moderator: Mapped[str] = mapped_column(Identifier)
    at: Mapped[datetime]
    #: what the model said when the person decided
    score: Mapped[float]
    model_version: Mapped[str] = mapped_column(Identifier)
    undone_by: Mapped[str | None] = mapped_column(Code)


class ReportRow(Base):
    """A reader's report. One reader reports a comment once."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("comment_id", "reporter"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    reporter: Mapped[str | None] = mapped_column(Identifier)
    reason: Mapped[str | None] = mapped_column(Code)
    note: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime]
    #: the act that dealt with it
    resolved_by: Mapped[str | None] = mapped_column(Code, index=True)


class LabelRow(Base):
    """A label for the next model: of a stored comment, or of a text that was sent with it."""

    __tablename__ = "label"
    __table_args__ = (UniqueConstraint("comment_id", "attribute", "source", "actor"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    text: Mapped[str | None] = mapped_column(Text)
    attribute: Mapped[str] = mapped_column(Code)
    value: Mapped[float]
    source: Mapped[str] = mapped_column(Code)
    actor: Mapped[str] = mapped_column(Identifier)
    at: Mapped[datetime]
    #: of a stance: what it is towards
    proposition: Mapped[str | None] = mapped_column(Text)


class ReviewRow(Base):
    """A decided comment that a second person judges without seeing the first decision."""

    __tablename__ = "review"
    __table_args__ = (Index("ix_review_reviewer", "reviewer", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    drawn_at: Mapped[datetime]
    reviewer: Mapped[str | None] = mapped_column(Identifier)
    verdict: Mapped[str | None] = mapped_column(Code)
    reason: Mapped[str | None] = mapped_column(Code)
    at: Mapped[datetime | None]


class UserRow(Base):
    """A person of the desk. `password` is an argon2 hash."""

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    name: Mapped[str] = mapped_column(Identifier, unique=True)
    password: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Code)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class LogRow(Base):
    """One change. Triggers refuse to change or remove a row; no row has a reader's words or name."""

    __tablename__ = "log"
    __table_args__ = (Index("ix_log_subject", "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(Identifier)
    act: Mapped[str] = mapped_column(Code, index=True)
    kind: Mapped[str] = mapped_column(Code)
    subject: Mapped[str] = mapped_column(Code)
    subject_id: Mapped[int] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None] = mapped_column(Code)
    model_version: Mapped[str | None] = mapped_column(Identifier)
    undoes: Mapped[str | None] = mapped_column(Code, index=True)
