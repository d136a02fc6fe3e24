"""A comment as seen from the proposition it may support or oppose.

A proposition has content words and a polarity: "The council should close Mill Road" asks for less of
something (-1), "should open" for more (+1). Tokens of the comment are read with that sign, so that "good" under
the one is "bad" under the other; after Bar-Haim et al., "Stance Classification of Context-Dependent Claims" (2017).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from moderation.features.normalise import normalise

WINDOW: Final = 4
_WORD: Final = re.compile(r"\w+(?:'\w+)?|[!?]")

NEGATIONS: Final = frozenset(
    """
    not no never none nobody nothing neither nor without cannot cant can't don't dont doesn't doesnt didn't
    didnt won't wont wouldn't wouldnt shouldn't shouldnt isn't isnt aren't arent wasn't wasnt hardly barely
    """.split()
)

#: Verbs by which a proposition asks for less of its subject.
LESSENING: Final = frozenset(
    """
    abandon abolish axe ban bar block cancel cease close criminalise criminalize curb cut delay demolish disband
    discontinue drop eliminate end evict exclude forbid freeze halt limit oppose outlaw postpone prevent
    privatise prohibit quit raze reduce refuse reject remove repeal restrict resign scrap shut slash stop
    suspend withdraw
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


@dataclass(frozen=True, slots=True)
class Target:
    """A proposition as its content words (folded, stemmed by their first letters) and its polarity."""

    words: frozenset[str]
    polarity: int

    def flipped(self) -> "Target":
        """Return the target of the opposite question."""
        return Target(self.words, -self.polarity)


def stem(word: str) -> str:
    """Cut a word to a crude stem, so that "closing", "closed" and "close" meet.

    >>> stem("closing") == stem("closed") == stem("close")
    True
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


_LESSENING_STEMS: Final = frozenset(map(stem, LESSENING))


@lru_cache(maxsize=4096)
def parse_proposition(proposition: str) -> Target:
    """Read the content words and the polarity of a proposition.

    >>> parse_proposition("The council should close Mill Road to cars.").polarity
    -1
    >>> parse_proposition("The council should not close Mill Road to cars.").polarity
    1
    """
    words = _WORD.findall(normalise(proposition))
    signs = [-1 for w in words if w in NEGATIONS]
    if any(stem(w) in _LESSENING_STEMS for w in words):
        signs.append(-1)
    polarity = -1 if len(signs) % 2 else 1
    content = frozenset(stem(w) for w in words if w.isalnum() and w not in STOP_WORDS and w not in NEGATIONS)
    return Target(content, polarity)


@dataclass(frozen=True, slots=True)
class View:
    """A comment's tokens for the two questions: does it take a side (`side`), and which (`signed`)."""

    side: tuple[str, ...]
    signed: tuple[str, ...]


def view(text: str, target: Target) -> View:
    """Tokenise a comment towards a target.

    `signed` holds every token with the target's polarity in front: `+good`, `-good`; tokens near a word of
    the target also as `t+good`, tokens behind a negation with `not_`.
    """
    tokens = _WORD.findall(normalise(text))
    marked: list[str] = []
    near: list[bool] = []
    negated_until = -1
    hits = [i for i, token in enumerate(tokens) if stem(token) in target.words]
    for i, token in enumerate(tokens):
        if token in NEGATIONS:
            negated_until = i + 3
            marked.append(token)
        else:
            marked.append(f"not_{token}" if i <= negated_until else token)
        near.append(any(abs(i - h) <= WINDOW for h in hits) if hits else False)
    bigrams = [f"{a}_{b}" for a, b in pairwise(marked)]
    sign = "+" if target.polarity > 0 else "-"
    signed = [f"{sign}{token}" for token in marked + bigrams]
    signed += [f"t{sign}{token}" for token, close in zip(marked, near, strict=True) if close]
    side = [
        *tokens,
        *bigrams,
        f"hits={min(len(hits), 3)}",
        f"length={min(len(tokens).bit_length(), 8)}",
    ]
    return View(tuple(side), tuple(signed))
