"""One call over HTTP, as the callers make it: no redirects, no second try, their time-outs."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import click
import orjson
import urllib3

_ANSWER_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, or, with status 0, why there was none; `seconds` is the time until the whole of it was there."""

    status: int
    body: bytes = b""
    seconds: float = 0.0
    headers: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""

    @property
    def content(self) -> Any:
        """The body as JSON, an empty object where it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return {}

    def __str__(self) -> str:
        if not self.status:
            return self.failure
        if location := self.headers.get("Location"):
            return f"{self.status} to {location}"
        error = self.content.get("error") if isinstance(self.content, dict) else None
        detail = error.get("message", "") if isinstance(error, dict) else ""
        return f"{self.status} {detail[:_ANSWER_SHOWN]}".strip() + f", {self.seconds * 1000:.0f} ms"


class Service:
    """The deployment under examination."""

    def __init__(self, url: str, key: str | None = None) -> None:
        """Raise `click.BadParameter` for what is no address."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise click.BadParameter(f"{url!r} is no address: write http:// or https:// and the host")
        self.url = url.rstrip("/")
        self.key = key
        self._http = urllib3.PoolManager(retries=False)

    @property
    def path(self) -> str:
        """The path of its address, empty at the root of a host."""
        return urlsplit(self.url).path

    @property
    def is_local_or_https(self) -> bool:
        """Whether what is sent cannot be read on its way."""
        parts = urlsplit(self.url)
        return parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        timeout: float,
        headers: Mapping[str, str] | None = None,
        key: str | None = None,
    ) -> Reply:
        """Call `path` with a key (`key`, else the service's own) in the query, and JSON or bytes as the body."""
        key = key or self.key
        address = self.url + path
        if key:
            address += ("&" if "?" in path else "?") + urlencode({"key": key})
        raw = body if isinstance(body, bytes) or body is None else orjson.dumps(body)
        given = {"Content-Type": "application/json", **(headers or {})}
        begun = time.perf_counter()
        try:
            answer = self._http.request(method, address, body=raw, headers=given, timeout=timeout, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            return Reply(0, failure=_name(error, timeout))
        return Reply(answer.status, answer.data, time.perf_counter() - begun, dict(answer.headers))


def _name(error: urllib3.exceptions.HTTPError, timeout: float) -> str:
    if isinstance(error, urllib3.exceptions.TimeoutError):
        return f"no answer within {timeout * 1000:.0f} ms"
    return f"no answer: {error}"
