"""Spans of a comment: offsets count UTF-16 code units, as JavaScript and Java do, end exclusive."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import regex

#: No more spans than this: the last one takes the rest of the comment.
MOST: Final = 100

_SENTENCE: Final = regex.compile(r"\S[^.!?…。!?\n]*+[.!?…。!?]*+[\"'”’)\]]*+")


class Span(NamedTuple):
    """A part of a comment and where it stands in UTF-16 code units."""

    text: str
    begin: int
    end: int


def utf16_length(text: str) -> int:
    """Count UTF-16 code units.

    >>> utf16_length("a👍"), utf16_length("é")
    (3, 1)
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def whole(text: str) -> Span:
    """Return the comment as one span."""
    return Span(text, 0, utf16_length(text))


def sentences(text: str) -> Iterator[Span]:
    """Split a comment into sentences.

    >>> [span[1:] for span in sentences("👍 Good. Bad!")]
    [(0, 8), (9, 13)]
    """
    begin = done = 0
    for count, match in enumerate(_SENTENCE.finditer(text), start=1):
        end = len(text) if count == MOST else match.end()
        part = text[match.start() : end]
        begin += utf16_length(text[done : match.start()])
        finish = begin + utf16_length(part)
        yield Span(part, begin, finish)
        begin, done = finish, end
        if count == MOST:
            return
