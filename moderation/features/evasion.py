r"""Undo what is written to get round a filter: digits and signs for letters, and letters set apart.

Every replacement keeps the length of the text, so that spans of the result are spans of the original: a letter takes
the place of the sign that stood for it, and what stood between letters becomes a zero-width space, which folding
drops. Stretched letters, look-alikes of other scripts and invisible characters are folding's affair (`normalise`).
Most comments have nothing of the kind: two quick searches say so, and the text comes back as it is.
"""

import re
from typing import Final

#: What a sign stands for between letters.
_SIGNS: Final = str.maketrans("013457@$!|€", "oieastasiie")

_MAYBE_LEET: Final = re.compile(r"[013457@$!|€][a-zA-Z]")
#: Letters with at most two signs in a row between or before them: sh1t, a55hole, @sshole; no address, no price.
_LEET: Final = re.compile(r"(?<![\w@$!|€./])[^\W\d_]*(?:[013457@$!|€]{1,2}[^\W\d_]+)+(?![\w@/]|\.\w)")
_ORDINARY: Final = re.compile(r"\d+[a-z]{1,3}|[a-z]+\d+s?|[a-z]\d[a-z]", re.IGNORECASE)  # 2nd, 3pm, G20s, B2B

_MAYBE_APART: Final = re.compile(r"[ .\-_*][a-zA-Z][ .\-_*][a-zA-Z][ .\-_*]")
#: Four or more single letters, each set apart by the same sign or blank: i d i o t, f.u.c.k; not a b c.
_APART: Final = re.compile(r"(?<![^\W_])[^\W\d_]([ .\-_*])[^\W\d_](?:\1[^\W\d_]){2,}(?![^\W_])")
_GAP: Final = "\u200b"


def undo_evasion(text: str) -> str:
    r"""Return `text` with signs read as letters and spelt-out words closed up; of the same length.

    >>> undo_evasion("you 1d10t, sh1t on the 2nd of May")
    'you idiot, shit on the 2nd of May'
    >>> undo_evasion("f.u.c.k and i d i o t").replace("\u200b", "")
    'fuck and idiot'
    """
    if _MAYBE_LEET.search(text):
        text = _LEET.sub(_as_letters, text)
    if _MAYBE_APART.search(text):
        text = _APART.sub(_closed, text)
    return text


def _as_letters(match: re.Match[str]) -> str:
    token = match.group()
    letters = sum(c.isalpha() for c in token)
    if letters < 2 or token[0] == "$" or _ORDINARY.fullmatch(token):
        return token
    return token.translate(_SIGNS)


def _closed(match: re.Match[str]) -> str:
    spelt = match.group()
    if match.group(1) == "." and spelt.isupper():  # an abbreviation
        return spelt
    return spelt.replace(match.group(1), _GAP)
