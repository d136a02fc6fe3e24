"""A comment's text in pieces, each as strong as its words raised the score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from moderation.decision import Evidence

STEPS: Final = 6
#: Log-odds that make one step: half a unit takes a probability of 0.5 to 0.62.
STEP: Final = 0.5
#: What adds less is not worth a reader's eye.
LEAST: Final = 0.05


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `level` is 0 for plain text, up to `STEPS` for the words that weigh most."""

    text: str
    level: int = 0
    contribution: float = 0.0


def cut(text: str, evidence: Sequence[Evidence]) -> tuple[Piece, ...]:
    """Cut `text` at the spans of the words that raised a score.

    >>> [(p.text, p.level) for p in cut("You idiot!", [Evidence(4, 10, "idiot!", 1.2)])]
    [('You ', 0), ('idiot!', 3)]
    """
    pieces: list[Piece] = []
    position = 0
    for word in sorted(evidence, key=lambda e: e.start):
        if word.start < position or word.end > len(text) or word.contribution < LEAST:
            continue  # spans of another revision, or words that added next to nothing
        if word.start > position:
            pieces.append(Piece(text[position : word.start]))
        level = min(STEPS, 1 + int(word.contribution / STEP))
        pieces.append(Piece(text[word.start : word.end], level, word.contribution))
        position = word.end
    if position < len(text):
        pieces.append(Piece(text[position:]))
    return tuple(pieces)
