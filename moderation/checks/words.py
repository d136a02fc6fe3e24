"""Banned and suspect words: found in the folded text, so that case, accents and look-alike letters hide nothing."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from moderation.checks.patterns import Pattern
from moderation.comment import Comment
from moderation.decision import Action, Evidence, Finding, Reason
from moderation.features.normalise import normalise, normalise_with_offsets

_WORD: Final = re.compile(r"\w+")
_MOST_SHOWN: Final = 8


class _Term(NamedTuple):
    words: tuple[str, ...]
    is_prefix: bool


class WordList:
    """Words and phrases to look for; a star at the end stands for any ending.

    One look at each word of a text, however many terms there are.

    >>> WordList(["snake oil", "bitc*"]).spans("Bítcoins and SNAKE  oil!")
    [(0, 8), (13, 23)]
    """

    def __init__(self, terms: Iterable[str]) -> None:
        self._by_first: dict[str, list[_Term]] = defaultdict(list)
        self._prefixes: dict[str, list[_Term]] = defaultdict(list)
        for term in terms:
            words = tuple(_WORD.findall(normalise(term)))
            if not words:
                raise ValueError(f"{term!r} has no word in it")
            parsed = _Term(words, term.rstrip().endswith("*"))
            target = self._prefixes if parsed.is_prefix and len(words) == 1 else self._by_first
            target[words[0]].append(parsed)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where terms stand in `text`, in code points, end exclusive."""
        folded = normalise(text)
        places = [match.span() for match in _WORD.finditer(folded)]
        words = [folded[start:end] for start, end in places]
        found = [(i, i + length) for i in range(len(words)) if (length := self._match(words, i))]
        if not found:
            return []
        # only now, as it is slower: where each folded character came from
        origins = normalise_with_offsets(text)[1].tolist()
        return [(origins[places[i][0]], origins[places[j - 1][1] - 1] + 1) for i, j in found]

    def _match(self, words: Sequence[str], start: int) -> int:
        """Return how many words the term has that begins at `start`; 0 without one."""
        word = words[start]
        if any(word[:length] in self._prefixes for length in self._lengths[: bisect_right(self._lengths, len(word))]):
            return 1
        return max((len(t.words) for t in self._by_first.get(word, ()) if _continues(t, words, start)), default=0)


def _continues(term: _Term, words: Sequence[str], start: int) -> bool:
    found = tuple(words[start : start + len(term.words)])
    if not term.is_prefix:
        return found == term.words
    return len(found) == len(term.words) and found[:-1] == term.words[:-1] and found[-1].startswith(term.words[-1])


def check_words(
    comment: Comment, words: WordList, patterns: Sequence[Pattern], reason: Reason, action: Action
) -> Finding | None:
    """Find a comment with a listed word or pattern."""
    spans = words.spans(comment.text)
    for pattern in patterns:
        spans += pattern.spans(comment.text)
    if not spans:
        return None
    shown = [Evidence(start, end, comment.text[start:end], 0.0) for start, end in _apart(spans)[:_MOST_SHOWN]]
    listed = "banned" if reason is Reason.BANNED_WORDS else "suspect"
    quoted = ", ".join(f"“{evidence.text}”" for evidence in shown)
    return Finding(reason, action, f"{listed}: {quoted}", {"count": len(spans)}, tuple(shown))


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, the longest of those that overlap at their beginning.

    >>> _apart([(6, 9), (0, 5), (0, 9), (9, 10)])
    [(0, 9), (9, 10)]
    """
    apart: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not apart or start >= apart[-1][1]:
            apart.append((start, end))
    return apart
