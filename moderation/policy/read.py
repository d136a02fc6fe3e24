"""Read a policy file, and say on which line something is wrong with it."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from moderation.errors import PolicyError

_PLACE: Final = re.compile(r" \(at line (\d+), column \d+\)$")
#: pydantic names the kind of a choice in the middle of a path; it is no key of the file.
_NO_KEY: Final = re.compile(r"^(function-.*|\w+Table|literal\[.*\]|\[key\])$")


def read_document(path: Path) -> tuple[str, dict[str, Any]]:
    """Return a TOML file's text and content. Raises `PolicyError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(path, [(None, f"cannot be read: {error}")]) from error
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        problem = f"no TOML: {_PLACE.sub('', str(error))}"
        line = int(place[1]) if place else len(text.splitlines())
        raise PolicyError(path, [(line, problem)]) from error


@contextmanager
def refuse_where(path: Path, text: str) -> Iterator[None]:
    """Turn a validation error into a `PolicyError` with the lines of everything that is wrong."""
    try:
        yield
    except ValidationError as error:
        problems: dict[tuple[int | None, str], None] = {}
        for problem in error.errors():
            keys = [key for key in problem["loc"] if not _NO_KEY.match(str(key))]
            if problem["type"] == "literal_error" and problem["ctx"].get("expected") == "False":
                continue  # "or false" is the other half of a choice whose first half says what is wrong
            message = _message(problem["type"], problem["msg"], problem["input"])
            where = ".".join(str(key) for key in keys)
            problems[line_of(text, keys, problem["input"]), f"{where}: {message}"] = None
        raise PolicyError(path, sorted(problems, key=lambda p: (p[0] or 0, p[1]))) from error


def line_of(text: str, keys: Sequence[int | str], value: object = None) -> int | None:
    r"""Return the line, from 1, on which the value under `keys` begins; of a text in a list, the line it stands on.

    It is the first line after which the file up to there has the value: TOML is its own parser here, so that every way
    to write a table is understood.

    >>> line_of('[default.banned]\nwords = [\n"one", "two",\n"..."]', ["default", "banned", "words", 2], "...")
    4
    """
    lines = text.splitlines()
    before = 0
    for end in range(1, len(lines) + 1):
        content = _parse(lines[:end])
        if content is None:
            continue
        if _has(content, keys):
            quoted = [n for n in range(before + 1, end + 1) if isinstance(value, str) and value in lines[n - 1]]
            return quoted[0] if quoted else before + 1
        before = end
    return line_of(text, keys[:-1]) if keys else None


def _parse(lines: Sequence[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _has(content: Any, keys: Sequence[int | str]) -> bool:
    for key in keys:
        try:
            content = content[key]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def _message(kind: str, message: str, value: object) -> str:
    if kind == "extra_forbidden":
        return "is no setting of a policy: see docs/policy.md"
    if kind == "model_type":
        return f"must be a table, or false to switch it off, not {value!r}"
    text = message.removeprefix("Value error, ")
    text = text[:1].lower() + text[1:]
    return text if repr(value) in text or isinstance(value, dict) else f"{text}, not {value!r}"
