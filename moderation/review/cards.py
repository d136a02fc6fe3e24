"""How a comment is shown: bars, the words behind its score, what is blurred, and the words for codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from flask import Blueprint

from moderation.decision import Reason
from moderation.label import Attribute
from moderation.review.highlight import Piece, cut
from moderation.storage import Status, StoredComment
from moderation.storage.statements import AUTHOR_TEXTS, REJECT_REASONS

#: What may hurt to read is blurred until asked for, from this probability on.
BLURRED: Final = {
    Attribute.SEVERE_TOXICITY: 0.5,
    Attribute.THREAT: 0.5,
    Attribute.IDENTITY_ATTACK: 0.5,
    Attribute.SEXUALLY_EXPLICIT: 0.5,
}
_SHOWN_FROM: Final = 0.1
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


@dataclass(frozen=True, slots=True)
class Bar:
    """A score as a bar: `strong` where it is a reason to look."""

    name: str
    value: float
    strong: bool


@dataclass(frozen=True, slots=True)
class RejectReason:
    """A reason that moderators can give, its key, and what the author is told."""

    code: str
    label: str
    key: str
    text: str


def register(blueprint: Blueprint) -> None:
    """Give every template of the desk the words and shapes of a card."""
    reasons = tuple(
        RejectReason(reason.value, words(reason.value), "1234567890"[i] if i < 10 else "", AUTHOR_TEXTS[reason])
        for i, reason in enumerate(REJECT_REASONS)
    )

    def shapes() -> dict[str, Any]:
        return {
            "bars_of": bars_of,
            "pieces_of": pieces_of,
            "is_blurred": is_blurred,
            "ago": ago,
            "words": words,
            "counted": counted,
            "reasons": reasons,
            "Status": Status,
        }

    blueprint.context_processor(shapes)


def words(code: str) -> str:
    """Return a code as words: `identity_attack` as "Identity attack"."""
    return code.replace("_", " ").capitalize()


def counted(count: int, what: str) -> str:
    """Return "1 label" or "1,200 labels"."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def bars_of(comment: StoredComment, *, every: bool = False) -> Sequence[Bar]:
    """Return the civility scores worth showing, the highest first; at least one."""
    findings = {finding.reason for finding in comment.decision.findings}
    ordered = sorted(
        ((a, p) for a, p in comment.decision.scores.civility.items() if a.is_civility), key=lambda item: -item[1]
    )
    shown = [item for i, item in enumerate(ordered) if every or i == 0 or item[1] >= _SHOWN_FROM]
    known = {reason.value for reason in Reason}
    return [Bar(words(a.value), p, a.value in known and Reason(a.value) in findings) for a, p in shown]


def pieces_of(comment: StoredComment) -> tuple[Piece, ...]:
    """Cut the text at the words behind its highest score."""
    behind = comment.decision.words
    civility = comment.decision.scores.civility
    top = max(behind, key=lambda attribute: civility.get(attribute, 0.0), default=None)
    return cut(comment.text, behind[top] if top is not None else ())


def is_blurred(comment: StoredComment) -> bool:
    """Say whether the text waits to be asked for."""
    civility = comment.decision.scores.civility
    return any(civility.get(attribute, 0.0) >= limit for attribute, limit in BLURRED.items())


def ago(moment: datetime, now: datetime | None = None) -> str:
    """Return how long ago something was, as one would say it.

    >>> ago(datetime(2026, 1, 1, 10, tzinfo=UTC), datetime(2026, 1, 1, 12, 30, tzinfo=UTC))
    '2 h ago'
    """
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR:
        return f"{int(seconds // _MINUTE)} min ago"
    if seconds < _DAY:
        return f"{int(seconds // _HOUR)} h ago"
    days = int(seconds // _DAY)
    return f"{days} days ago" if days > 1 else "1 day ago"
