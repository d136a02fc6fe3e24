"""Who may call an endpoint: the holder of a key with its scope, or, while there are no keys, this machine alone."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from flask import Request, Response, request

from moderation.api.keys import KeyRing, Scope
from moderation.errors import ForbiddenError, UnauthorizedError

_log = logging.getLogger(__name__)

#: Set by every common reverse proxy: what came through one did not come from this machine, whatever its address says.
_PROXY_HEADERS: Final = ("X-Forwarded-For", "Forwarded", "X-Real-IP")
_QUERY: Final = ("key", "access_token", "oauth_token")

Lookup = Callable[[str], str | None]

NO_KEYS: Final = (
    "there are no API keys: only this machine is answered. Make one with `moderation key add NAME` to be reachable."
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent a request, as far as it says."""

    secret: str | None
    is_local: bool

    @classmethod
    def of(cls, request: Request) -> "Caller":
        """Read key or token from the query, the `Authorization` header, `X-Goog-Api-Key` or `X-API-Key`."""
        return cls(find_secret(request.args.get, request.headers.get), _is_local(request))


def find_secret(query: Lookup, header: Lookup) -> str | None:
    """Return the key or token of a request; headers are looked up by lower-case names."""
    for name in _QUERY:
        if value := query(name):
            return value
    scheme, _, token = (header("authorization") or "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return header("x-goog-api-key") or header("x-api-key")


def _is_local(request: Request) -> bool:
    if any(name in request.headers for name in _PROXY_HEADERS):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        # no address: a Unix socket, which this machine's own permissions guard
        return not request.remote_addr


class Access:
    """The rule of a deployment."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    @property
    def has_keys(self) -> bool:
        """Whether there is any key."""
        return len(self._keys) > 0

    def check(self, caller: Caller, scope: Scope) -> str:
        """Return the id of the caller's key, "local" while there are none.

        Raises `UnauthorizedError` without a valid key, `ForbiddenError` for a key without `scope` and for
        another machine while there are no keys.
        """
        if not self.has_keys:
            if caller.is_local:
                return "local"
            raise ForbiddenError(NO_KEYS)
        if caller.secret is None:
            raise UnauthorizedError("no API key: send it as `Authorization: Bearer …` or `?key=…`")
        key = self._keys.find(caller.secret)
        if key is None:
            raise UnauthorizedError("this API key is not valid: it was never made here, or it was revoked")
        if scope not in key.scopes:
            raise ForbiddenError(f"key {key.id} ({key.name}) may not {scope.value}: its scopes are {_list(key.scopes)}")
        return key.id

    def guard(self, view: Callable[..., Response], scope: Scope) -> Callable[..., Response]:
        """Return `view` behind the check for `scope`."""

        def guarded(**names: str) -> Response:
            self.check(Caller.of(request), scope)
            return view(**names)

        return guarded

    def announce(self) -> None:
        """Say at start who will be answered."""
        if not self.has_keys:
            _log.warning("%s", NO_KEYS)
        else:
            _log.info("%d API keys", len(self._keys))


def _list(scopes: frozenset[Scope]) -> str:
    return ", ".join(sorted(scopes)) or "none"
