"""The OpenAPI 3.1 document of all endpoints, and a readable page of it at /docs."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, render_template
from pydantic import TypeAdapter

from moderation.api.endpoint import Endpoint, json_response

_REFERENCE: Final = "#/components/schemas/{model}"
_REFUSALS: Final = {
    "400": "The body is not JSON",
    "413": "The body or the text is too large",
    "415": "The body is of another media type",
    "422": "A field is missing or wrong; `errors` has its path",
}
_GUARDED: Final = {
    "401": "No valid API key",
    "403": "The key has another scope, or there are no keys and the caller is another machine",
}
_PROBLEM: Final = {
    "type": "object",
    "description": "RFC 9457 problem details",
    "required": ["type", "title", "status", "detail", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "message"],
                "properties": {"path": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


_PROBLEM_CONTENT: Final = {"application/problem+json": {"schema": {"$ref": _REFERENCE.format(model="Problem")}}}


def build_document(endpoints: Sequence[Endpoint], version: str) -> dict[str, Any]:
    """Describe every endpoint that has a documented answer."""
    schemas: dict[str, Any] = {"Problem": _PROBLEM}
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "moderation",
            "version": version,
            "description": "Scores readers' comments for civility and stance, and says why.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _schema(kind: Any, mode: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    schema = TypeAdapter(kind).json_schema(ref_template=_REFERENCE, mode=mode)
    schemas.update(schema.pop("$defs", {}))
    schemas[kind.__name__] = schema
    return {"$ref": _REFERENCE.format(model=kind.__name__)}


def _operation(endpoint: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "responses": {"200": {"description": "OK"}},
    }
    if endpoint.description:
        operation["description"] = endpoint.description
    if endpoint.parameters or endpoint.query:
        operation["parameters"] = _parameters(endpoint)
    if endpoint.parameters:
        operation["responses"]["404"] = {"description": "Nothing is stored under this id", "content": _PROBLEM_CONTENT}
    if endpoint.response is not None:
        content = {"schema": _schema(endpoint.response, "serialization", schemas)}
        operation["responses"]["200"]["content"] = {"application/json": content}
    if endpoint.request is not None:
        content = {"schema": _schema(endpoint.request, "validation", schemas)}
        if endpoint.example:
            content["example"] = dict(endpoint.example)
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    operation["responses"] |= _refusals(endpoint, schemas)
    return operation


def _parameters(endpoint: Endpoint) -> list[dict[str, Any]]:
    text = {"type": "string"}
    in_path = [{"name": name, "in": "path", "required": True, "schema": text} for name in endpoint.parameters]
    in_query = [
        {"name": name, "in": "query", "description": what, "schema": text} for name, what in endpoint.query.items()
    ]
    return in_path + in_query


def _refusals(endpoint: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    if endpoint.error is not None:
        content = {"application/json": {"schema": _schema(endpoint.error, "serialization", schemas)}}
        return {"default": {"description": "A refusal, under its own HTTP status", "content": content}}
    texts = (_GUARDED if endpoint.scope is not None else {}) | (_REFUSALS if endpoint.request is not None else {})
    return {status: {"description": text, "content": _PROBLEM_CONTENT} for status, text in sorted(texts.items())}


def build_endpoints(endpoints: Sequence[Endpoint], version: str) -> list[Endpoint]:
    """Return the two endpoints that describe all others."""
    document = build_document(endpoints, version)

    def openapi() -> Response:
        return json_response(document)

    def page() -> Response:
        return Response(render_template("openapi.html", document=document), mimetype="text/html")

    return [
        Endpoint("GET", "/openapi.json", "This description as OpenAPI 3.1", openapi),
        Endpoint("GET", "/docs", "This description as a page", page),
    ]
