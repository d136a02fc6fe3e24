"""`moderation db …`: bring the database up to date, and erase what is old."""

import click

from moderation.errors import SettingsError
from moderation.settings import Settings


@click.group()
def db() -> None:
    """Look after the database that MODERATION_DATABASE names."""


@db.command()
def upgrade() -> None:
    """Run every migration that is missing."""
    # imported here: SQLAlchemy takes a third of a second that other commands do not spend
    from moderation.storage import schema  # noqa: PLC0415
    from moderation.storage.database import Database  # noqa: PLC0415

    schema.upgrade(Database(database_url(Settings.from_environment())))
    click.echo("The database is up to date.")


@db.command()
@click.option("--days", type=click.IntRange(min=1), help="Default: MODERATION_RETENTION_DAYS.")
def purge(days: int | None) -> None:
    """Erase comments older than so many days, leaving tombstones."""
    from moderation.storage import open_store  # noqa: PLC0415  # as above

    settings = Settings.from_environment()
    days = days or settings.retention_days
    if not days:
        raise click.UsageError("set MODERATION_RETENTION_DAYS or give --days: by default comments are kept for good")
    click.echo(f"{open_store(database_url(settings)).retention.purge(days):,} comments erased.")


def database_url(settings: Settings) -> str:
    """Return the database to work on. Raises `SettingsError` where none is set."""
    if settings.database is None:
        raise SettingsError("MODERATION_DATABASE is not set: name a file, data/moderation.db, or a postgresql:// URL")
    return settings.database
