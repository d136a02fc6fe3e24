"""What becomes of text that the model does not read: refused, scored anyway, or left out; never without a word."""

import logging
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from moderation.api.metrics import Counter
from moderation.features.language import LanguageDetector, base_language

_log = logging.getLogger(__name__)

UNDETERMINED = "und"


class Handling(StrEnum):
    """What a deployment does with an unsupported language."""

    ERROR = "error"
    SCORE_ANYWAY = "score_anyway"
    OMIT = "omit"


class Settled(NamedTuple):
    """The languages of one call: `effective` are the requested ones, else the detected."""

    effective: tuple[str, ...]
    detected: tuple[str, ...]
    unsupported: tuple[str, ...]
    certain: bool


class LanguagePolicy:
    """The rule of a deployment, with its count of what it met."""

    def __init__(self, detector: LanguageDetector, handling: Handling, counter: Counter) -> None:
        self.handling = handling
        self._detector = detector
        self._counter = counter

    def settle(self, requested: Sequence[str], text: str) -> Settled:
        """Return the languages of a call; unsupported ones are counted, and logged at powers of ten.

        What the caller says is believed. Without a word of theirs, only a certain detection is unsupported.
        """
        detected, certain = self._detector.detect(text)
        effective = tuple(requested) or detected[:1]
        unsupported = tuple(code for code in effective if base_language(code) not in self._detector.served)
        if not effective:
            unsupported = (UNDETERMINED,)
        for code in unsupported:
            self._note(base_language(code))
        return Settled(effective, detected, unsupported, certain)

    def _note(self, code: str) -> None:
        met = self._counter.increment(code)
        if str(met).strip("0") == "1":
            _log.warning(
                "Perspective calls with text in the unsupported language %r: %d so far; handled as %s (served: %s)",
                code[:20],
                met,
                self.handling.value,
                ", ".join(self._detector.served),
            )

    def announce(self) -> None:
        """Say at start what will happen."""
        consequences = {
            Handling.ERROR: "refused with 400; Coral and Discourse then publish it UNMODERATED",
            Handling.SCORE_ANYWAY: "scored by a model that does not read it",
            Handling.OMIT: "answered without scores; most callers then publish it UNMODERATED",
        }
        _log.warning(
            "Perspective calls: languages served are %s; other text is %s (MODERATION_UNSUPPORTED_LANGUAGE=%s)",
            ", ".join(self._detector.served),
            consequences[self.handling],
            self.handling.value,
        )
