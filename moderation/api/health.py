"""/healthz says that the process lives, /readyz that it has a model to serve."""

from typing import Literal

from flask import Response
from typing_extensions import TypedDict

from moderation.api.endpoint import Endpoint, json_response


class HealthResponse(TypedDict):
    """What both answer."""

    status: Literal["ok"]
    model_version: str


def build_endpoints(model_version: str) -> list[Endpoint]:
    """Return both endpoints; a process without a model does not start, so that ready follows from alive."""

    def health() -> Response:
        content: HealthResponse = {"status": "ok", "model_version": model_version}
        return json_response(content)

    return [
        Endpoint("GET", "/healthz", "Say that the process lives", health, HealthResponse),
        Endpoint("GET", "/readyz", "Say that a model is loaded", health, HealthResponse),
    ]
