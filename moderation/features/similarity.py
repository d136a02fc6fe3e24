"""How much a comment shares with its article, as a handful of numbers.

Character n-grams (3 to 5) and word stems are hashed into buckets and weighted by inverse document
frequency; the features are cosines with the headline and summary and with each paragraph of the body.
"""

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.comment import Article
from moderation.features.normalise import normalise
from moderation.features.target import STOP_WORDS, stem

BUCKETS: Final = 1 << 17
_SIZES: Final = (3, 4, 5)
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)

FEATURES: Final = ("characters_lead", "characters_body", "words_lead", "words_body", "length")


class Hashed(NamedTuple):
    """A text as sorted buckets with their TF-IDF weights, of Euclidean length 1 (0 for an empty text)."""

    buckets: NDArray[np.int64]
    weights: NDArray[np.float64]


def character_buckets(folded: str) -> NDArray[np.int64]:
    """Hash every character n-gram of `folded` to a bucket, shape (count,)."""
    codes = np.frombuffer(f" {folded} ".encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    value = codes.copy()
    found = []
    for n in range(2, _SIZES[-1] + 1):
        if len(codes) < n:
            break
        value = value[: len(codes) - n + 1] * _PRIME + codes[n - 1 :]
        if n in _SIZES:
            found.append((value * _PRIME) >> np.uint64(64 - 17))
    return np.concatenate(found).astype(np.int64) if found else np.empty(0, dtype=np.int64)


def weigh(buckets: NDArray[np.int64], idf: NDArray[np.float32]) -> Hashed:
    """Weigh buckets by (1 + log tf) idf and scale to length 1."""
    unique, counts = np.unique(buckets, return_counts=True)
    weights = (1.0 + np.log(counts)) * idf[unique]
    norm = float(np.sqrt(weights @ weights))
    return Hashed(unique, weights / norm if norm else weights)


def cosine(a: Hashed, b: Hashed) -> float:
    """Return the cosine of two hashed texts, 0 where one is empty."""
    _, left, right = np.intersect1d(a.buckets, b.buckets, assume_unique=True, return_indices=True)
    return float(a.weights[left] @ b.weights[right])


def content_stems(folded: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning."""
    return frozenset(stem(w) for w in folded.split() if len(w) > 2 and w not in STOP_WORDS)


class ArticleView(NamedTuple):
    """An article prepared once for all of its comments."""

    lead: Hashed
    paragraphs: tuple[Hashed, ...]
    lead_stems: frozenset[str]
    body_stems: frozenset[str]


def view_article(article: Article, idf: NDArray[np.float32]) -> ArticleView:
    """Prepare an article's headline and summary, and the paragraphs of its body."""
    lead = normalise(" ".join(part for part in (article.headline, article.summary) if part))
    paragraphs = [normalise(p) for p in (article.body or "").split("\n") if p.strip()]
    return ArticleView(
        weigh(character_buckets(lead), idf),
        tuple(weigh(character_buckets(p), idf) for p in paragraphs),
        content_stems(lead),
        frozenset().union(*(content_stems(p) for p in paragraphs)),
    )


def features(text: str, article: ArticleView, idf: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the numbers named in `FEATURES` for one comment, shape (5,)."""
    folded = normalise(text)
    hashed = weigh(character_buckets(folded), idf)
    stems = content_stems(folded)
    size = max(len(stems), 1) ** 0.5
    return np.array(
        [
            cosine(hashed, article.lead),
            max((cosine(hashed, p) for p in article.paragraphs), default=0.0),
            len(stems & article.lead_stems) / size,
            len(stems & article.body_stems) / size,
            np.log1p(len(folded)),
        ]
    )


@lru_cache(maxsize=1)
def uniform_idf() -> NDArray[np.float32]:
    """Return weights of 1 for every bucket, for use before any text has been counted."""
    return np.ones(BUCKETS, dtype=np.float32)
