"""Bring the schema up to date with Alembic, or say that it is not."""

from functools import cache
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from moderation.errors import StorageError
from moderation.storage.database import Database

MIGRATIONS: Final = Path(__file__).with_name("migrations")
_LOCK: Final = 7_318_263_116  # any number, the same in every process


def upgrade(database: Database, revision: str = "head") -> None:
    """Run every migration that is missing, in one transaction; a second process waits and finds nothing to do."""
    with database.write() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def check(database: Database) -> None:
    """Raise `StorageError` unless the schema is the one that this version needs."""
    if not is_current(database):
        found = _current(database) or "none"
        raise StorageError(
            f"the database has schema {found}, this version needs {_newest()}: run `moderation db upgrade`"
        )


def is_current(database: Database) -> bool:
    """Say whether the schema is the one that this version needs."""
    return _current(database) == _newest()


def _current(database: Database) -> str | None:
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def _newest() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
