"""Find a proposition in a headline: what its readers could support or oppose.

"Council votes to close Mill Road" asks whether the council should. Where a headline reports something and asks for
nothing ("Bridge collapses near Leeds"), stance is about that development: whether a reader welcomes or deplores it.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from moderation.decision import StanceOrigin


class Derived(NamedTuple):
    """A proposition and how it came about: `derived` (somebody should do something) or `reported`."""

    proposition: str
    origin: StanceOrigin


_LABEL: Final = re.compile(
    r"^(?:breaking|exclusive|opinion|analysis|editorial|live|video|watch|comment)\s*[:|-]\s*", re.I
)
_WILL: Final = re.compile(
    r"^(?P<who>.+?)\s+(?:(?:votes?|plans?|wants?|agrees?|moves?|proposes?|pledges?|vows?|asks?|seeks?|set|told|urged|likely"
    r"|ordered|decides?|is|are|due|prepares?|poised)\s+)?to\s+(?P<what>(?!be\s+\w+ed\s+by)[a-z]+\b.*)$",
)
_MODAL: Final = re.compile(
    r"^(?P<who>.+?)\s+(?:could|may|might|will|would|should|must)\s+(?P<what>(?:not\s+)?[a-z]+\b.*)$"
)
_ASKED: Final = re.compile(r"^[Ss]hould\s+(?P<who>(?:the |a |an )?\S+(?: [A-Z]\S*)*)\s+(?P<what>.+?)\?*$")
_PRESENT: Final = re.compile(
    r"^(?P<who>.+?)\s+(?P<verb>abolish|allow|approve|axe|back|ban|bar|block|build|cancel|cap|close|cut|drop|end|extend|fund"
    r"|halt|introduce|legalise|legalize|limit|open|outlaw|raise|reject|restrict|scrap|sell|stop|suspend)(?:e?s)\s+(?P<what>.+)$"
)
_NOT_A_NAME: Final = re.compile(r"\b(?:says?|said|how|why|what|when|where)\b", re.I)


@lru_cache(maxsize=4096)
def derive_proposition(headline: str) -> Derived | None:
    """Return the proposition in a headline, or None where it has fewer than three words.

    >>> derive_proposition("Council votes to close Mill Road").proposition
    'Council should close Mill Road.'
    >>> derive_proposition("Patients could be charged £15 for missing appointments").proposition
    'Patients should be charged £15 for missing appointments.'
    >>> derive_proposition("Festival bars films with dead actors").proposition
    'Festival should bar films with dead actors.'
    >>> derive_proposition("Bridge near Leeds collapses in flood").origin.value
    'reported'
    """
    text = _LABEL.sub("", headline.strip())
    if len(text.split()) < 3:
        return None
    if found := _ASKED.match(text):
        return _should(found["who"], found["what"])
    both = [found for pattern in (_WILL, _MODAL) if (found := pattern.match(text))]
    if both and not _NOT_A_NAME.search((first := min(both, key=lambda found: len(found["who"])))["who"]):
        return _should(first["who"], first["what"])
    if (found := _PRESENT.match(text)) and not _NOT_A_NAME.search(found["who"]):
        return _should(found["who"], f"{found['verb']} {found['what']}")
    return Derived(text, StanceOrigin.REPORTED)


def _should(who: str, what: str) -> Derived:
    who = who[:1].upper() + who[1:]
    return Derived(f"{who} should {what.rstrip(' .?')}.", StanceOrigin.DERIVED)
