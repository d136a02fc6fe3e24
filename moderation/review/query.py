"""The query string of a queue as a `Filter` with its order, and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from moderation.decision import Reason
from moderation.errors import FieldProblem, InvalidFieldError
from moderation.label import Attribute, Stance
from moderation.storage import Filter, Order, Queue, Status

#: What each queue is best worked through by.
NATURAL_ORDER: Final[Mapping[Queue, Order]] = {
    Queue.HELD: Order.SCORE,
    Queue.DEFERRED: Order.TIME,
    Queue.REPORTED: Order.REPORTS,
    Queue.UNSURE: Order.UNCERTAINTY,
    Queue.ALL: Order.TIME,
}


def _share(value: str) -> float:
    number = float(value)
    if not 0 <= number <= 1:
        raise ValueError("must be from 0 to 1")
    return number


#: Field of the filter, its name in the query string, and how it is read.
_FIELDS: Final[tuple[tuple[str, str, Callable[[str], Any]], ...]] = (
    ("queue", "queue", Queue),
    ("site", "site", str),
    ("section", "section", str),
    ("article", "article", int),
    ("author", "author", str),
    ("status", "status", Status),
    ("reason", "reason", Reason),
    ("stance", "stance", Stance),
    ("attribute", "attribute", Attribute),
    ("score_from", "from", _share),
    ("score_to", "to", _share),
    ("search", "search", str),
    ("up_to", "up_to", int),
)


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """Which queue is shown and how it is sorted."""

    filter: Filter
    order: Order
    ascending: bool = False

    def link(self, **changes: Any) -> str:
        """Return the query string with `changes`; None takes a field out."""
        values: dict[str, Any] = {name: getattr(self.filter, key) for key, name, _ in _FIELDS}
        if self.order is not NATURAL_ORDER[self.filter.queue]:
            values["order"] = self.order
        values["ascending"] = "1" if self.ascending else None
        values |= changes
        return "?" + urlencode({name: str(value) for name, value in values.items() if value is not None})

    @property
    def narrowed(self) -> bool:
        """Whether anything but the queue itself is chosen."""
        return self.filter != Filter(queue=self.filter.queue)


def read(arguments: Mapping[str, str]) -> QueueQuery:
    """Read a query string; empty fields are left open. Raises `InvalidFieldError` with the name of a wrong one."""
    values: dict[str, Any] = {}
    for key, name, parse in _FIELDS:
        if raw := arguments.get(name, "").strip():
            values[key] = _parse(name, raw, parse)
    chosen = Filter(**values)
    order = arguments.get("order", "")
    return QueueQuery(
        chosen,
        _parse("order", order, Order) if order else NATURAL_ORDER[chosen.queue],
        arguments.get("ascending") == "1",
    )


def _parse(name: str, raw: str, parse: Callable[[str], Any]) -> Any:
    try:
        return parse(raw)
    except ValueError as error:
        raise InvalidFieldError([FieldProblem(name, f"{raw!r} cannot be used: {error}")]) from error
