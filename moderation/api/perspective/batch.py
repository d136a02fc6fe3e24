"""`POST /batch`: up to a hundred calls in one multipart/mixed body, answered part by part."""

import secrets
from collections.abc import Callable, Mapping
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from http import HTTPStatus
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

import orjson

from moderation.api.perspective import errors
from moderation.api.perspective.call import Answer

MOST_PARTS: Final = 100


class Part(NamedTuple):
    """One call of a batch: its id, its request line, its headers and its body."""

    content_id: str
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


def read_parts(content_type: str, body: bytes) -> list[Part]:
    """Parse a batch. Raises `GoogleError` where it is none, or has too many parts."""
    envelope = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + _header(content_type) + b"\r\n\r\n" + body)
    parts = envelope.get_payload()
    if not envelope.is_multipart() or not isinstance(parts, list):
        raise errors.invalid_request("Failed to parse batch request: the body is not multipart/mixed.")
    if len(parts) > MOST_PARTS:
        raise errors.invalid_request(f"The batch has {len(parts)} calls, the limit is {MOST_PARTS}.")
    return [_read_part(part) for part in parts if isinstance(part, Message)]


def _header(content_type: str) -> bytes:
    return content_type.replace("\r", "").replace("\n", "").encode("utf-8", "replace")


def _read_part(part: Message) -> Part:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    head, _, body = raw.lstrip(b"\r\n").replace(b"\r\n", b"\n").partition(b"\n\n")
    request_line, _, headers = head.partition(b"\n")
    words = request_line.decode("latin-1").split()
    if len(words) < 2:
        raise errors.invalid_request("Failed to parse batch request: a part has no request line.")
    try:
        target = urlsplit(words[1])
    except ValueError as error:
        raise errors.invalid_request(f"Failed to parse batch request: {words[1]!r} is no path.") from error
    message = BytesParser(policy=HTTP).parsebytes(headers + b"\n\n", headersonly=True)
    return Part(
        str(part.get("Content-ID", "")).strip().strip("<>"),
        words[0].upper(),
        target.path,
        {name: values[0] for name, values in parse_qs(target.query).items()},
        {str(name).lower(): str(value) for name, value in message.items()},
        body,
    )


def answer_batch(parts: list[Part], run: Callable[[Part], Answer]) -> tuple[str, bytes]:
    """Run every part, and return media type and body of the answer, in the same order."""
    boundary = f"batch_{secrets.token_urlsafe(18)}"
    pieces = [_render(boundary, part, *run(part)) for part in parts]
    return f"multipart/mixed; boundary={boundary}", b"".join(pieces) + f"--{boundary}--\r\n".encode()


def _render(boundary: str, part: Part, status: int, content: Mapping[str, Any]) -> bytes:
    body = orjson.dumps(content)
    # a caller's id goes into a header: without line breaks, but with the blanks that Google's client puts in
    content_id = "".join(part.content_id.splitlines())
    lines = [
        f"--{boundary}",
        "Content-Type: application/http",
        *([f"Content-ID: <response-{content_id}>"] if content_id else []),
        "",
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: application/json; charset=UTF-8",
        f"Content-Length: {len(body)}",
        "",
        "",
    ]
    return "\r\n".join(lines).encode("utf-8", "replace") + body + b"\r\n"
