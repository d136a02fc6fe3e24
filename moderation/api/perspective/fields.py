"""Read fields of a JSON object with their types; a wrong one is refused in Google's words.

Every field may be absent or null, as in Google's own mapping of its messages to JSON, and may come under its
original name (`requested_attributes`) as well. Unknown fields are left alone.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, Final

import orjson

from moderation.api.perspective.errors import GoogleError, invalid_payload

_LONGEST_SHOWN: Final = 100


class Fields:
    """One JSON object and its path from the root of the body."""

    def __init__(self, content: Mapping[str, Any], path: str = "") -> None:
        self._content = content
        self._path = path

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._get(name) is not None

    def text(self, name: str) -> str | None:
        """Return a string."""
        value = self._get(name)
        if value is None or isinstance(value, str):
            return value
        raise self._refuse(name, "TYPE_STRING", value)

    def flag(self, name: str) -> bool:
        """Return a boolean, False where there is none."""
        value = self._get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        raise self._refuse(name, "TYPE_BOOL", value)

    def number(self, name: str) -> float | None:
        """Return a finite number, also where it comes as a string."""
        value = self._get(name)
        if value is None:
            return None
        try:
            number = math.nan if isinstance(value, bool | list | dict) else float(value)
        except (ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            raise self._refuse(name, "TYPE_FLOAT", value)
        return number

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of strings."""
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._refuse(name, "TYPE_STRING", value)
        return tuple(value)

    def message(self, name: str) -> "Fields":
        """Return a nested object, an empty one where there is none."""
        value = self._get(name)
        if value is None:
            return Fields({}, self._join(name))
        if not isinstance(value, dict):
            raise self._refuse(name, "message", value)
        return Fields(value, self._join(name))

    def messages(self, name: str) -> tuple["Fields", ...]:
        """Return a list of objects."""
        value = self._get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._refuse(name, "message", value)
        return tuple(Fields(item, f"{self._join(name)}[{i}]") for i, item in enumerate(value))

    def mapping(self, name: str) -> dict[str, "Fields"]:
        """Return an object of objects, each under the key as it was sent."""
        value = self._get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self._refuse(name, "map", value)
        nested = Fields(value, self._join(name))
        return {key: nested.message(key) for key in value}

    def _get(self, name: str) -> Any:
        value = self._content.get(name)
        return value if value is not None else self._content.get(_original(name))

    def _join(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _refuse(self, name: str, kind: str, value: Any) -> GoogleError:
        field = _original(self._join(name))
        shown = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()[:_LONGEST_SHOWN]
        return invalid_payload(f"Invalid value at '{field}' ({kind}), {shown}", field)


def _original(name: str) -> str:
    return re.sub(r"(?<=[a-z])[A-Z]", lambda capital: "_" + capital[0].lower(), name)
