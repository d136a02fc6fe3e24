"""Which question a stance label answers, and which articles have such labels."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the columns, and the index by which every worker finds what is new."""
    op.add_column("label", sa.Column("proposition", sa.Text(), nullable=True))
    op.add_column("article", sa.Column("stance_version", sa.String(length=64), nullable=True))
    given = sa.text("stance_version IS NOT NULL")
    op.create_index(
        "ix_article_stance_version", "article", ["stance_version"], sqlite_where=given, postgresql_where=given
    )
