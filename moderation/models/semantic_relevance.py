"""Relevance with a frozen encoder: how near in meaning whole sentences are, beside what the light model says.

Part of the semantic scorer (`MODERATION_SEMANTIC`). The encoder is the one that stance was tuned from, as it comes. Its
vectors are centred as word vectors are (`features/word_vectors.py`): on short comments that alone gains .03 of AUC.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from moderation.comment import Article
from moderation.features.normalise import normalise
from moderation.features.word_vectors import CLOSENESS, ArticleVectors, Floats, centred, closeness, parts_of, unit
from moderation.models.bundle import Bundle
from moderation.models.network import Network
from moderation.models.relevance import Answer, RelevanceModel

FOLDER: Final = "sentences"
CENTRES: Final = "sentence_centres.npy"
#: So many comments and articles are kept: reading a comment takes a twentieth of a second.
_REMEMBERED: Final = 8192
_KEPT: Final = 256
#: The light model's log-odds beyond this say no more.
_SURE: Final = 8.0

Probabilities = Callable[[Sequence[str], Article], NDArray[np.float64]]


class SentenceVectors:
    """The vectors of comments and articles; `centres` are those of comments, headlines and articles, shape (3, …)."""

    def __init__(self, network: Network, centres: Floats) -> None:
        self.network, self.centres = network, centres
        self._known: dict[str, Floats] = {}
        self.article = lru_cache(maxsize=_KEPT)(self._article)

    @classmethod
    def fit(cls, network: Network, texts: Sequence[str], articles: Sequence[Article]) -> Self:
        """Find the three centres; comments and articles stand for those to come."""
        found = cls(network, np.zeros((3, network.width), dtype=np.float32))
        views = [found.article(article) for article in articles]
        leads, wholes = (np.array([getattr(view, name) for view in views]) for name in ("lead", "whole"))
        found.centres = np.array([rows.mean(axis=0) for rows in (found.comments(texts), leads, wholes)])
        found.article.cache_clear()
        return found

    def comments(self, texts: Sequence[str]) -> Floats:
        """Return the centred vectors of comments, shape (texts, dimensions)."""
        known = {text: vector for text in texts if (vector := self._known.get(text)) is not None}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known |= zip(new, self._read(new), strict=True)
        if len(self._known) + len(new) > _REMEMBERED:
            self._known.clear()
        self._known.update(known)
        return centred(np.array([known[text] for text in texts]).reshape(-1, self.network.width), self.centres[0])

    def _read(self, texts: Sequence[str]) -> Floats:
        """Return vectors of length 1; a blank text says nothing and has zeros."""
        found = np.zeros((len(texts), self.network.width), dtype=np.float32)
        said = [row for row, text in enumerate(texts) if text.strip()]
        found[said] = unit(self.network.read([texts[row] for row in said]).astype(np.float32))
        return found

    def _article(self, article: Article) -> ArticleVectors:
        """Prepare an article once for all of its comments; the whole is the mean of its parts."""
        rows = self._read(parts_of(article))
        whole = centred(unit(rows.mean(axis=0, keepdims=True)), self.centres[2])
        body = centred(rows[1:], self.centres[2]) if len(rows) > 1 else whole
        return ArticleVectors(centred(rows[:1], self.centres[1])[0], whole[0], body)


class SentenceComparison:
    """What is known of comments and their article: the light model's log-odds, and nearness of sentences."""

    def __init__(self, light: Probabilities, vectors: SentenceVectors) -> None:
        self._light, self._vectors = light, vectors

    def features(self, texts: Sequence[str], article: Article) -> NDArray[np.float64]:
        """Return log-odds and the numbers of `CLOSENESS` for each comment, shape (texts, 7)."""
        article_vectors = self._vectors.article(article)
        light = np.clip(self._light(texts, article), 1e-6, 1 - 1e-6)
        odds = np.clip(np.log(light / (1 - light)), -_SURE, _SURE)
        near = [
            closeness(vector, article_vectors, float(np.log1p(len(normalise(text)))))
            for text, vector in zip(texts, self._vectors.comments(texts), strict=True)
        ]
        return np.column_stack((odds, np.array(near).reshape(-1, len(CLOSENESS))))


class SemanticRelevance(RelevanceModel):
    """The light model with sentences compared as well; `answer` has weights for `SentenceComparison.features`."""

    def __init__(self, bundle: Bundle, vectors: SentenceVectors, answer: Answer) -> None:
        super().__init__(bundle)
        light, compare = self._answer, super().features
        self._answer = answer
        self._sentences = SentenceComparison(lambda texts, a: light.probabilities(compare(texts, a)), vectors)

    def features(self, texts: Sequence[str], article: Article) -> NDArray[np.float64]:
        """Return the numbers that `answer` weighs, shape (texts, 7)."""
        return self._sentences.features(texts, article)


def load_sentences(folder: Path, spec: dict[str, Any]) -> tuple[SentenceVectors, Answer]:
    """Read what `moderation semantic fit` wrote of relevance; the caller has verified the files."""
    centres = np.load(folder / CENTRES, allow_pickle=False)
    answer = Answer(np.array(spec["weights"]), float(spec["off_topic_below"]), float(spec["on_topic_from"]))
    return SentenceVectors(Network.load(folder / FOLDER), centres), answer
