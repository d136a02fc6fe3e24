"""Read a request's body: size, media type, JSON, and the schema, each with its own clear refusal."""

from collections.abc import Sequence
from typing import Any, TypeVar

import orjson
from flask import Request
from pydantic import BaseModel, ValidationError

from moderation.errors import (
    FieldProblem,
    InvalidFieldError,
    MediaTypeError,
    RequestError,
    TooLargeError,
)

Schema = TypeVar("Schema", bound=BaseModel)

#: `curl -d` without a header says x-www-form-urlencoded; what it sends is JSON all the same.
_READ_AS_JSON = ("", "application/json", "application/x-www-form-urlencoded", "text/plain")


def read_body(request: Request, schema: type[Schema]) -> Schema:
    """Parse and validate the body.

    Raises `MediaTypeError`, `RequestError` for malformed JSON, `InvalidFieldError` with each field's path.
    """
    if request.mimetype not in _READ_AS_JSON and not request.mimetype.endswith("+json"):
        raise MediaTypeError(f"the body is {request.mimetype!r}: send application/json")
    return parse_body(request.get_data(cache=False), schema)


def parse_body(raw: bytes, schema: type[Schema]) -> Schema:
    """Parse and validate the bytes of a body. Raises as `read_body`, less the media type."""
    try:
        content = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise RequestError(
            f"not JSON: {error.msg} at line {error.lineno}, column {error.colno} of the body"
            if raw
            else "the body is empty: send JSON"
        ) from error
    try:
        return schema.model_validate(content)
    except ValidationError as error:
        raise InvalidFieldError(field_problems(error)) from error


def field_problems(error: ValidationError) -> list[FieldProblem]:
    """Return each wrong field with its path."""
    return [_problem(e["loc"], e["msg"], e["type"]) for e in error.errors()]


def _problem(location: Sequence[int | str], message: str, kind: str) -> FieldProblem:
    path = ".".join(str(part) for part in location) or "(body)"
    if kind == "extra_forbidden":
        message = "is no field of this endpoint"
    elif kind == "missing":
        message = "is missing"
    return FieldProblem(path, message.removeprefix("Value error, "))


def check_size(text: str, limit: int, path: str) -> None:
    """Refuse a text over `limit` UTF-8 bytes with 413."""
    if len(text) * 4 > limit and (size := len(text.encode("utf-8"))) > limit:
        raise TooLargeError(f"{path} has {size:,} bytes, the limit is {limit:,}: shorten it")


def check_characters(value: Any) -> Any:
    """Refuse characters that no database keeps: for use as a pydantic validator."""
    if isinstance(value, str) and (position := value.find("\x00")) >= 0:
        raise ValueError(f"has a NUL character at position {position}: remove it")
    return value
