"""Rules that need no model: one file a rule, each `Comment -> Finding | None`.

`moderation.policy` chooses which of them run, with which figures and in which order.
"""

from collections.abc import Callable

from moderation.checks.author import check_duplicate, check_first_time, check_rate
from moderation.checks.capitals import check_capitals
from moderation.checks.length import check_length, count_characters
from moderation.checks.links import check_links
from moderation.checks.patterns import Pattern
from moderation.checks.repeats import check_repeats
from moderation.checks.words import WordList, check_words
from moderation.comment import Comment
from moderation.decision import Finding

Check = Callable[[Comment], Finding | None]

__all__ = [
    "Check",
    "Pattern",
    "WordList",
    "check_capitals",
    "check_duplicate",
    "check_first_time",
    "check_length",
    "check_links",
    "check_rate",
    "check_repeats",
    "check_words",
    "count_characters",
]
