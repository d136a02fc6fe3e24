"""TF-IDF over n-gram fingerprints: a scikit-learn transformer that counts as the served model does.

It keeps no strings, so that a model can be fitted to a vocabulary that is known by fingerprints alone (the
pretrained bundle's), and what it has learnt is exported as it is. Its figures are those of scikit-learn's
`TfidfVectorizer(sublinear_tf=True)` on words and on `char_wb`, each with norm 1 (tested).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from moderation.errors import TrainingError
from moderation.features.evasion import undo_evasion
from moderation.features.ngrams import Block, extract
from moderation.features.normalise import normalise


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each text has each n-gram: `matrix` (texts, n-grams), their fingerprints (sorted) and blocks."""

    matrix: sparse.csr_matrix
    fingerprints: NDArray[np.uint64]
    blocks: NDArray[np.uint8]

    def document_frequency(self, rows: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """Return in how many of `rows` (of all, by default) each n-gram is."""
        matrix = self.matrix if rows is None else self.matrix[rows]
        return np.bincount(matrix.indices, minlength=len(self.fingerprints)).astype(np.int64)

    def take(self, columns: NDArray[np.int64]) -> "Counts":
        """Return the counts of some n-grams, given in ascending order."""
        return Counts(self.matrix[:, columns].tocsr(), self.fingerprints[columns], self.blocks[columns])


def count(texts: Iterable[str], *, fewest: int = 1) -> Counts:
    """Count every n-gram that at least `fewest` of the texts have."""
    found, blocks, counts, ends = [], [], [], [0]
    for text in texts:
        ngrams = extract(normalise(undo_evasion(text)))
        keys, first, times = np.unique(ngrams.fingerprints, return_index=True, return_counts=True)
        found.append(keys)
        blocks.append(ngrams.blocks[first])
        counts.append(times.astype(np.float32))
        ends.append(ends[-1] + len(keys))
    if not found:
        raise TrainingError("there is no text to count n-grams in")
    keys, first, columns, frequency = np.unique(
        np.concatenate(found), return_index=True, return_inverse=True, return_counts=True
    )
    matrix = sparse.csr_matrix(
        (np.concatenate(counts), columns.astype(np.int32), np.array(ends)), shape=(len(found), len(keys))
    )
    everything = Counts(matrix, keys, np.concatenate(blocks)[first])
    return everything.take(np.flatnonzero(frequency >= fewest)) if fewest > 1 else everything


def count_known(texts: Iterable[str], fingerprints: NDArray[np.uint64]) -> sparse.csr_matrix:
    """Count the given n-grams (sorted fingerprints) in each text, shape (texts, fingerprints)."""
    columns, counts, ends = [np.zeros(0, np.int32)], [np.zeros(0, np.float32)], [0]
    for text in texts:
        found = extract(normalise(undo_evasion(text))).fingerprints
        rows = np.minimum(np.searchsorted(fingerprints, found), len(fingerprints) - 1)
        kept, times = np.unique(rows[fingerprints[rows] == found], return_counts=True)
        columns.append(kept.astype(np.int32))
        counts.append(times.astype(np.float32))
        ends.append(ends[-1] + len(kept))
    return sparse.csr_matrix(
        (np.concatenate(counts), np.concatenate(columns), np.array(ends)), shape=(len(ends) - 1, len(fingerprints))
    )


def inverse_frequency(frequency: NDArray[np.int64], texts: int) -> NDArray[np.float32]:
    """Return the smoothed inverse document frequency, as scikit-learn defines it."""
    return (np.log((1 + texts) / (1 + frequency)) + 1).astype(np.float32)


def weigh(matrix: sparse.csr_matrix, idf: NDArray[np.float32], blocks: NDArray[np.uint8]) -> sparse.csr_matrix:
    """Turn counts into sublinear TF-IDF, each block of each row with norm 1."""
    values = (1.0 + np.log(matrix.data)) * idf[matrix.indices]
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    of = blocks[matrix.indices]
    for block in Block:
        member = of == block
        norms = np.sqrt(np.bincount(rows[member], np.square(values[member], dtype=np.float64), matrix.shape[0]))
        values[member] /= norms[rows[member]]
    return sparse.csr_matrix((values.astype(np.float32), matrix.indices, matrix.indptr), shape=matrix.shape)


class Vocabulary(NamedTuple):
    """Known n-grams: fingerprints (sorted), blocks and inverse document frequencies, each of shape (n-grams,)."""

    fingerprints: NDArray[np.uint64]
    blocks: NDArray[np.uint8]
    idf: NDArray[np.float32]


class NGramTfidf(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is untyped
    """Texts to TF-IDF of words and characters, shape (texts, n-grams), float32.

    It learns the n-grams that at least `min_df` texts have, or keeps to the `vocabulary` that it is given.
    Attributes after `fit`: `vocabulary_`.
    """

    def __init__(self, min_df: int = 2, vocabulary: Vocabulary | None = None) -> None:
        self.min_df = min_df
        self.vocabulary = vocabulary

    def fit(self, texts: Iterable[str], labels: Any = None) -> Self:
        """Learn the n-grams and how rare they are."""
        self.fit_transform(texts, labels)
        return self

    def fit_transform(self, texts: Iterable[str], labels: Any = None) -> sparse.csr_matrix:  # scikit-learn's signature
        """Learn the n-grams and return the TF-IDF of the same texts, counting once."""
        if self.vocabulary is not None:
            self.vocabulary_ = self.vocabulary
            return self.transform(texts)
        counts = count(texts, fewest=self.min_df)
        idf = inverse_frequency(counts.document_frequency(), counts.matrix.shape[0])
        self.vocabulary_ = Vocabulary(counts.fingerprints, counts.blocks, idf)
        return weigh(counts.matrix, idf, counts.blocks)

    def transform(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Return the TF-IDF of known n-grams."""
        fingerprints, blocks, idf = self.vocabulary_
        return weigh(count_known(texts, fingerprints), idf, blocks)
