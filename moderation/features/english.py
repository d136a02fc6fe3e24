"""Whether words look like English: the models read nothing else, and should say so rather than guess."""

from collections.abc import Sequence
from typing import Final

#: Function words that hardly any other language shares.
_ENGLISH: Final = frozenset(
    """
    the of to and is are was were it its this that these those with for from by at as but not be been being have has
    had will would could should can they them their we our us you your he his him she her i my what who which when
    where why how if then than there here do does did don't just all any some more most than so very too only about
    into over under after before because while or an in on out up off now never always people one get got go like
    """.split()
)
_FEWEST: Final = 8
_LEAST: Final = 0.1


def looks_english(words: Sequence[str]) -> bool:
    """Say whether folded words may be English; fewer than eight cannot tell, unless no letter is Latin.

    >>> looks_english("they should leave the road as it is".split())
    True
    >>> looks_english("creo que la calle debe quedarse como esta ahora".split())
    False
    """
    letters = "".join(words)
    if letters and not any("a" <= c <= "z" for c in letters) and any(c.isalpha() for c in letters):
        return False
    if len(words) < _FEWEST:
        return True
    return sum(word in _ENGLISH for word in words) >= _LEAST * len(words)
