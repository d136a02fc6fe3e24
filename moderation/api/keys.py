"""API keys: who may call, for what. Only their SHA-256 is kept; a key itself is shown once, when it is made.

Keys are 256 random bits, so that a plain hash keeps them as well as a slow one would. A running server sees a key that
was added or revoked with its next request: the file is read again when it has changed.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import orjson

from moderation.errors import KeyFileError

#: Makes a leaked key easy to find in logs and repositories.
PREFIX: Final = "mod_"
_ID_LENGTH: Final = 8


class Scope(StrEnum):
    """What a key may be used for."""

    SCORE = "score"
    FEEDBACK = "feedback"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: its hash, never itself."""

    id: str
    name: str
    digest: str
    scopes: frozenset[Scope]
    created: str


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def read_keys(path: Path) -> tuple[Key, ...]:
    """Read the keys in `path`; no file means no keys.

    Raises `KeyFileError` for a file that is no list of keys: a damaged one must not open the server.
    """
    try:
        rows = orjson.loads(path.read_bytes())
        return tuple(_key(row) for row in rows)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise KeyFileError(f"{path} cannot be read as a list of keys ({error}): mend or restore it") from error


def _key(row: Mapping[str, Any]) -> Key:
    scopes = frozenset(Scope(scope) for scope in row["scopes"])
    return Key(str(row["id"]), str(row["name"]), str(row["sha256"]), scopes, str(row["created"]))


def _write(path: Path, keys: Sequence[Key]) -> None:
    rows = [
        {"id": k.id, "name": k.name, "sha256": k.digest, "scopes": sorted(k.scopes), "created": k.created} for k in keys
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_bytes(orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    fresh.replace(path)


def add_key(path: Path, name: str, scopes: Sequence[Scope]) -> tuple[Key, str]:
    """Make a key, keep its hash in `path`, and return both: the secret cannot be had again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    digest = _digest(secret)
    created = datetime.now(UTC).isoformat(timespec="seconds")
    key = Key(digest[:_ID_LENGTH], name, digest, frozenset(scopes), created)
    _write(path, [*read_keys(path), key])
    return key, secret


def revoke_key(path: Path, key_id: str) -> Key:
    """Take the key with this id out of `path`. Raises `KeyFileError` where there is none."""
    keys = read_keys(path)
    found = next((key for key in keys if key.id == key_id), None)
    if found is None:
        raise KeyFileError(f"{path} has no key {key_id!r}; it has {', '.join(k.id for k in keys) or 'none'}")
    _write(path, [key for key in keys if key.id != key_id])
    return found


class KeyRing:
    """The keys of a running server, read again when their file changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._keys: dict[str, Key] = {}
        self._refresh()

    def __len__(self) -> int:
        self._refresh()
        return len(self._keys)

    def find(self, secret: str) -> Key | None:
        """Return the key that this secret is, or None."""
        self._refresh()
        return self._keys.get(_digest(secret))

    def _refresh(self) -> None:
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_ino)
        except FileNotFoundError:
            stamp = None
        if stamp != self._stamp:
            self._keys = {key.digest: key for key in read_keys(self._path)}
            self._stamp = stamp
