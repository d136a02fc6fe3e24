"""Read a log of Perspective calls: one JSON object a line, in any of the shapes that applications write.

{"text": "…", "scores": {"TOXICITY": 0.91}}
{"comment": {"text": "…"}, "attributeScores": {"TOXICITY": {"summaryScore": {"value": 0.91}}}}
{"request": {"comment": {"text": "…"}, …}, "response": {"attributeScores": …}}
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from moderation.errors import DataError
from moderation.training.json_lines import json_object


@dataclass(frozen=True, slots=True)
class Logged:
    """One comment with Perspective's scores, and its line in the log."""

    line: int
    text: str
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PerspectiveLog:
    """A log: its comments, and how many lines were left out, by cause."""

    comments: tuple[Logged, ...]
    skipped: Mapping[str, int]

    @property
    def attributes(self) -> tuple[str, ...]:
        """Every attribute in it, the commonest first."""
        counted = Counter(name for comment in self.comments for name in comment.scores)
        return tuple(name for name, _ in counted.most_common())


def read_log(path: Path) -> PerspectiveLog:
    """Read a log. Raises `DataError` with file and line for what is no JSON object, or a score outside of 0..1."""
    comments: list[Logged] = []
    skipped: Counter[str] = Counter()
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            content = json_object(path, number, line)
            text = _find_text(content)
            scores = _find_scores(path, number, content)
            if text and scores:
                comments.append(Logged(number, text, scores))
            else:
                skipped[_why(content, text)] += 1
    return PerspectiveLog(tuple(comments), dict(skipped))


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _find_text(content: Mapping[str, Any]) -> str | None:
    for place in (content, _mapping(content.get("comment")), _mapping(_mapping(content.get("request")).get("comment"))):
        if isinstance(place.get("text"), str) and place["text"].strip():
            return str(place["text"])
    return None


def _find_scores(path: Path, number: int, content: Mapping[str, Any]) -> dict[str, float]:
    places = (content.get("scores"), content.get("attributeScores"), _answer(content).get("attributeScores"))
    given = next((place for place in places if isinstance(place, dict)), {})
    return {name: _value(path, number, name, score) for name, score in given.items()}


def _answer(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return _mapping(content.get("response"))


def _value(path: Path, number: int, name: str, score: Any) -> float:
    value = _mapping(_mapping(score).get("summaryScore")).get("value") if isinstance(score, dict) else score
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise DataError(path, f"{value!r} is no score: it must lie between 0 and 1", line=number, column=name)
    return float(value)


def _why(content: Mapping[str, Any], text: str | None) -> str:
    if "error" in content or "error" in _answer(content):
        return "Perspective answered with an error"
    return "no scores" if text else "no text"
