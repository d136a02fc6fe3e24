"""Patterns of a policy, run by RE2: time grows with the text and never explodes, whatever the pattern (no ReDoS)."""

from typing import Final

import re2

_OPTIONS: Final = re2.Options()
_OPTIONS.case_sensitive = False
_OPTIONS.log_errors = False
_MOST: Final = 20


class Pattern:
    r"""One regular expression (RE2 syntax, letter case is ignored).

    >>> Pattern(r"\b\d{3}-\d{4}\b").spans("call 555-1234")
    [(5, 13)]
    """

    def __init__(self, source: str) -> None:
        try:
            self._compiled = re2.compile(source, _OPTIONS)
        except re2.error as error:
            message = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
            raise ValueError(f"{source!r} is no pattern of RE2: {message}") from error
        if self._compiled.search("") is not None:
            raise ValueError(f"{source!r} finds something in an empty text: it would find every comment")

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where the pattern matches, in code points, end exclusive; the first ones if there are many."""
        found = []
        for match in self._compiled.finditer(text):
            found.append(match.span())
            if len(found) == _MOST:
                break
        return found
