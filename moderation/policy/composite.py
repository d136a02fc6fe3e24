"""Composite attributes: several scores, each with its own threshold, as one number for callers that take only one.

`MY_POLICY = max(TOXICITY/0.9, INSULT/0.8)` crosses 0.80 exactly where TOXICITY crosses 0.9 or INSULT crosses 0.8: the
threshold that Coral starts with. ` at 0.9` behind it moves the crossing, for callers with another threshold.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from moderation.errors import SettingsError

#: Coral's own default threshold.
DEFAULT_CROSSING: Final = 0.8

_FORM: Final = re.compile(r"([A-Z][A-Z0-9_]*)\s*=\s*max\(([^()]*)\)(?:\s*at\s+(\d*\.?\d+))?", re.ASCII)
_TERM: Final = re.compile(r"([A-Z][A-Z0-9_]*)\s*/\s*(\d*\.?\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Composite:
    """One composite: the thresholds of its terms, and the value at which it crosses."""

    name: str
    thresholds: Mapping[str, float]
    crossing: float = DEFAULT_CROSSING

    def value(self, scores: Mapping[str, float]) -> float:
        """Map the term that is furthest over (or least under) its threshold to 0..1.

        Each term goes linearly from 0 to `crossing` up to its threshold, and from there to 1.

        >>> policy = parse_composites("P = max(TOXICITY/0.9, INSULT/0.5)")[0]
        >>> [round(policy.value({"TOXICITY": t, "INSULT": i}), 2) for t, i in [(0.9, 0), (0.45, 0), (0, 0.75), (1, 0)]]
        [0.8, 0.4, 0.9, 1.0]
        """
        return max(self._scaled(scores[name], threshold) for name, threshold in self.thresholds.items())

    def _scaled(self, score: float, threshold: float) -> float:
        if score <= threshold:
            return self.crossing * score / threshold
        return self.crossing + (1 - self.crossing) * (score - threshold) / (1 - threshold)


def parse_composites(text: str) -> tuple[Composite, ...]:
    """Parse composites, separated by `;` or line breaks.

    Raises `SettingsError` with the part that cannot be read.
    """
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    composites = tuple(_parse(part) for part in parts)
    names = [composite.name for composite in composites]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise SettingsError(f"the composite attribute {twice} is given twice")
    return composites


def _parse(text: str) -> Composite:
    form = _FORM.fullmatch(text)
    terms = [_TERM.fullmatch(term.strip()) for term in form[2].split(",")] if form else []
    if not form or None in terms:
        raise SettingsError(f"{text!r} is no composite attribute: write NAME = max(TOXICITY/0.9, INSULT/0.8)")
    thresholds = {term[1]: float(term[2]) for term in terms if term}
    crossing = float(form[3]) if form[3] else DEFAULT_CROSSING
    for value in (*thresholds.values(), crossing):
        if not 0 < value < 1:
            raise SettingsError(f"{text!r}: {value} is no threshold: it must lie between 0 and 1")
    return Composite(form[1], thresholds, crossing)
