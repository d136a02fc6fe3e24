"""The minimum length rule: a comment needs so many characters, counted as a reader would count them.

Counted are grapheme clusters (Unicode Annex 29) after NFC, with runs of blanks as one and none at the ends. Not
counted are URLs, quoted lines (`> …`), and characters that cannot be seen. The comment form counts by the same
steps in JavaScript; `tests/vectors/length.json` holds both to the same answers.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import regex

from moderation.comment import Comment
from moderation.decision import Action, Finding, Reason

_QUOTED_LINE: Final = regex.compile(r"^[ \t]*>.*$", regex.MULTILINE)
_URL: Final = regex.compile(r"(?:https?://|www\.)[^\s\u3000]+", regex.IGNORECASE)

#: Drawn as nothing wherever they stand: soft hyphen, zero-width space, word joiner, direction marks, byte order mark.
_INVISIBLE: Final = regex.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+"
)
#: Drawn as a blank: white space and control characters, and the fillers that people pad comments with.
_BLANKS: Final = regex.compile(
    "[\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000\u3164\uffa0]+"
)
#: Joiners and marks mean something behind a letter or an emoji, and nothing behind a blank.
_STRAY: Final = regex.compile("(?:^|(?<= ))[\u200c\u200d\ufe00-\ufe0f\u0300-\u036f]+")
#: Without these a line of printable ASCII has nothing but its blanks to fold.
_NEEDS_A_LOOK: Final = re.compile(r">|://|www\.", re.IGNORECASE)
_CLUSTER: Final = regex.compile(r"\X")


@lru_cache(maxsize=8)  # the rule and the answer ask for the same text
def count_characters(text: str) -> int:
    r"""Count the characters of a comment that count.

    >>> count_characters("  Well   said! "), count_characters("👨‍👩‍👧"), count_characters("> quoted\nme\u0301")
    (10, 1, 2)
    """
    if text.isascii() and text.isprintable() and not _NEEDS_A_LOOK.search(text):
        return len(" ".join(text.split()))
    text = _QUOTED_LINE.sub("", text)
    text = _URL.sub("", text)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = _STRAY.sub("", _BLANKS.sub(" ", text))
    text = _BLANKS.sub(" ", text).strip(" ")
    return len(_CLUSTER.findall(text))


def check_length(comment: Comment, minimum: int) -> Finding | None:
    """Find a comment that is shorter than `minimum` characters."""
    counted = count_characters(comment.text)
    if counted >= minimum:
        return None
    missing = minimum - counted
    return Finding(
        Reason.TOO_SHORT,
        Action.REJECT,
        f"{counted} of at least {minimum} characters: {missing} more needed",
        {"counted": counted, "minimum": minimum, "missing": missing},
    )
