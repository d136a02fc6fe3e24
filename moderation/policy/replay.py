"""Replay: what another policy would have done with comments that were judged already."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from moderation.comment import Comment
from moderation.decision import Action, Decision, Finding
from moderation.policy.policy import Policy


@dataclass(frozen=True, slots=True)
class Difference:
    """A comment that the other policy would have treated otherwise, and what a person said of it, if one did."""

    comment: Comment
    before: Action
    after: Action
    findings: tuple[Finding, ...]
    verdict: str | None


@dataclass(slots=True)
class Replay:
    """How many comments were replayed, what differs, and each pair of actions with its count."""

    total: int = 0
    counts: Counter[tuple[Action, Action]] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)


def replay(before: Policy, after: Policy, judged: Iterable[tuple[Comment, Decision, str | None]]) -> Replay:
    """Judge comments by both policies on the scores that are stored; no model is asked.

    `judged` yields a comment with its author's history as it was, its decision, and a person's verdict or None.
    """
    result = Replay()
    for comment, decision, verdict in judged:
        old, _ = _judge(before, comment, decision)
        new, findings = _judge(after, comment, decision)
        result.total += 1
        result.counts[old, new] += 1
        if old is not new:
            result.differences.append(Difference(comment, old, new, findings, verdict))
    return result


def _judge(policy: Policy, comment: Comment, decision: Decision) -> tuple[Action, tuple[Finding, ...]]:
    rules = policy.rules(comment.site, comment.section)
    return rules.judge(comment, decision.scores, lambda attribute: decision.words.get(attribute, ()))
