"""Labels from outside: what people decided about a comment elsewhere, kept until the next training."""

import fcntl
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

import orjson


@dataclass(frozen=True, slots=True)
class SuggestedScore:
    """A label: `attribute` is the name under which it came, `source` the community that sent it."""

    text: str
    attribute: str
    value: float
    source: str = ""
    reference: str | None = None
    comment_id: str | None = None
    url: str | None = None


class FeedbackSink(Protocol):
    """Where labels go. `add` returns when they are safe, or raises."""

    def add(self, labels: Sequence[SuggestedScore]) -> None:
        """Keep labels of one request, all or none."""


class LabelFile:
    """Appends labels to a file, one JSON object a line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, labels: Sequence[SuggestedScore]) -> None:
        """Append in one write under a lock, and wait for the disk."""
        received = datetime.now(UTC).isoformat(timespec="seconds")
        rows = [{"received": received, **asdict(label)} for label in labels]
        lines = b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
