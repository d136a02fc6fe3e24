"""The JSON that Google's parser takes and a strict one refuses: unquoted keys, single quotes, trailing commas.

Perspective's own quick start sends unquoted keys. Lone surrogates (a cut emoji) and broken UTF-8 are replaced, not
refused: a comment must not pass unmoderated because of them.
"""

import json
import re
from typing import Any, Final

import orjson

from moderation.api.perspective.errors import invalid_payload

#: Possessive throughout: time is linear in the body, whatever it holds.
_TOKEN: Final = re.compile(
    r"""
    (?P<double>"(?:[^"\\]|\\.)*+"?)
    | (?P<single>'(?:[^'\\]|\\.)*+'?)
    | (?P<name>[A-Za-z_$][\w$]*+)(?P<colon>\s*+:)?
    | ,(?P<end>\s*+[}\]])
    """,
    re.VERBOSE | re.DOTALL,
)
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_REPLACEMENT: Final = "\ufffd"


def read_object(body: bytes) -> dict[str, Any]:
    """Parse a body that should hold one object; an empty one is an empty object.

    Raises `GoogleError` for what no parser would read.
    """
    if not body.strip():
        return {}
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError:
        content = _read_leniently(body.decode("utf-8-sig", errors="replace"))
    if not isinstance(content, dict):
        raise invalid_payload("Invalid JSON payload received. Root element must be a message.")
    return content


def _read_leniently(text: str) -> Any:
    try:
        return json.loads(text, object_hook=_without_surrogates)
    except (ValueError, RecursionError):
        pass
    try:
        return json.loads(_TOKEN.sub(_strict, text), object_hook=_without_surrogates)
    except RecursionError as error:
        raise invalid_payload("Invalid JSON payload received. Message too deep.") from error
    except ValueError as error:
        raise invalid_payload(f"Invalid JSON payload received. {error}") from error


def _strict(token: re.Match[str]) -> str:
    if token["single"]:
        inner = token["single"].removeprefix("'").removesuffix("'").replace("\\'", "'")
        return '"' + inner.replace('"', '\\"') + '"'
    if token["name"] and token["colon"]:
        return f'"{token["name"]}"{token["colon"]}'
    if token["end"]:
        return str(token["end"])
    return token[0]


def _without_surrogates(content: dict[str, Any]) -> dict[str, Any]:
    return {_clean(key): _clean(value) for key, value in content.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub(_REPLACEMENT, value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
