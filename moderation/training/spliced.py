"""More texts for a teacher to label: sentences of the training texts, put together anew.

A student learns from what its teacher says of many texts, and a teacher asks for no labels. Joining sentences of
different comments makes as many as are wanted, with the words of real ones. The idea is that of synthetic queries for
distillation (Bucila, Caruana and Niculescu-Mizil, "Model Compression", KDD 2006).
"""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

_SENTENCE: Final = re.compile(r"(?<=[.!?\n])\s+")
#: Of so many pieces at most is a text made, each of one or two sentences and no longer than that.
MOST_PIECES: Final = 4
LONGEST_PIECE: Final = 400


def splice(texts: Sequence[str], count: int, *, seed: int = 0) -> list[str]:
    """Return `count` texts, each of one to four pieces of different ones of `texts`.

    >>> comments = ["Rain again. Bring boots.", "No way. You idiot!"]
    >>> len(splice(comments, 3)), splice(comments, 3) == splice(comments, 3)
    (3, True)
    """
    random = np.random.default_rng(seed)
    sentences = [[s for s in _SENTENCE.split(text.strip()) if len(s) > 3] for text in texts]
    sentences = [s for s in sentences if s]
    return [
        " ".join(_piece(sentences, random) for _ in range(random.integers(1, MOST_PIECES + 1))) for _ in range(count)
    ]


def _piece(sentences: Sequence[Sequence[str]], random: np.random.Generator) -> str:
    chosen = sentences[int(random.integers(len(sentences)))]
    start = int(random.integers(len(chosen)))
    return " ".join(chosen[start : start + int(random.integers(1, 3))])[:LONGEST_PIECE]
