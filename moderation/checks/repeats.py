"""Repeats: the same character or the same word over and over ("!!!!!!!!!!", "buy buy buy buy buy")."""

import re
from typing import Final

from moderation.comment import Comment
from moderation.decision import Action, Evidence, Finding, Reason

_WORD: Final = re.compile(r"\w+")
_RUN: Final = re.compile(r"([^\s\d.])\1+")


def check_repeats(comment: Comment, characters: int, words: int, action: Action) -> Finding | None:
    """Find a comment with `characters` times the same character or `words` times the same word in a row."""
    runs = [match.span() for match in _RUN.finditer(comment.text) if len(match[0]) >= characters]
    runs += _word_runs(comment.text, words)
    if not runs:
        return None
    evidence = tuple(Evidence(start, end, comment.text[start:end], 0.0) for start, end in sorted(runs)[:8])
    return Finding(Reason.REPEATS, action, "the same over and over", {"count": len(runs)}, evidence)


def _word_runs(text: str, least: int) -> list[tuple[int, int]]:
    runs = []
    begun, length, previous, last_end = 0, 0, "", 0
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if word == previous:
            length += 1
        else:
            if length >= least:
                runs.append((begun, last_end))
            begun, length, previous = match.start(), 1, word
        last_end = match.end()
    return [*runs, (begun, last_end)] if length >= least else runs
