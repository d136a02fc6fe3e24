"""What an endpoint is: its route, its documentation and its view, declared once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from flask import Response
from pydantic import BaseModel

from moderation.api.keys import Scope

_PARAMETER: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route. `request` is the model of its body, `response` a TypedDict of its answer.

    Names in braces in `path` ("/v1/comments/{id}") are handed to the view as text; `query` describes what may follow
    the question mark.
    `scope` is what a caller's key must be for; None leaves it open to everybody who reaches the server.
    `error` is the TypedDict of its errors where they are no problem documents; `aliases` are other paths to it.
    """

    method: str
    path: str
    summary: str
    view: Callable[..., Response]
    response: type | None = None
    request: type[BaseModel] | None = None
    example: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    scope: Scope | None = None
    error: type | None = None
    aliases: tuple[str, ...] = ()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names in the path.

        >>> Endpoint("GET", "/v1/comments/{id}", "Find one", lambda id: Response()).parameters
        ('id',)
        """
        return tuple(_PARAMETER.findall(self.path))

    @property
    def rule(self) -> str:
        """The path as Flask takes it; what callers use as an id may have slashes in it."""
        return _PARAMETER.sub(r"<path:\1>", self.path)

    @property
    def name(self) -> str:
        """A unique name for Flask and for OpenAPI's operationId."""
        return self.method.lower() + re.sub(r"[/:.]", "_", _PARAMETER.sub(r"\1", self.path))


def json_response(content: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(orjson.dumps(content), status, mimetype="application/json")
