"""Thresholds: from which probability on an attribute holds a comment for a moderator.

Only civility attributes take part. Stance and relevance have no threshold, by design: opposing an article must never
change what happens to a comment. A model alone never rejects; people do.
"""

from collections.abc import Callable, Mapping
from typing import Final

from moderation.decision import Action, Evidence, Finding, Reason, Scores
from moderation.label import Attribute

Thresholds = Mapping[Attribute, float]

#: Probabilities are calibrated: at 0.5 every second comment that is held deserved it. What hurts people is held
#: earlier; profanity alone, later.
DEFAULT_THRESHOLDS: Final[Thresholds] = {
    Attribute.TOXICITY: 0.5,
    Attribute.SEVERE_TOXICITY: 0.3,
    Attribute.INSULT: 0.5,
    Attribute.PROFANITY: 0.8,
    Attribute.THREAT: 0.3,
    Attribute.IDENTITY_ATTACK: 0.4,
    Attribute.SEXUALLY_EXPLICIT: 0.5,
}


def judge_scores(
    scores: Scores,
    thresholds: Thresholds,
    words_behind: Callable[[Attribute], tuple[Evidence, ...]],
) -> tuple[Finding, ...]:
    """Return a finding for each attribute at or over its threshold, the most certain first."""
    high = [
        (attribute, scores.civility[attribute], threshold)
        for attribute, threshold in thresholds.items()
        if scores.civility.get(attribute, 0.0) >= threshold
    ]
    high.sort(key=lambda item: -item[1])
    return tuple(
        Finding(
            Reason(attribute.value),
            Action.HOLD,
            f"{attribute.value.replace('_', ' ')} {value:.2f}, held from {threshold:.2f}",
            {"score": round(value, 4), "threshold": threshold},
            words_behind(attribute),
        )
        for attribute, value, threshold in high
    )
