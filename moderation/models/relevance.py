"""Relevance: the probability that a comment is about its article. A hint, never a reason to reject.

A small logistic regression. Where the bundle was fitted with the vectors of wordllama and these are installed (extra
`semantic`), a second, longer vector of weights answers with its own limits; elsewhere the light one does.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.comment import Article
from moderation.decision import Relevance, Verdict
from moderation.features import wordllama
from moderation.features.comparison import Comparison
from moderation.features.english import looks_english
from moderation.features.normalise import normalise
from moderation.features.similarity import Background
from moderation.features.stems import WORD
from moderation.features.word_vectors import StemTable, Table, WordVectors
from moderation.models.bundle import Array, Bundle
from moderation.models.civility import sigmoid

#: Shorter comments ("Correct verdict.") share too few words with anything to be called off topic.
SHORTEST: Final = 40


class Answer(NamedTuple):
    """What turns features into a verdict: intercept and coefficients, and the limits of `off_topic` and `on_topic`."""

    weights: NDArray[np.float64]
    off_topic_below: float
    on_topic_from: float

    def probabilities(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the probability of being on topic for each row of features."""
        return sigmoid(self.weights[0] + values @ self.weights[1:])


class RelevanceModel:
    """Compares a comment with its article and says how surely it is about it. `with_wordllama`: that helps."""

    def __init__(self, bundle: Bundle, load_static: Callable[[], Table | None] = wordllama.load) -> None:
        background = Background(*(decode_table(bundle.arrays[f"relevance_{name}"]) for name in Background._fields))
        own, static = read_stems(bundle), load_static() if _wants_static(bundle) else None
        named = ((own, "vector"), (static, "static"))
        self.tables = tuple(_fitted(bundle, table, name) for table, name in named if table is not None)
        self._comparison = Comparison(background, self.tables)
        self.with_wordllama = static is not None
        spec = bundle.manifest["relevance"]
        if self.with_wordllama:
            self._answer = _answer(bundle, "semantic", spec["semantic"])
        else:
            self._answer = _answer(bundle, "weights", spec)

    def score(self, text: str, article: Article | None, *, is_reply: bool = False) -> Relevance | None:
        """Score one comment; None without an article to compare with.

        A reply, a short comment and one that does not look English are never `off_topic`.
        """
        if article is None or not article.has_text:
            return None
        probability = float(self.probabilities([text], article)[0])
        if probability >= self._answer.on_topic_from:
            verdict = Verdict.ON_TOPIC
        elif probability < self._answer.off_topic_below and not is_reply and _can_tell(text):
            verdict = Verdict.OFF_TOPIC
        else:
            verdict = Verdict.UNSURE
        return Relevance(probability, verdict)

    def probabilities(self, texts: Sequence[str], article: Article) -> NDArray[np.float64]:
        """Return the calibrated probabilities alone, shape (texts,)."""
        return self._answer.probabilities(self.features(texts, article))

    def features(self, texts: Sequence[str], article: Article) -> NDArray[np.float64]:
        """Return the numbers that are weighed, a row a text."""
        return self._comparison.features(texts, article)


def _answer(bundle: Bundle, name: str, spec: Any) -> Answer:
    weights = np.asarray(bundle.arrays[f"relevance_{name}"], dtype=np.float64)
    return Answer(weights, float(spec["off_topic_below"]), float(spec["on_topic_from"]))


def read_stems(bundle: Bundle) -> StemTable | None:
    """Return the bundle's own word vectors; None where it was fitted without."""
    if "relevance_vectors" not in bundle.arrays:
        return None
    stems = bytes(bundle.arrays["relevance_stems"]).decode("utf-8").split("\n")
    return StemTable(stems, np.asarray(bundle.arrays["relevance_vectors"]))


def _wants_static(bundle: Bundle) -> bool:
    """Say whether the bundle was fitted with wordllama's vectors, and with just these."""
    spec = bundle.manifest["relevance"].get("semantic")
    return spec is not None and spec["vectors"] == wordllama.NAME


def _fitted(bundle: Bundle, table: Table, name: str) -> WordVectors:
    weights, centres = (
        np.asarray(bundle.arrays[f"relevance_{name}_{part}"], dtype=np.float32) for part in ("weights", "centres")
    )
    return WordVectors(table, weights, centres)


def encode_table(table: NDArray[np.float32]) -> Array:
    """Return non-negative numbers in a byte each, small ones in finer steps; the largest is kept at the end.

    >>> decode_table(encode_table(np.array([0.0, 4.0, 9.0], dtype=np.float32))).round(3).tolist()
    [0.0, 4.0, 9.0]
    """
    largest = np.float32(max(table.max(initial=0), np.finfo(np.float32).tiny))
    steps = np.rint(255 * np.sqrt(table / largest)).astype(np.uint8)
    return np.concatenate((steps, np.frombuffer(largest.tobytes(), dtype=np.uint8)))


def decode_table(array: Array) -> NDArray[np.float32]:
    """Return what `encode_table` was given, to half a step; older bundles hold the numbers themselves."""
    if array.dtype != np.uint8:
        return np.asarray(array, dtype=np.float32)
    largest = np.frombuffer(bytes(array[-4:]), dtype=np.float32)[0]
    return np.asarray(largest * np.square(array[:-4] / np.float32(255)), dtype=np.float32)


def _can_tell(text: str) -> bool:
    folded = normalise(text)
    return len(folded) >= SHORTEST and looks_english(WORD.findall(folded))
