"""Civility: TF-IDF n-grams times one weight a head, a sigmoid, and the exact words behind it, in NumPy.

This is the definition, and what scores where nothing can be compiled; `compiled.py` gives the same answers sooner.

A probability is `sigmoid(intercept + sum over n-grams of tfidf * weight)`; calibration is folded into weights and
intercept when the bundle is written, so that contributions add up to the calibrated log-odds.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.decision import Evidence
from moderation.features.ngrams import Block, extract
from moderation.features.normalise import normalise, normalise_with_offsets
from moderation.label import Attribute
from moderation.models.bundle import Array, Bundle
from moderation.models.weights import decode_weights

_CHUNK: Final = re.compile(r"\S+")


def sigmoid(logit: Array | float) -> NDArray[np.float64]:
    """Return 1 / (1 + exp(-logit)), without overflow, in the shape of `logit`."""
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(logit, dtype=np.float64)))


class _Hits(NamedTuple):
    """The known n-grams of a text: table rows with TF-IDF values, and which n-gram is of which row."""

    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    occurrence: NDArray[np.int64]
    counts: NDArray[np.int64]


class CivilityModel:
    """One linear head an attribute over a shared table of n-grams.

    `fingerprints` (n,) sorted uint64; `idf` (n,), `blocks` (n,), `weights` (n, heads), `intercepts` (heads,).
    """

    def __init__(self, heads: Sequence[Attribute], bundle: Bundle) -> None:
        self.heads = tuple(heads)
        self._fingerprints = bundle.arrays["civility_fingerprints"]
        self._idf = bundle.arrays["civility_idf"]
        self._blocks = bundle.arrays["civility_blocks"]
        self._weights = decode_weights(bundle.arrays)
        self._intercepts = np.asarray(bundle.arrays["civility_intercepts"], dtype=np.float64)

    def values(self, text: str) -> list[float]:
        """Return the probability of each head for one text."""
        probabilities: list[float] = sigmoid(self._logits(text)).tolist()
        return probabilities

    def probabilities_of(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the probability of each head for each text, shape (texts, heads)."""
        logits = np.empty((len(texts), len(self.heads)))
        for index, text in enumerate(texts):
            logits[index] = self._logits(text)
        return sigmoid(logits)

    def contributions(self, text: str, head: Attribute) -> NDArray[np.float64]:
        """Return what each character of `text` adds to the log-odds of `head`, shape (len(text),).

        An n-gram's contribution is split evenly over its occurrences and over its characters that are not blank.
        """
        folded, origins = normalise_with_offsets(text)
        result = np.zeros(len(text))
        ngrams = extract(folded)
        hits = self._hits(ngrams.fingerprints)
        if not len(hits.rows):
            return result
        column = self._weights[hits.rows, self.heads.index(head)].astype(np.float64)
        each = (hits.values * column / hits.counts)[hits.occurrence]
        known = self._known(ngrams.fingerprints)[0]
        starts, ends = ngrams.starts[known], ngrams.ends[known]
        inked = np.concatenate(([0], np.cumsum(np.frombuffer(folded.encode("utf-32-le"), dtype=np.uint32) != 32)))
        share = each / np.maximum(inked[ends] - inked[starts], 1)
        steps = np.zeros(len(folded) + 1)
        np.add.at(steps, starts, share)
        np.add.at(steps, ends, -share)
        per_character = np.cumsum(steps)[:-1]
        per_character[np.diff(inked) == 0] = 0.0
        np.add.at(result, origins, per_character)
        return result

    def explain(self, text: str, head: Attribute, most: int | None = None) -> tuple[Evidence, ...]:
        """Return each word of `text` with its contribution to `head`, in the order of the text.

        With `most`, only so many of those that raised it, the strongest first.
        """
        spans = [m.span() for m in _CHUNK.finditer(text)]
        if not spans:
            return ()
        # blanks contribute nothing, so that a word's sum may run up to the next word
        sums = np.add.reduceat(self.contributions(text, head), [start for start, _ in spans]).tolist()
        words: Sequence[int] = range(len(spans))
        if most is not None:
            words = [i for i in sorted(words, key=sums.__getitem__, reverse=True)[:most] if sums[i] > 0]
        return tuple(Evidence(spans[i][0], spans[i][1], text[spans[i][0] : spans[i][1]], sums[i]) for i in words)

    def intercept(self, head: Attribute) -> float:
        """Return the log-odds of `head` for a text without any known n-gram."""
        return float(self._intercepts[self.heads.index(head)])

    def _logits(self, text: str) -> NDArray[np.float64]:
        hits = self._hits(extract(normalise(text)).fingerprints)
        return self._intercepts + hits.values @ self._weights[hits.rows].astype(np.float64)

    def _known(self, fingerprints: NDArray[np.uint64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
        rows = np.minimum(np.searchsorted(self._fingerprints, fingerprints), len(self._fingerprints) - 1)
        known = self._fingerprints[rows] == fingerprints
        return known, rows[known]

    def _hits(self, fingerprints: NDArray[np.uint64]) -> _Hits:
        rows, occurrence, counts = np.unique(self._known(fingerprints)[1], return_inverse=True, return_counts=True)
        values = (1.0 + np.log(counts)) * self._idf[rows]
        blocks = self._blocks[rows]
        for block in Block:
            member = blocks == block
            norm = np.sqrt(np.square(values[member]).sum())
            if norm:
                values[member] /= norm
        return _Hits(rows, values, occurrence, counts)
