"""Thresholds: from which probability on an attribute holds a comment for a moderator, or rejects it.

Only civility attributes take part. Stance and relevance have no threshold, by design: opposing an article must never
change what happens to a comment.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from moderation.decision import Action, Evidence, Finding, Reason, Scores
from moderation.label import Attribute

Words = Callable[[Attribute], tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True)
class Threshold:
    """Under `hold` a comment is published, from `hold` on it is held, from `reject` on rejected; None is never."""

    hold: float | None = None
    reject: float | None = None

    def judge(self, probability: float) -> tuple[Action, float] | None:
        """Return the action that a probability asks for, and the limit it reached; None where it is published.

        >>> Threshold(hold=0.5).judge(0.5), Threshold(hold=0.5).judge(0.49)
        ((<Action.HOLD: 'hold'>, 0.5), None)
        """
        if self.reject is not None and probability >= self.reject:
            return Action.REJECT, self.reject
        if self.hold is not None and probability >= self.hold:
            return Action.HOLD, self.hold
        return None


@dataclass(frozen=True, slots=True)
class Combined:
    """A rule over several attributes: all of `at_least` are reached, and none of `below`."""

    at_least: Mapping[Attribute, float]
    below: Mapping[Attribute, float] = field(default_factory=dict)
    action: Action = Action.HOLD
    name: str = ""

    def applies(self, scores: Scores) -> bool:
        """Whether it does; an attribute that the model has no head for reaches nothing and is below nothing."""
        found = scores.civility
        return all(a in found and found[a] >= least for a, least in self.at_least.items()) and all(
            a in found and found[a] < limit for a, limit in self.below.items()
        )


def judge_scores(scores: Scores, thresholds: Mapping[Attribute, Threshold], words_behind: Words) -> tuple[Finding, ...]:
    """Return a finding for each attribute at or over a threshold, the most certain first."""
    high = [
        (attribute, scores.civility[attribute], *judged)
        for attribute, threshold in thresholds.items()
        if attribute in scores.civility and (judged := threshold.judge(scores.civility[attribute])) is not None
    ]
    high.sort(key=lambda item: -item[1])
    return tuple(
        Finding(
            Reason(attribute.value),
            action,
            f"{attribute.value.replace('_', ' ')} {value:.2f}, {_PAST[action]} from {limit:.2f}",
            {"score": round(value, 4), "threshold": limit},
            words_behind(attribute),
        )
        for attribute, value, action, limit in high
    )


def judge_combined(scores: Scores, rules: Sequence[Combined], words_behind: Words) -> tuple[Finding, ...]:
    """Return a finding for each rule over several attributes that applies."""
    return tuple(
        Finding(
            Reason.COMBINED,
            rule.action,
            rule.name or " and ".join(f"{a.value.replace('_', ' ')} {scores.civility[a]:.2f}" for a in rule.at_least),
            {a.value: round(scores.civility[a], 4) for a in (*rule.at_least, *rule.below)},
            tuple(dict.fromkeys(word for a in rule.at_least for word in words_behind(a))),
        )
        for rule in rules
        if rule.applies(scores)
    )


_PAST = {Action.HOLD: "held", Action.REJECT: "rejected"}
