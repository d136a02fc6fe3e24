"""Words of folded text, their crude stems, and the words that carry no meaning of their own."""

import re
from functools import lru_cache
from typing import Final

WORD: Final = re.compile(r"\w+(?:'\w+)?|[!?]")

NEGATIONS: Final = frozenset(
    """
    not no never none nobody nothing neither nor without cannot cant can't don't dont doesn't doesnt didn't
    didnt won't wont wouldn't wouldnt shouldn't shouldnt isn't isnt aren't arent wasn't wasnt hardly barely
    """.split()
)

STOP_WORDS: Final = frozenset(
    """
    a an the of to in on at by for from with and or as is are be been was were it its this that these those
    should shall must ought would will can could may might we they he she you i his her their our your my do
    does did have has had than then so such more less all any each every some who which what when where how why
    if into over under out up down off about after before between during through per not no never
    """.split()
)

_ENDINGS: Final = "ingly edly ation ings ing ies ied ers ed es er ly s e y".split()


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Cut a word to a crude stem, so that "closing", "closed" and "close" meet, and "banned" and "ban".

    >>> stem("closing") == stem("closed") == stem("close"), stem("banned")
    (True, 'ban')
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sle"
    return word[:-1] if doubled else word
