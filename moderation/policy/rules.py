"""The rules of one site and section, ready to judge a comment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from moderation.checks import (
    Check,
    Pattern,
    WordList,
    check_capitals,
    check_duplicate,
    check_first_time,
    check_length,
    check_links,
    check_rate,
    check_repeats,
    check_words,
)
from moderation.comment import Comment
from moderation.decision import Action, Finding, Reason, Scores
from moderation.label import Attribute
from moderation.policy.document import RulesTable, WordsTable
from moderation.policy.thresholds import Combined, Threshold, Words, judge_combined, judge_scores


@dataclass(frozen=True, slots=True)
class Rules:
    """What a comment is judged by; made once for each site and section."""

    minimum_length: int
    checks: Sequence[Check]
    thresholds: Mapping[Attribute, Threshold]
    combined: Sequence[Combined]

    def judge(self, comment: Comment, scores: Scores, words_behind: Words) -> tuple[Action, tuple[Finding, ...]]:
        """Return every finding, and the severest action that one of them asks for."""
        found = [finding for check in self.checks if (finding := check(comment)) is not None]
        found += judge_scores(scores, self.thresholds, words_behind)
        found += judge_combined(scores, self.combined, words_behind)
        return max((f.action for f in found), key=lambda a: a.severity, default=Action.PUBLISH), tuple(found)


def build_rules(table: RulesTable, minimum_length: int) -> Rules:
    """Build the rules that a table asks for; `minimum_length` is for a table that has none."""
    minimum = minimum_length if table.minimum_length is None else table.minimum_length
    thresholds = {a: Threshold(t.hold, t.reject) for a, t in table.thresholds.items() if t}
    combined = [Combined(c.at_least, c.below, Action(c.action), c.name) for c in table.combined]
    return Rules(minimum, _build_checks(table, minimum), thresholds, combined)


def _build_checks(table: RulesTable, minimum_length: int) -> tuple[Check, ...]:
    """Return the rules that need no model, in the order in which their findings are reported."""
    return (
        # what the writer can mend at once comes first
        partial(check_length, minimum=minimum_length),
        *_text_checks(table),
        # what only the author's past says comes last: the text may be fine
        *_author_checks(table),
    )


def _text_checks(table: RulesTable) -> list[Check]:
    checks: list[Check] = []
    if table.banned:
        checks.append(_words(table.banned, Reason.BANNED_WORDS, Action.REJECT))
    if table.suspect:
        checks.append(_words(table.suspect, Reason.SUSPECT_WORDS, Action.HOLD))
    if table.links:
        allow = tuple(host.lower().removeprefix("www.") for host in table.links.allow)
        checks.append(partial(check_links, maximum=table.links.maximum, allow=allow, action=Action(table.links.action)))
    if table.repeats:
        repeats = table.repeats
        checks.append(
            partial(check_repeats, characters=repeats.characters, words=repeats.words, action=Action(repeats.action))
        )
    if table.capitals:
        capitals = table.capitals
        checks.append(
            partial(check_capitals, share=capitals.share, letters=capitals.letters, action=Action(capitals.action))
        )
    return checks


def _author_checks(table: RulesTable) -> list[Check]:
    checks: list[Check] = []
    if table.duplicate:
        checks.append(partial(check_duplicate, times=table.duplicate.times, action=Action(table.duplicate.action)))
    if table.rate:
        rate = table.rate
        checks.append(partial(check_rate, comments=rate.comments, seconds=rate.seconds, action=Action(rate.action)))
    if table.first_time:
        first = table.first_time
        checks.append(partial(check_first_time, published=first.published, action=Action(first.action)))
    return checks


def _words(table: WordsTable, reason: Reason, usual: Action) -> Check:
    return partial(
        check_words,
        words=WordList(table.words),
        patterns=tuple(Pattern(source) for source in table.patterns),
        reason=reason,
        action=Action(table.action or usual),
    )
