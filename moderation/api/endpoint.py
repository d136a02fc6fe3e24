"""What an endpoint is: its route, its documentation and its view, declared once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Response
from pydantic import BaseModel

from moderation.api.keys import Scope


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route. `request` is the model of its body, `response` a TypedDict of its answer.

    `scope` is what a caller's key must be for; None leaves it open to everybody who reaches the server.
    `error` is the TypedDict of its errors where they are no problem documents; `aliases` are other paths to it.
    """

    method: str
    path: str
    summary: str
    view: Callable[[], Response]
    response: type | None = None
    request: type[BaseModel] | None = None
    example: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    scope: Scope | None = None
    error: type | None = None
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """A unique name for Flask and for OpenAPI's operationId."""
        return f"{self.method.lower()}{self.path.replace('/', '_').replace(':', '_').replace('.', '_')}"


def json_response(content: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(orjson.dumps(content), status, mimetype="application/json")
