"""The log can only grow: triggers refuse to change or remove its rows."""

from alembic import op

revision = "0002"
down_revision = "0001"

_SQLITE = """
CREATE TRIGGER log_is_append_only_{event} BEFORE {event} ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""
_FUNCTION = """
CREATE FUNCTION refuse_to_change_the_log() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$
"""
_POSTGRESQL = """
CREATE TRIGGER log_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON log
FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_the_log()
"""


def upgrade() -> None:
    """Create the triggers."""
    if op.get_context().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(_SQLITE.format(event=event))
    else:
        op.execute(_FUNCTION)
        op.execute(_POSTGRESQL)
