"""Scores and findings become a decision: what is published, held for a moderator, or rejected, and why.

thresholds  one attribute or several together
rules       everything that one site and section asks for, in order
document    what a policy file may say
read        a file is read, and refused with its line
policy      the rules of every site and section
replay      what another policy would have done
"""

from moderation.policy.policy import DEFAULT_PATH, Policy
from moderation.policy.replay import Difference, Replay, replay
from moderation.policy.rules import Rules
from moderation.policy.thresholds import Combined, Threshold, judge_combined, judge_scores

__all__ = [
    "DEFAULT_PATH",
    "Combined",
    "Difference",
    "Policy",
    "Replay",
    "Rules",
    "Threshold",
    "judge_combined",
    "judge_scores",
    "replay",
]
