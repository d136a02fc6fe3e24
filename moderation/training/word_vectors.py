"""Learn word vectors from texts without labels: which stems stand near each other, and what is near on the average.

Positive pointwise mutual information of stems within eight words of each other, reduced by a singular value
decomposition. Half a minute for 130,000 comments, and the same vectors for the same texts.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from moderation.comment import Article
from moderation.features.word_vectors import HALF_WEIGHT, StemTable, Table, Tokens, WordVectors, content_words, parts_of

Floats = NDArray[np.float32]

DIMENSIONS: Final = 64
WINDOW: Final = 8
FEWEST: Final = 5
MOST_STEMS: Final = 20_000
#: The end of a longer text is not read.
LONGEST: Final = 1500


def learn_vectors(texts: Sequence[str]) -> StemTable:
    """Learn a table of int8 vectors; each text is read once, whatever its number of copies."""
    documents = [content_words(text[:LONGEST]) for text in dict.fromkeys(texts)]
    counts = Counter(word for document in documents for word in document)
    # ties in alphabetical order: the same texts in another order give the same stems
    ranked = sorted((word for word, count in counts.items() if count >= FEWEST), key=lambda word: (-counts[word], word))
    stems = ranked[:MOST_STEMS]
    rows = {word: row for row, word in enumerate(stems)}
    tokens = [np.array([rows[w] for w in document if w in rows], dtype=np.int64) for document in documents]
    information = _information(_neighbours(tokens, len(stems)))
    dimensions = min(DIMENSIONS, len(stems))
    left, values, _ = randomized_svd(information, dimensions, n_iter=2, random_state=0)
    vectors = left * np.sqrt(values)
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    return StemTable(stems, np.rint(127 * vectors / np.where(largest > 0, largest, 1)).astype(np.int8))


def _neighbours(tokens: Sequence[Tokens], size: int) -> sparse.csr_matrix:
    """Count which tokens stand near each other, the nearer the more, shape (tokens, tokens)."""
    here, there, counts = [], [], []
    for distance in range(1, WINDOW + 1):
        for document in tokens:
            here.append(document[:-distance])
            there.append(document[distance:])
        counts.append(np.full(sum(map(len, here[-len(tokens) :])), distance**-0.5))
    places = (np.concatenate(here), np.concatenate(there))
    near = sparse.coo_matrix((np.concatenate(counts), places), shape=(size, size)).tocsr()
    return sparse.csr_matrix(near + near.T)


def _information(counted: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return positive pointwise mutual information, common contexts damped."""
    near = counted.tocoo()
    often = np.asarray(near.sum(axis=1)).ravel()
    damped = often**0.75
    information = np.log(near.data * damped.sum() / (often[near.row] * damped[near.col]))
    kept = information > 0
    return sparse.csr_matrix((information[kept], (near.row[kept], near.col[kept])), shape=near.shape)


def fit_vectors(table: Table, texts: Sequence[str], articles: Sequence[Article]) -> WordVectors:
    """Weigh the tokens of `table` by their rarity in these texts and articles, and find the three centres."""
    comments = table.read(texts)
    parts = [table.read(parts_of(article)) for article in articles]
    wholes = [np.concatenate(part) for part in parts]
    size = len(table.vectors)
    counts = np.zeros(size)
    for tokens in (*comments, *wholes):
        counts += np.bincount(tokens, minlength=size)
    rarity = HALF_WEIGHT / (HALF_WEIGHT + counts / max(counts.sum(), 1))
    plain = WordVectors(
        table, (rarity * _scale(table)).astype(np.float16).astype(np.float32), np.zeros((3, 1), dtype=np.float32)
    )
    groups = (comments, [part[0] for part in parts], wholes)
    centres = np.array([plain.embed(group).mean(axis=0) for group in groups])
    return WordVectors(table, plain.weights, centres.astype(np.float16).astype(np.float32))


def _scale(table: Table) -> NDArray[Any]:
    """Return what makes our own rows, each in its own steps, equally long; others say something by their length."""
    if not isinstance(table, StemTable):
        return np.ones(len(table.vectors))
    norms = np.linalg.norm(table.vectors.astype(np.float32), axis=1)
    return np.asarray(norms.max(initial=1) / np.where(norms > 0, norms, norms.max(initial=1)))
