"""Alembic runs this: every migration in the caller's connection and transaction."""

from alembic import context

from moderation.storage.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
context.run_migrations()
