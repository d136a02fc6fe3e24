"""How near a comment is in meaning to its article: static word vectors, averaged, less what is average.

A comment about "the bus" shares no word with an article about "public transport", but their vectors point the same
way. Rare words weigh more. The mean of many comments, headlines and articles is taken away on both sides: what is left
is what this text is about. Two tables are read this way: our own small one, and that of wordllama.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from moderation.comment import Article
from moderation.features.normalise import normalise
from moderation.features.stems import STOP_WORDS, WORD, stem

Floats = NDArray[np.float32]
Tokens = NDArray[np.int64]

#: What `closeness` returns for a comment: headline and summary, the whole article, its nearest paragraph, …
_NEAR: Final = ("lead", "whole", "paragraph")
#: … and each times the comment's length.
CLOSENESS: Final = (*_NEAR, *(f"{name}_by_length" for name in _NEAR))
#: The logarithm of a usual length, here and in `similarity`: from there on, length times similarity counts up.
USUAL_LENGTH: Final = 4.5
#: A word that makes up this share of all words has half the weight of a rare one.
HALF_WEIGHT: Final = 1e-3


class Table(Protocol):
    """A vector a token, shape (tokens, dimensions), and how a text becomes tokens."""

    @property
    def vectors(self) -> NDArray[Any]:
        """Numbers of any type and scale: `WordVectors.weights` has what makes them comparable."""

    def read(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the row of each token that has one, a list a text."""


class StemTable:
    """Our own vectors: a row a stem."""

    def __init__(self, stems: Sequence[str], vectors: NDArray[Any]) -> None:
        self.stems = tuple(stems)
        self.vectors = vectors
        self._rows: Mapping[str, int] = {word: row for row, word in enumerate(self.stems)}

    def read(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the rows of the known stems of each text."""
        found = ([self._rows.get(word, -1) for word in content_words(text)] for text in texts)
        return [np.array([row for row in rows if row >= 0], dtype=np.int64) for rows in found]


def content_words(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in their order.

    >>> content_words("The buses were late, and late again.")
    ['bus', 'lat', 'lat', 'again']
    """
    return [_stem(word) for word in WORD.findall(normalise(text)) if len(word) > 2 and word not in STOP_WORDS]


_stem = lru_cache(maxsize=1 << 16)(stem)


class ArticleVectors(NamedTuple):
    """An article's vectors, centred, of length 1; `paragraphs` has a row each, or the whole where there is no body."""

    lead: Floats
    whole: Floats
    paragraphs: Floats


@dataclass(frozen=True)
class WordVectors:
    """A table with the weight of each token, and the centres of comments, headlines and articles, shape (3, …)."""

    table: Table
    weights: Floats
    centres: Floats

    def embed(self, tokens: Sequence[Tokens]) -> Floats:
        """Return the weighted mean direction of each text, shape (texts, dimensions); 0 where nothing is known."""
        found = np.zeros((len(tokens), self.table.vectors.shape[1]), dtype=np.float32)
        for row, known in enumerate(tokens):
            if len(known):
                found[row] = self.weights[known] @ self.table.vectors[known].astype(np.float32)
        return unit(found)

    def directions(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts as they are, not centred, shape (texts, dimensions)."""
        return self.embed(self.table.read(list(texts)))

    def comments(self, texts: Sequence[str]) -> Floats:
        """Return the centred vectors of comments, shape (texts, dimensions)."""
        return centred(self.directions(texts), self.centres[0])

    def article(self, article: Article) -> ArticleVectors:
        """Prepare an article once for all of its comments."""
        lead, *paragraphs = self.table.read(parts_of(article))
        rows = self.embed([lead, np.concatenate([lead, *paragraphs]), *paragraphs])
        whole = centred(rows[1:2], self.centres[2])
        body = centred(rows[2:], self.centres[2]) if paragraphs else whole
        return ArticleVectors(centred(rows[:1], self.centres[1])[0], whole[0], body)


def parts_of(article: Article) -> list[str]:
    """Return headline, summary and proposition as one text, then each paragraph of the body."""
    lead = " ".join(part for part in (article.headline, article.summary, article.proposition) if part)
    return [lead, *(p for p in (article.body or "").splitlines() if p.strip())]


def unit(rows: Floats) -> Floats:
    """Scale each row to length 1; a row of zeros stays."""
    norms = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(norms > 0, norms, 1), dtype=np.float32)


def centred(rows: Floats, centre: Floats) -> Floats:
    """Take the centre off each row and scale it to length 1; a row of zeros stays."""
    # a text without a known word says nothing: it must not become the opposite of the average
    known = rows.any(axis=-1, keepdims=True)
    return unit((rows - centre) * known)


def closeness(comment: Floats, article: ArticleVectors, length: float) -> NDArray[np.float64]:
    """Return the numbers named in `CLOSENESS` for one comment, shape (6,)."""
    near = np.array([comment @ article.lead, comment @ article.whole, (article.paragraphs @ comment).max()])
    return np.concatenate((near, near * (length - USUAL_LENGTH)))
