"""Rules that need no model: one file a rule, each `Comment -> Finding | None`, in this order."""

from collections.abc import Callable
from functools import partial

from moderation.checks.length import check_length, count_characters
from moderation.comment import Comment
from moderation.decision import Finding

Check = Callable[[Comment], Finding | None]

__all__ = ["Check", "build_checks", "count_characters"]


def build_checks(minimum_length: int) -> tuple[Check, ...]:
    """Return the rules of a deployment in the order in which their findings are reported."""
    return (
        # what the writer can mend at once comes first
        partial(check_length, minimum=minimum_length),
    )
