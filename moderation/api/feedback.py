"""Labels from outside: what people decided about a comment elsewhere, kept until the next training."""

import fcntl
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

import orjson

from moderation.label import Attribute

_OUTSIDE: Final = "perspective"
#: What the database keeps of a name and of a source.
_LONGEST_NAME: Final = 255
_LONGEST_SOURCE: Final = 64


@dataclass(frozen=True, slots=True)
class SuggestedScore:
    """A label: `attribute` is the name under which it came, `head` ours, `source` the community that sent it."""

    text: str
    attribute: str
    value: float
    source: str = ""
    reference: str | None = None
    comment_id: str | None = None
    url: str | None = None
    head: Attribute | None = None


class FeedbackSink(Protocol):
    """Where labels go. `add` returns when they are safe, or raises."""

    def add(self, labels: Sequence[SuggestedScore]) -> None:
        """Keep the labels of one request."""


class TextLabels(Protocol):
    """What is needed of the store: `store.labels`."""

    def add_text(self, text: str, attribute: Attribute, value: float, source: str, actor: str) -> None:
        """Keep one label."""


class LabelStore:
    """Keeps labels in the database; those under names that no head of ours has go to `rest`, so that none is lost."""

    def __init__(self, labels: TextLabels, rest: FeedbackSink) -> None:
        self._labels = labels
        self._rest = rest

    def add(self, labels: Sequence[SuggestedScore]) -> None:
        """Keep each where it can be kept."""
        for label in labels:
            if label.head is not None:
                actor = (label.comment_id or label.reference or _OUTSIDE)[:_LONGEST_NAME]
                source = (label.source or _OUTSIDE)[:_LONGEST_SOURCE]
                self._labels.add_text(label.text, label.head, label.value, source, actor)
        if others := [label for label in labels if label.head is None]:
            self._rest.add(others)


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
