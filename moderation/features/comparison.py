"""All that relevance knows of comments and their article, as numbers: shared words, then nearness in meaning."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.comment import Article
from moderation.features.similarity import FEATURES, ArticleView, Background, features, view_article
from moderation.features.word_vectors import CLOSENESS, ArticleVectors, WordVectors, closeness

_LENGTH: Final = FEATURES.index("length")
#: Articles that are kept prepared.
_KEPT: Final = 256


class Prepared(NamedTuple):
    """An article prepared once for all of its comments: its words, and its vectors in each table."""

    view: ArticleView
    vectors: tuple[ArticleVectors, ...]


class Comparison:
    """Compares comments with an article, by `background` and by as many tables of word vectors as there are."""

    def __init__(self, background: Background, tables: Sequence[WordVectors]) -> None:
        self._background = background
        self._tables = tuple(tables)
        self._prepare = lru_cache(maxsize=_KEPT)(self._prepare_article)

    @staticmethod
    def width(tables: int) -> int:
        """Return how many numbers a comment has with so many tables."""
        return len(FEATURES) + tables * len(CLOSENESS)

    def features(self, texts: Sequence[str], article: Article) -> NDArray[np.float64]:
        """Return the numbers of each comment, shape (texts, width); texts are embedded together."""
        article_view, article_vectors = self._prepare(article)
        values = np.array([features(text, article_view, self._background) for text in texts])
        blocks = [values.reshape(-1, len(FEATURES))]
        for table, vectors in zip(self._tables, article_vectors, strict=True):
            comments = zip(table.comments(texts), blocks[0][:, _LENGTH].tolist(), strict=True)
            near = np.array([closeness(comment, vectors, length) for comment, length in comments])
            blocks.append(near.reshape(-1, len(CLOSENESS)))
        return np.hstack(blocks)

    def _prepare_article(self, article: Article) -> Prepared:
        view = view_article(article, self._background.idf)
        return Prepared(view, tuple(table.article(article) for table in self._tables))
