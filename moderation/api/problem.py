"""Every error as RFC 9457 problem JSON: no HTML, no stack trace, ever."""

import logging
import uuid
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from moderation.errors import InvalidFieldError, ModerationError

_log = logging.getLogger(__name__)
_LONGEST_REQUEST_ID = 128


def request_id() -> str:
    """Return the caller's X-Request-ID where it is plain, or one of our own."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "")
        plain = given.isascii() and given.isprintable() and 0 < len(given) <= _LONGEST_REQUEST_ID
        g.request_id = given if plain else uuid.uuid4().hex
    return str(g.request_id)


def problem(status: int, title: str, detail: str, **members: Any) -> Response:
    """Build one problem document."""
    content = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "request_id": request_id(),
        **members,
    }
    return Response(orjson.dumps(content), status, mimetype="application/problem+json")


def register(app: Flask) -> None:
    """Make `app` answer every error with a problem document."""

    def refuse(error: ModerationError) -> Response:
        if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("%s %s: %s", request.method, request.path, error)
        members: dict[str, Any] = {}
        if isinstance(error, InvalidFieldError):
            members["errors"] = [{"path": p.path, "message": p.message} for p in error.problems]
        return problem(error.status, error.title, str(error), **members)

    def http(error: HTTPException) -> Response:
        status = error.code or 500
        response = problem(status, HTTPStatus(status).phrase, _detail(status, error.description or ""))
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(allowed)
        return response

    def unexpected(error: Exception) -> Response:
        _log.error("%s %s failed", request.method, request.path, exc_info=error)
        return problem(
            500,
            "Internal Server Error",
            "An error on our side; it is in the log under this request id.",
        )

    def name_request(response: Response) -> Response:
        response.headers["X-Request-ID"] = request_id()
        return response

    app.register_error_handler(ModerationError, refuse)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(Exception, unexpected)
    app.after_request(name_request)


def _detail(status: int, description: str) -> str:
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return "The body is larger than this endpoint takes: send less at once."
    if status == HTTPStatus.NOT_FOUND:
        return f"There is nothing at {request.path}: see /docs for the endpoints."
    return description
