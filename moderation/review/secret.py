"""The key that signs sessions. There is no default that works: it is set, or made once and kept in a file."""

import os
import secrets
from pathlib import Path
from typing import Final

from moderation.errors import SettingsError

SHORTEST: Final = 32
_OTHERS: Final = 0o077


def load_secret(given: str | None, path: Path) -> str:
    """Return the key that is set, or the one in `path`, which is made with mode 0600 where it is missing.

    Raises `SettingsError` for a key that is too short and for a file that others may read.
    """
    if given is not None:
        if len(given) < SHORTEST:
            raise SettingsError(
                f"MODERATION_SECRET_KEY has {len(given)} characters, {SHORTEST} are needed: "
                "make one with `python -c 'import secrets; print(secrets.token_urlsafe(48))'`"
            )
        return given
    _make(path)
    if path.stat().st_mode & _OTHERS:
        raise SettingsError(f"{path} can be read by others: `chmod 600 {path}`, or delete it to have a new one made")
    key = path.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST:
        raise SettingsError(f"{path} has a key of {len(key)} characters, {SHORTEST} are needed: delete the file")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    if path.exists():
        return
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    # linked rather than renamed: of two processes that start at once, one makes the key and both read it whole
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
