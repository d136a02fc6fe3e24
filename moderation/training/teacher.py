"""The teachers: two models of others whose probabilities are soft labels for ours.

Both are MIT and were trained on some 200,000 rows of Jigsaw that cannot be had here. They have seen Wikipedia talk
pages that our tests are from: figures on those are printed with that caveat. `words` is alt-profanity-check (word
TF-IDF with a linear SVM), `reader` is tox-block (`lstm_teacher`).
"""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.errors import TrainingError
from moderation.training.identity import ADJECTIVES, NOUNS
from moderation.training.lstm_teacher import CLASSES, LstmTeacher

Floats = NDArray[np.float64]
#: What the teachers say, by name: `words:toxicity`, `reader:insult`, …
WORDS: Final = "words"
READER: Final = "reader"
#: The reader is so sure of itself that its log-odds, not its probabilities, are halved and moved towards yes.
_SOFTER, _EARLIER = 2.0, 1.0
#: Said in place of a word for a group, so that a teacher hears what is said and not of whom.
_ANYBODY: Final = "local"
_TERMS: Final = re.compile(
    rf"\b(?:{'|'.join(sorted(map(re.escape, {*ADJECTIVES, *NOUNS}), key=len, reverse=True))})s?\b", re.IGNORECASE
)


def teacher_shares(texts: Sequence[str]) -> Floats:
    """Return alt-profanity-check's probability for each text. Raises `TrainingError` where it is not installed."""
    try:
        # imported here: only `make pretrained` and the quality benchmark need it
        from profanity_check import predict_prob  # noqa: PLC0415
    except ImportError as error:
        raise TrainingError("a teacher is missing: make pretrained installs it") from error
    return np.asarray(predict_prob(list(texts)), dtype=np.float64)


def without_groups(text: str) -> str:
    """Put one and the same word in place of every word for a group of people.

    Both teachers take "gay" and "muslim" for rude words; asked without them they cannot teach that.

    >>> without_groups("Gay couples and two old Muslims danced.")
    'local couples and two local local danced.'
    """
    return _TERMS.sub(_ANYBODY, text)


def ask_teachers(texts: Sequence[str]) -> dict[str, Floats]:
    """Return what each teacher says of each text, whoever it is about, by `teacher:head`.

    Raises `TrainingError` where one is missing.
    """
    texts = [without_groups(text) for text in texts]
    words = teacher_shares(texts)
    reader = LstmTeacher.load().log_odds(texts)
    softened = 0.5 * (1.0 + np.tanh(0.5 * (reader + _EARLIER) / _SOFTER))
    return {f"{WORDS}:toxicity": words, f"{WORDS}:insult": words} | {
        f"{READER}:{head}": softened[:, column] for column, head in enumerate(CLASSES)
    }
