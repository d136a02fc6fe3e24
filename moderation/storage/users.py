"""The people of the desk: names, roles, and passwords kept as argon2 hashes."""

import uuid
from functools import cached_property
from typing import Any, Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from moderation.errors import ConflictError, FieldProblem, InvalidFieldError, NotFoundError
from moderation.storage.database import Database
from moderation.storage.log import Change, Log
from moderation.storage.records import Role, User
from moderation.storage.rows import AnyRow
from moderation.storage.tables import UserRow

#: As NIST SP 800-63B asks: length counts, composition does not.
SHORTEST_PASSWORD: Final = 12


class Users:
    """Adds, verifies and changes users. Passwords are hashed with argon2id, with the library's parameters."""

    def __init__(self, database: Database, log: Log) -> None:
        self._database = database
        self._log = log
        self._hasher = PasswordHasher()

    def add(self, name: str, password: str, role: Role, actor: str = "command line") -> User:
        """Add a user. Raises `ConflictError` where the name is taken, `InvalidFieldError` for a short password."""
        if not name.strip():
            raise InvalidFieldError([FieldProblem("name", "is empty")])
        hashed = self._hash(password)
        values = {"name": name, "password": hashed, "role": role.value, "created_at": self._database.clock()}
        try:
            with self._database.write() as connection:
                row = connection.execute(insert(UserRow).values(values).returning(UserRow.__table__)).one()
                self._write_log(connection, "add", row.id, actor, None, {"role": role.value})
        except IntegrityError as error:
            raise ConflictError(f"there is a user {name!r} already") from error
        return _to_user(row)

    def verify(self, name: str, password: str) -> User | None:
        """Return the user where name and password are right and the user is not disabled.

        An unknown name costs as much time as a wrong password. A hash with outdated parameters is renewed.
        """
        row = self._find(name)
        hashed = self._nobody if row is None else row.password
        try:
            self._hasher.verify(hashed, password)
        except VerificationError:
            return None
        if row is None or row.disabled_at is not None:
            return None
        if self._hasher.check_needs_rehash(hashed):
            with self._database.write() as connection:
                renewed = update(UserRow).where(UserRow.id == row.id).values(password=self._hasher.hash(password))
                connection.execute(renewed)
        return _to_user(row)

    def get(self, user_id: int) -> User:
        """Return a user by number, a disabled one too. Raises `NotFoundError`."""
        with self._database.read() as connection:
            row = connection.execute(select(UserRow.__table__).where(UserRow.id == user_id)).one_or_none()
        if row is None:
            raise NotFoundError(f"no user has the number {user_id}")
        return _to_user(row)

    def find(self, name: str) -> User | None:
        """Return a user by name, a disabled one too; None where there is none."""
        row = self._find(name)
        return None if row is None else _to_user(row)

    def all(self) -> tuple[User, ...]:
        """Return every user, by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(UserRow.__table__).order_by(UserRow.name)).all()
        return tuple(_to_user(row) for row in rows)

    def set_role(self, name: str, role: Role, actor: str) -> User:
        """Give a user another role. Raises `NotFoundError`."""
        return self._change(name, actor, "role", role=role.value)

    def set_password(self, name: str, password: str, actor: str) -> User:
        """Give a user another password. Raises `NotFoundError` and `InvalidFieldError`."""
        return self._change(name, actor, "password", password=self._hash(password))

    def disable(self, name: str, actor: str) -> User:
        """Keep a user from signing in; what they did stays theirs. Raises `NotFoundError`."""
        return self._change(name, actor, "disable", disabled_at=self._database.clock())

    @cached_property
    def _nobody(self) -> str:
        """A hash that no password has, to spend the same time on unknown names."""
        return self._hasher.hash(uuid.uuid4().hex)

    def _hash(self, password: str) -> str:
        if len(password) < SHORTEST_PASSWORD:
            problem = f"has {len(password)} characters: use at least {SHORTEST_PASSWORD}"
            raise InvalidFieldError([FieldProblem("password", problem)])
        return self._hasher.hash(password)

    def _find(self, name: str) -> AnyRow | None:
        with self._database.read() as connection:
            return connection.execute(select(UserRow.__table__).where(UserRow.name == name)).one_or_none()

    def _change(self, name: str, actor: str, kind: str, **values: Any) -> User:
        with self._database.write() as connection:
            query = select(UserRow.__table__).where(UserRow.name == name)
            before = connection.execute(query.with_for_update()).one_or_none()
            if before is None:
                raise NotFoundError(f"there is no user {name!r}")
            connection.execute(update(UserRow).where(UserRow.id == before.id).values(values))
            after = connection.execute(query).one()
            self._write_log(connection, kind, before.id, actor, _loggable(before), _loggable(after))
        return _to_user(after)

    def _write_log(
        self,
        connection: Connection,
        kind: str,
        user_id: int,
        actor: str,
        before: dict[str, Any] | None,
        after: dict[str, Any],
    ) -> None:
        self._log.append(connection, uuid.uuid4().hex, actor, [Change(kind, "user", user_id, before, after)])


def _loggable(row: AnyRow) -> dict[str, Any]:
    return {"role": row.role, "disabled": row.disabled_at is not None}


def _to_user(row: AnyRow) -> User:
    return User(row.id, row.name, Role(row.role), row.disabled_at is not None)
