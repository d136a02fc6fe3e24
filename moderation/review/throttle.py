"""How often something may fail before it has to wait: a name with a wrong password."""

import time
from collections import deque
from collections.abc import Callable
from math import ceil
from threading import Lock
from typing import Final

_MOST_KEYS: Final = 10_000


class Throttle:
    """Counts failures of a key within a window of time; kept in memory, for each server process by itself."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait(self, key: str) -> int:
        """Return for how many seconds `key` must wait; 0 where it may try."""
        with self._lock:
            times = self._failures.get(key)
            if times is None or len(times) < self._most:
                return 0
            return max(0, ceil(times[0] + self._seconds - self._clock()))

    def fail(self, key: str) -> None:
        """Count a failure."""
        with self._lock:
            if key not in self._failures and len(self._failures) >= _MOST_KEYS:
                del self._failures[next(iter(self._failures))]
            self._failures.setdefault(key, deque(maxlen=self._most)).append(self._clock())

    def succeed(self, key: str) -> None:
        """Forget the failures of a key."""
        with self._lock:
            self._failures.pop(key, None)
