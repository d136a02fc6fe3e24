"""Counters in the text format of Prometheus at /metrics."""

import multiprocessing
from collections.abc import Sequence
from typing import Final

from flask import Response

from moderation.api.endpoint import Endpoint

OTHER: Final = "other"


class Counter:
    """Counts by one label, in memory that the processes of a preloaded server share."""

    def __init__(self, name: str, help_text: str, label: str, values: Sequence[str]) -> None:
        """Count these `values` of `label`, and all others together as "other"."""
        self.name = name
        self._help = help_text
        self._label = label
        self._slots = {value: i for i, value in enumerate([*values, OTHER])}
        self._counts = multiprocessing.Array("Q", len(self._slots))

    def increment(self, value: str) -> int:
        """Add one, and return the new count."""
        slot = self._slots.get(value, len(self._slots) - 1)
        with self._counts.get_lock():
            self._counts[slot] += 1
            return int(self._counts[slot])

    def render(self) -> str:
        """Return the lines of this counter; labels that were never met are left out."""
        lines = [f"# HELP {self.name} {self._help}", f"# TYPE {self.name} counter"]
        counts = [(value, int(self._counts[slot])) for value, slot in self._slots.items()]
        lines += [f'{self.name}{{{self._label}="{value}"}} {count}' for value, count in counts if count]
        return "\n".join(lines) + "\n"


def build_endpoints(counters: Sequence[Counter]) -> list[Endpoint]:
    """Return the endpoint that shows all counters."""

    def metrics() -> Response:
        text = "".join(counter.render() for counter in counters)
        return Response(text, mimetype="text/plain; version=0.0.4")

    return [Endpoint("GET", "/metrics", "Counters in the text format of Prometheus", metrics)]
