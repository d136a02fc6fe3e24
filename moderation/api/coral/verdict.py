"""A decision in Coral's words: status, flags, and the reason that Coral shows for a rejection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from moderation.decision import Action, Decision, Finding
from moderation.errors import SettingsError

STATUSES: Final = ("NONE", "APPROVED", "REJECTED", "PREMOD", "SYSTEM_WITHHELD")
#: No status at all: Coral's later phases and the site's own setting decide.
NO_OPINION: Final = "pass"
#: What stands in for an action where a comment could not be scored.
UNSCORED: Final = "unscored"
DEFAULTS: Final[Mapping[str, str]] = {
    "publish": NO_OPINION,
    "hold": "SYSTEM_WITHHELD",
    "reject": "REJECTED",
    UNSCORED: "SYSTEM_WITHHELD",
}

#: The codes under which Coral explains a rejection to its writer, by our reasons.
REJECTION_CODES: Final[Mapping[str, str]] = {
    "too_short": "OTHER",
    "toxicity": "OFFENSIVE",
    "severe_toxicity": "ABUSIVE",
    "insult": "HARASSMENT_BULLYING",
    "profanity": "OFFENSIVE",
    "threat": "ABUSIVE",
    "identity_attack": "HATE_SPEECH",
    "sexually_explicit": "OFFENSIVE",
    "combined": "OFFENSIVE",
    "banned_words": "BANNED_WORD",
    "suspect_words": "BANNED_WORD",
    "links": "SPAM",
    "repeats": "SPAM",
    "duplicate": "SPAM",
    "rate": "SPAM",
    "spam": "SPAM",
    "capitals": "OTHER",
    "first_time": "OTHER",
    "off_topic": "IRRELEVANT_CONTENT",
    "personal_data": "OTHER",
    "illegal": "ILLEGAL_CONTENT",
    "other": "OTHER",
}
_TOXIC_CODES: Final = frozenset({"OFFENSIVE", "ABUSIVE", "HARASSMENT_BULLYING", "HATE_SPEECH", "BANNED_WORD"})
#: Coral takes no longer explanation.
_LONGEST: Final = 200


def parse_statuses(text: str) -> Mapping[str, str]:
    """Parse `hold=PREMOD, unscored=pass` over the defaults.

    Raises `SettingsError` with the part that cannot be used.

    >>> parse_statuses("hold=PREMOD")["hold"], parse_statuses("")["reject"]
    ('PREMOD', 'REJECTED')
    """
    statuses = dict(DEFAULTS)
    for part in filter(None, (part.strip() for part in text.split(","))):
        action, _, status = (piece.strip() for piece in part.partition("="))
        if action not in DEFAULTS or status not in {*STATUSES, NO_OPINION}:
            raise SettingsError(
                f"MODERATION_CORAL_STATUSES: {part!r} cannot be used: write one of {', '.join(DEFAULTS)}, "
                f"then `=`, then one of {', '.join(STATUSES)}, or {NO_OPINION} for no opinion"
            )
        statuses[action] = status
    return statuses


@dataclass(frozen=True, slots=True)
class Wording:
    """How one deployment puts decisions to Coral."""

    statuses: Mapping[str, str] = field(default_factory=lambda: DEFAULTS)

    def unscored(self) -> dict[str, Any]:
        """Return the answer for what could not be scored."""
        status = self.statuses[UNSCORED]
        return {} if status == NO_OPINION else {"status": status}

    def answer(self, decision: Decision) -> dict[str, Any]:
        """Return the answer for a decision; Coral leaves out `reasons`, which is for people who read logs."""
        status = self.statuses[decision.action.value]
        content: dict[str, Any] = {} if status == NO_OPINION else {"status": status}
        if not decision.findings or decision.action is Action.PUBLISH:
            return content
        if flags := _flags(decision):
            content["actions"] = [{"actionType": "FLAG", "reason": flag} for flag in flags]
        if status == "REJECTED":
            worst = max(decision.findings, key=lambda finding: finding.action.severity)
            content["moderationAction"] = {"status": status, "rejectionReason": _rejection(worst)}
        content["reasons"] = [{"code": f.reason.value, "message": f.message} for f in decision.findings]
        return content


def _flags(decision: Decision) -> list[str]:
    codes = {REJECTION_CODES[finding.reason.value] for finding in decision.findings}
    toxic = ["COMMENT_DETECTED_TOXIC"] if codes & _TOXIC_CODES else []
    return toxic + (["COMMENT_DETECTED_SPAM"] if "SPAM" in codes else [])


def _rejection(finding: Finding) -> dict[str, str]:
    code = REJECTION_CODES[finding.reason.value]
    reason = {"code": code, "detailedExplanation": finding.message[:_LONGEST]}
    if code == "OTHER":
        reason["customReason"] = finding.reason.value.replace("_", " ").capitalize()
    return reason
