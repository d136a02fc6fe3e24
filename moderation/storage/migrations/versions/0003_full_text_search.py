"""Full-text search over the folded words of a comment: FTS5 on SQLite, a GIN index on PostgreSQL."""

from alembic import op

revision = "0003"
down_revision = "0002"

_SQLITE = (
    "CREATE VIRTUAL TABLE comment_search USING fts5(search, content='comment', content_rowid='id', prefix='2 3')",
    """CREATE TRIGGER comment_search_insert AFTER INSERT ON comment BEGIN
    INSERT INTO comment_search(rowid, search) VALUES (new.id, new.search); END""",
    """CREATE TRIGGER comment_search_delete AFTER DELETE ON comment BEGIN
    INSERT INTO comment_search(comment_search, rowid, search) VALUES ('delete', old.id, old.search); END""",
    """CREATE TRIGGER comment_search_update AFTER UPDATE OF search ON comment BEGIN
    INSERT INTO comment_search(comment_search, rowid, search) VALUES ('delete', old.id, old.search);
    INSERT INTO comment_search(rowid, search) VALUES (new.id, new.search); END""",
)
_POSTGRESQL = ("CREATE INDEX ix_comment_search ON comment USING gin (to_tsvector('simple', search))",)


def upgrade() -> None:
    """Create the index and what keeps it."""
    for statement in _SQLITE if op.get_context().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)
