"""A proposition that a reader can support or oppose, read as content words and a polarity.

"The council should ban dogs" asks for less of its subject (-1), "should allow dogs" for more (+1). Together with its
opposite it becomes a `Question` whose polarity changes sign when the two are swapped, whatever is known of their
verbs. After Bar-Haim et al., "Stance Classification of Context-Dependent Claims" (EACL 2017).
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from moderation.features.normalise import normalise
from moderation.features.stems import NEGATIONS, STOP_WORDS, WORD, stem

#: Words by which a proposition asks for less of its subject, binds it, or speaks ill of it.
LESSENING: Final = frozenset(map(stem, """
    abandon abolish abolition against anti axe ban bar barred block boycott cancel cane cap cease censor close
    compel compulsory condemn convict criminal criminalise criminalize curb cut damage dangerous demolish deny
    deport destroy detain disband discontinue disestablish dismantle drop eliminate end evict exclude execute
    expel fail failure fight fine forbid force freeze halt harm harmful hurt illegal immoral impose ineffective
    jail kill limit lose mandatory oblige oppose outlaw penalise postpone prevent prison privatise prohibit punish
    quit raze reduce refuse reject remove repeal require resign restrict scrap shun shut slash stop sue suspend
    threat triple turn-away unethical unfair unjust unnecessary unsafe useless weaken withdraw worse wrong
    call-off give-up
    """.split()))  # fmt: skip

#: Words by which it asks for more of its subject, frees it, or speaks well of it.
FURTHERING: Final = frozenset(map(stem, """
    accept admit adopt allow arm authorise authorize back beneficial benefit best better build create develop
    effective enable encourage endorse expand extend free fund good grant help hire improve increase introduce
    invest justified legal legalise legalize let liberalise lower moral necessary open permit promote protect
    provide raise recognise recognize release restore safe save serve sign subsidise subsidize support welcome
    """.split()))  # fmt: skip

#: Words by which it asks that things stay as they are.
STANDING: Final = frozenset(map(stem, "continue go-on keep leave maintain remain retain stand stay".split()))

_PHRASES: Final = (
    ("going on", "go-on"), ("go on", "go-on"), ("keep up", "continue"), ("call off", "call-off"),
    ("give up", "give-up"), ("turn away", "turn-away"), ("more harm than good", "harm"),
)  # fmt: skip
#: "Without" speaks of a circumstance ("miss appointments without notice"), not of the claim.
_DENIALS: Final = NEGATIONS - {"without"}
_TOKEN: Final = re.compile(r"[\w-]+(?:'\w+)?")
_AUXILIARIES: Final = frozenset("should can could must will would is are was were has have may might shall".split())


@dataclass(frozen=True, slots=True)
class Claim:
    """One proposition: its content stems, its polarity (0 where no verb is known), whether it asks for no change."""

    words: frozenset[str]
    polarity: int
    stands: int


@dataclass(frozen=True, slots=True)
class Question:
    """A proposition with its opposite: `polarity` -1, 0 or +1, the stems of both, and those that only one has."""

    polarity: int
    words: frozenset[str]
    only_here: frozenset[str]
    only_there: frozenset[str]

    def flipped(self) -> "Question":
        """Return the same question asked the other way round."""
        return Question(-self.polarity, self.words, self.only_there, self.only_here)


def _sign_of(tokens: list[str]) -> int:
    for token in tokens:
        root = stem(token)
        if root in LESSENING:
            return -1
        if root in FURTHERING:
            return 1
    return 0


@lru_cache(maxsize=4096)
def read_claim(proposition: str) -> Claim:
    """Read the content words and the polarity of one proposition.

    >>> read_claim("Payday loans should be banned.").polarity, read_claim("Dogs should not be banned.").polarity
    (-1, 1)
    """
    folded = normalise(proposition)
    content = frozenset(
        stem(w) for w in WORD.findall(folded) if w.isalnum() and w not in STOP_WORDS and w not in NEGATIONS
    )
    for phrase, word in _PHRASES:
        folded = folded.replace(phrase, word)
    tokens = _TOKEN.findall(folded)
    denied = sum(token in _DENIALS for token in tokens)
    polarity = _sign_of(tokens)
    if denied % 2:
        polarity = -polarity or -1
    standing = sum(stem(t) in STANDING for t in tokens)
    return Claim(content, polarity, denied + standing)


@lru_cache(maxsize=4096)
def read_question(proposition: str, opposite: str | None = None) -> Question:
    """Read a proposition and its opposite, which is the negated proposition where none is given.

    Where both have the same sign ("should close", "should stay closed to cars"), the one that keeps things
    as they are is the opposite of the one that changes them.

    >>> question = read_question("Mill Road should close.", "Mill Road should stay open.")
    >>> question.flipped() == read_question("Mill Road should stay open.", "Mill Road should close.")
    True
    """
    here = read_claim(proposition)
    if opposite is None or not opposite.strip():
        # a bare topic ("Austerity") asks whether its readers want it: +1
        return Question(here.polarity or 1, here.words, frozenset(), frozenset())
    there = read_claim(opposite)
    difference = here.polarity - there.polarity or there.stands - here.stands
    return Question(
        (difference > 0) - (difference < 0),
        here.words | there.words,
        here.words - there.words,
        there.words - here.words,
    )


def negate(proposition: str) -> str:
    """Return the proposition with "not" behind its auxiliary verb, or without it where it is there.

    >>> negate("We should ban zoos."), negate("We should not ban zoos."), negate("Austerity")
    ('We should not ban zoos.', 'We should ban zoos.', 'Not: Austerity')
    """
    words = proposition.split()
    for index, word in enumerate(words):
        if word.lower() in _AUXILIARIES:
            behind = words[index + 1 :]
            if behind and behind[0].lower() == "not":
                return " ".join(words[: index + 1] + behind[1:])
            return " ".join([*words[: index + 1], "not", *behind])
    return proposition.removeprefix("Not: ") if proposition.startswith("Not: ") else f"Not: {proposition}"
