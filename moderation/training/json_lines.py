"""Read one line of a file that has a JSON object a line."""

from pathlib import Path
from typing import Any

import orjson

from moderation.errors import DataError


def json_object(path: Path, number: int, line: str | bytes) -> dict[str, Any]:
    """Return the object of line `number`. Raises `DataError` for anything else."""
    try:
        content = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise DataError(path, f"not JSON: {error.msg}; it has one object a line", line=number) from error
    if not isinstance(content, dict):
        raise DataError(path, f"{str(content)[:60]!r} is no JSON object", line=number)
    return content
