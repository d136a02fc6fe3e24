"""How much a comment shares with its article, beyond what it shares with any article, as a handful of numbers.

Character n-grams (3 to 5) and word stems are hashed into buckets and weighted by inverse document frequency. Each
cosine is taken less the cosine with the mean of many other articles: a chatty comment is a little like everything, and
only what is left over speaks for this article. That difference alone ranks .10 better than the cosine.
"""

import re
import zlib
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.comment import Article
from moderation.features.normalise import normalise
from moderation.features.stems import STOP_WORDS, WORD, stem
from moderation.features.word_vectors import USUAL_LENGTH

#: Characters fall into the lower half, words into the upper.
BUCKETS: Final = 1 << 18
_HALF: Final = 1 << 17
_SIZES: Final = (3, 4, 5)
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)
_NAME: Final = re.compile(r"\d[\d,.]*\d|\d|\b[A-Z][a-z]{2,}\b")

_COSINES: Final = ("characters_lead", "characters_all", "words_lead", "words_all")
FEATURES: Final = (
    *_COSINES, "characters_above", "words_above", "stems_lead", "stems_body", "names", "other_names", "length",
    *(f"{name}_by_length" for name in _COSINES),
)  # fmt: skip


class Hashed(NamedTuple):
    """A text as sorted buckets with their TF-IDF weights, of Euclidean length 1 (0 for an empty text)."""

    buckets: NDArray[np.int64]
    weights: NDArray[np.float64]


class Background(NamedTuple):
    """What is known of articles in general: the rarity of each bucket, and the mean of many articles, shape (buckets,).

    `lead` is the mean over headlines with summaries, `whole` over whole articles.
    """

    idf: NDArray[np.float32]
    lead: NDArray[np.float32]
    whole: NDArray[np.float32]


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


def word_buckets(folded: str) -> NDArray[np.int64]:
    """Hash every stem that carries meaning to a bucket, shape (count,)."""
    found = [_word_bucket(w) for w in WORD.findall(folded) if w not in STOP_WORDS]
    return np.array(found, dtype=np.int64)


@lru_cache(maxsize=1 << 16)
def _word_bucket(word: str) -> int:
    return _HALF + (zlib.crc32(stem(word).encode("utf-8", "surrogatepass")) & (_HALF - 1))


def weigh(buckets: NDArray[np.int64], idf: NDArray[np.float32]) -> Hashed:
    """Weigh buckets by (1 + log tf) idf and scale to length 1."""
    unique, counts = np.unique(buckets, return_counts=True)
    weights = (1.0 + np.log(counts)) * idf[unique]
    norm = float(np.sqrt(weights @ weights))
    return Hashed(unique, weights / norm if norm else weights)


def cosine(a: Hashed, b: Hashed) -> float:
    """Return the cosine of two hashed texts, 0 where one is empty; quickest with the longer one as `b`."""
    if not len(b.buckets):
        return 0.0
    places = np.minimum(np.searchsorted(b.buckets, a.buckets), len(b.buckets) - 1)
    return float(a.weights @ (b.weights[places] * (b.buckets[places] == a.buckets)))


def content_stems(folded: str) -> frozenset[str]:
    """Return the stems of the words that carry meaning."""
    return frozenset(stem(w) for w in WORD.findall(folded) if len(w) > 2 and w not in STOP_WORDS)


def names_of(text: str) -> frozenset[str]:
    """Return numbers and capitalised words, folded: crude names of people, places and sums.

    >>> sorted(names_of("The $60 fare to Port Aldous"))
    ['60', 'aldous', 'port', 'the']
    """
    return frozenset(name.lower() for name in _NAME.findall(text))


class Sparse(NamedTuple):
    """A text hashed both ways."""

    characters: Hashed
    words: Hashed


def hash_text(folded: str, idf: NDArray[np.float32]) -> Sparse:
    """Hash folded text by characters and by words."""
    return Sparse(weigh(character_buckets(folded), idf), weigh(word_buckets(folded), idf))


class ArticleView(NamedTuple):
    """An article prepared once for all of its comments."""

    lead: Sparse
    whole: Sparse
    lead_stems: frozenset[str]
    body_stems: frozenset[str]
    names: frozenset[str]


def view_article(article: Article, idf: NDArray[np.float32]) -> ArticleView:
    """Prepare an article: its headline, proposition and summary, and all of it with the body."""
    opening = " ".join(part for part in (article.headline, article.summary, article.proposition) if part)
    lead, body = normalise(opening), normalise(article.body or "")
    return ArticleView(
        hash_text(lead, idf),
        hash_text(f"{lead} {body}", idf),
        content_stems(lead),
        content_stems(body),
        names_of(f"{opening} {article.body or ''}"),
    )


def features(text: str, article: ArticleView, background: Background) -> NDArray[np.float64]:
    """Return the numbers named in `FEATURES` for one comment, shape (15,)."""
    folded = normalise(text)
    hashed = hash_text(folded, background.idf)
    stems, names = content_stems(folded), names_of(text)
    size = max(len(stems), 1) ** 0.5
    length = float(np.log1p(len(folded)))
    characters, words = hashed
    usual = [
        float(part.weights @ mean[part.buckets])
        for part in (characters, words)
        for mean in (background.lead, background.whole)
    ]
    cosines = [
        cosine(characters, article.lead.characters) - usual[0],
        cosine(characters, article.whole.characters) - usual[1],
        cosine(words, article.lead.words) - usual[2],
        cosine(words, article.whole.words) - usual[3],
    ]
    return np.array(
        [
            *cosines,
            usual[1],
            usual[3],
            len(stems & article.lead_stems) / size,
            len(stems & article.body_stems) / size,
            min(len(names & article.names), 3),
            float(bool(names - article.names)),
            length,
            *(value * (length - USUAL_LENGTH) for value in cosines),
        ]
    )
