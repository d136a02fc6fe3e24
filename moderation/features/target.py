"""A comment as seen from the question that it may answer: marked tokens, and how far it touches the question."""

from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.features.normalise import normalise
from moderation.features.proposition import Question
from moderation.features.stems import NEGATIONS, STOP_WORDS, WORD, stem

WINDOW: Final = 4
NEGATED: Final = 3

#: What `contact` measures, in its order.
CONTACT: Final = ("hits", "share", "all", "none", "similar", "lead", "length", "questions")
#: What `leaning` measures, in its order; each changes sign with the question.
LEANING: Final = ("words", "negated_words", "more_words", "more_negated_words", "prior")


class Tokens(NamedTuple):
    """The words of a comment, their stems, and the words with `not_` behind a negation."""

    words: list[str]
    stems: list[str]
    marked: list[str]


def tokenise(text: str) -> Tokens:
    """Fold and split a text.

    >>> tokenise("Not a good idea").marked
    ['not', 'not_a', 'not_good', 'not_idea']
    """
    words = WORD.findall(normalise(text))
    marked, until = [], -1
    for index, word in enumerate(words):
        if word in NEGATIONS:
            until = index + NEGATED
            marked.append(word)
        else:
            marked.append(f"not_{word}" if index <= until else word)
    return Tokens(words, [stem(w) for w in words], marked)


def ngrams(tokens: Tokens, question: Question) -> list[str]:
    """Return marked words and pairs of words; those near a word of the question also as `t:…`; its words as `p:…`.

    The same for a question and its opposite: the sign is the question's polarity, which the model multiplies with.
    """
    marked = tokens.marked
    found = marked + [f"{a}_{b}" for a, b in pairwise(marked)]
    hits = [i for i, root in enumerate(tokens.stems) if root in question.words]
    near = sorted({i for h in hits for i in range(max(h - WINDOW, 0), min(h + WINDOW + 1, len(marked)))})
    return [*found, *(f"t:{marked[i]}" for i in near), *(f"p:{word}" for word in question.words)]


@lru_cache(maxsize=4096)
def _beginnings(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word[:5] for word in words if len(word) >= 4)


def contact(tokens: Tokens, question: Question, lead: frozenset[str]) -> NDArray[np.float64]:
    """Return how far a comment touches the question and its article's lead, shape (8,), named by `CONTACT`."""
    present = set(tokens.stems)
    target = question.words
    shared = len(present & target)
    beginnings = _beginnings(target)
    similar = sum(root[:5] in beginnings for root in present)
    content = present - STOP_WORDS
    return np.array(
        [
            np.log1p(sum(root in target for root in tokens.stems)),
            shared / max(len(target), 1),
            float(0 < len(target) == shared),
            float(shared == 0),
            np.log1p(similar),
            len(content & lead) / max(len(content), 1) ** 0.5,
            np.log1p(len(tokens.words)) / 3,
            min(tokens.words.count("?"), 3) / 3,
        ]
    )


def leaning(tokens: Tokens, question: Question) -> NDArray[np.float64]:
    """Return which side's own words a comment uses, shape (5,), named by `LEANING`.

    >>> from moderation.features.proposition import read_question
    >>> question = read_question("Robots should go.", "Robots should stay.")
    >>> leaning(tokenise("let them stay"), question)[0] == -leaning(tokenise("let them stay"), question.flipped())[0]
    np.True_
    """
    plain = negated = 0
    for root, marked in zip(tokens.stems, tokens.marked, strict=True):
        side = (root in question.only_here) - (root in question.only_there)
        if marked.startswith("not_"):
            negated += side
        else:
            plain += side
    return np.array([plain, negated, np.sign(plain), np.sign(negated), question.polarity], dtype=np.float64) * 0.3
