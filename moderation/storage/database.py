"""The connection: SQLite in WAL mode or PostgreSQL, transactions for reading and for writing."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError

from moderation.errors import SettingsError, StorageError

Clock = Callable[[], datetime]

#: A writer waits this long for another before it gives up.
_SECONDS_TO_WAIT: Final = 30
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",  # readers and the writer do not wait for each other
    "PRAGMA synchronous = FULL",  # what was acknowledged survives a power cut, not only a killed process
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # erased text is overwritten, not only unlinked
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -32000",
)


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


class Database:
    """An engine and its two kinds of transaction. Safe to share between threads, and across a fork."""

    def __init__(self, url: str, clock: Clock = now) -> None:
        self.clock = clock
        self.engine = _create_engine(url)
        # a connection must not be used on both sides of a fork: gunicorn loads the application, then forks
        os.register_at_fork(after_in_child=lambda: self.engine.dispose(close=False))

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that is committed at the end and rolled back by an error.

        On SQLite it takes the write lock at once, so that what is read in it stays true until it is written.
        """
        with _reported(), self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that only reads, of one consistent state on SQLite."""
        with _reported(), self.engine.connect() as connection, connection.begin():
            yield connection


@contextmanager
def _reported() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise StorageError(f"the database did not answer: {error.orig}") from error


def full_url(given: str) -> str:
    """Return the SQLAlchemy URL of what a setting may say: a file's path, or a URL.

    >>> full_url("data/moderation.db"), full_url("postgres://db/news")
    ('sqlite:///data/moderation.db', 'postgresql+psycopg://db/news')
    """
    if "://" not in given:
        return f"sqlite:///{given}"
    scheme, _, rest = given.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in {"postgres", "postgresql"} else given


def _create_engine(given: str) -> Engine:
    try:
        url = make_url(full_url(given))
    except (ArgumentError, ValueError) as error:
        raise SettingsError(f"{given!r} is no database: name a file or a postgresql:// URL") from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise SettingsError(f"{url.get_backend_name()!r} is no database we know: use sqlite or postgresql")
    if url.get_backend_name() == "postgresql":
        return _create_postgresql(url.render_as_string(hide_password=False))
    if not url.database or url.database == ":memory:":
        raise SettingsError("a database in memory is lost at the end, and not shared by processes: name a file")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _SECONDS_TO_WAIT})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _create_postgresql(url: str) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10)
    except ModuleNotFoundError as error:
        raise SettingsError("PostgreSQL needs its driver: pip install 'moderation[postgres]'") from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves: the driver would, too late and without IMMEDIATE
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma)
    except sqlite3.DatabaseError as error:
        raise StorageError(f"the file is no SQLite database that can be used: {error}") from error


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
