"""A value that is costly to read and may be half a minute old: what queues can be filtered by."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Calls `read` again only where the last answer is older than `seconds`.

    >>> answers = iter("ab")
    >>> recent = Recent(lambda: next(answers), seconds=60)
    >>> recent() + recent()
    'aa'
    """

    def __init__(self, read: Callable[[], Value], seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._read = read
        self._seconds = seconds
        self._clock = clock
        self._kept: tuple[float, Value] | None = None

    def __call__(self) -> Value:
        """Return the value; two threads may read it at once, which does no harm."""
        kept = self._kept
        if kept is None or self._clock() - kept[0] > self._seconds:
            self._kept = kept = (self._clock(), self._read())
        return kept[1]
