"""Leave out what a comment quotes: those are the article's words or another reader's, not the writer's own."""

import re
from typing import Final

from moderation.features.normalise import normalise

_QUOTED_LINE: Final = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_QUOTED: Final = re.compile(r"[\"“”«]([^\"“”«»\n]{12,})[\"“”»]")
_MARKS: Final = frozenset('>"“”«')
_LONG: Final = 40


def without_quotes(text: str, article: str) -> str:
    r"""Return the comment less lines that begin with ">", and less quotations and copies of `article` (folded).

    >>> without_quotes("> cars will be banned\nGood.", "").strip()
    'Good.'
    >>> without_quotes('"Cars will be banned": about time', "mill road: cars will be banned from june").strip()
    ': about time'
    """
    if not _MARKS.isdisjoint(text):
        text = _QUOTED_LINE.sub(" ", text)
        text = _QUOTED.sub(lambda found: " " if normalise(found[1]).rstrip(" .,!?") in article else found[0], text)
    if len(text) >= _LONG and article and normalise(text).rstrip(" .") in article:
        return ""
    return text
