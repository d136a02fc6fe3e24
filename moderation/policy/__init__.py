"""Scores and findings become a decision: what is published, held for a moderator, or rejected, and why."""

from moderation.policy.thresholds import DEFAULT_THRESHOLDS, Thresholds, judge_scores

__all__ = ["DEFAULT_THRESHOLDS", "Thresholds", "judge_scores"]
