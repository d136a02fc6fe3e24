"""Requests a minute for each key: Perspective's own answer to one that sends more."""

import threading
import time
from collections import Counter
from collections.abc import Callable

from moderation.api.perspective.errors import quota_exceeded


class Quota:
    """Counts calls in the running minute. Each server process counts its share of the limit."""

    def __init__(self, limit: int, processes: int = 1, clock: Callable[[], float] = time.monotonic) -> None:
        """Allow `limit` calls a minute over all processes; 0 is no limit."""
        self._limit = limit
        self._share = max(1, limit // processes) if limit else 0
        self._clock = clock
        self._minute = -1
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def spend(self, consumer: str) -> None:
        """Count one call. Raises `GoogleError` over the limit."""
        if not self._share:
            return
        with self._lock:
            minute = int(self._clock() // 60)
            if minute != self._minute:
                self._minute = minute
                self._counts.clear()
            self._counts[consumer] += 1
            over = self._counts[consumer] > self._share
        if over:
            raise quota_exceeded(self._limit, consumer)
