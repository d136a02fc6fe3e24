"""The relevance estimator: a small logistic regression over similarities of comment and article."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from moderation.comment import Article
from moderation.features import wordllama
from moderation.features.comparison import Comparison
from moderation.features.normalise import normalise
from moderation.features.similarity import BUCKETS, Background, Sparse, character_buckets, view_article, word_buckets
from moderation.features.word_vectors import Table, WordVectors
from moderation.models.network import Network
from moderation.models.relevance import Answer
from moderation.models.semantic_relevance import CENTRES, FOLDER, Probabilities, SentenceComparison, SentenceVectors
from moderation.training.word_vectors import fit_vectors

Floats = NDArray[np.float64]

#: Each comment is put under so many other articles, where it is off topic.
ELSEWHERE: Final = 3
#: Of comments that are on topic no more than this share may be called `off_topic` …
WRONGLY_OFF: Final = 0.02
#: … and of comments under another article no more than this share `on_topic`.
WRONGLY_ON: Final = 0.1


@dataclass(frozen=True, slots=True)
class RelevanceEstimator:
    """What is known of articles in general, and logistic regressions over similarities with their limits.

    `words` are our own word vectors, `static` those of wordllama; `semantic` answers with both, `light` without the
    latter. Each is None where it was not to be had.
    """

    background: Background
    words: WordVectors | None
    static: WordVectors | None
    light: Answer
    semantic: Answer | None

    @property
    def tables(self) -> tuple[WordVectors, ...]:
        """The word vectors that there are, our own first."""
        return tuple(table for table in (self.words, self.static) if table is not None)

    def probabilities(self, texts: Sequence[str], articles: Sequence[Article], *, semantic: bool = False) -> Floats:
        """Return the probability that each text is about its article, shape (texts,); by `semantic`, if it is there."""
        answer = self.semantic if semantic and self.semantic is not None else self.light
        tables = [t for t in (self.words, self.static if answer is self.semantic else None) if t is not None]
        return answer.probabilities(pair_features(texts, articles, Comparison(self.background, tables)))


class Comparing(Protocol):
    """What compares comments with an article."""

    def features(self, texts: Sequence[str], article: Article) -> Floats:
        """Return the numbers of each comment, a row a text."""


def pair_features(texts: Sequence[str], articles: Sequence[Article], comparison: Comparing) -> Floats:
    """Return the features of each pair, shape (pairs, features); an article's comments are read together."""
    rows: dict[Article, list[int]] = {}
    for row, article in enumerate(articles):
        rows.setdefault(article, []).append(row)
    blocks = [comparison.features([texts[i] for i in places], article) for article, places in rows.items()]
    order = np.concatenate([np.array(places) for places in rows.values()])
    values = np.concatenate(blocks)
    return values[np.argsort(order)]


def read_background(texts: Sequence[str], articles: Sequence[Article]) -> Background:
    """Count how rare each bucket is, and average the articles."""
    seen = np.zeros(BUCKETS)
    bodies = [f"{a.headline} {a.summary} {a.body}" for a in articles]
    for text in [*texts, *bodies]:
        folded = normalise(text)
        seen[np.unique(np.concatenate((character_buckets(folded), word_buckets(folded))))] += 1
    idf = (np.log((1 + len(texts) + len(bodies)) / (1 + seen)) + 1).astype(np.float32)
    views = [view_article(article, idf) for article in articles]
    return Background(idf, _mean([v.lead for v in views]), _mean([v.whole for v in views]))


def _mean(texts: Sequence[Sparse]) -> NDArray[np.float32]:
    total = np.zeros(BUCKETS)
    for text in texts:
        for part in text:
            total[part.buckets] += part.weights
    return (total / max(len(texts), 1)).astype(np.float32)


def fit_relevance(
    texts: Sequence[str],
    articles: Sequence[Article],
    on_topic: Floats,
    *,
    words: Table | None = None,
    load_static: Callable[[], Table | None] = wordllama.load,
    seed: int = 0,
) -> RelevanceEstimator:
    """Fit on labelled pairs and on the same comments under other articles, where they are off topic.

    `words` are our own vectors (`learn_vectors`). Where wordllama is installed, the second answer is fitted too.
    """
    distinct = list(dict.fromkeys(articles))
    background = read_background(texts, distinct)
    own, static = (
        fit_vectors(table, texts, distinct) if table is not None else None for table in (words, load_static())
    )
    comparison = Comparison(background, [table for table in (own, static) if table is not None])
    values, labels, groups = _here_and_elsewhere(texts, articles, on_topic, comparison, seed)
    # the features of wordllama stand last
    light = values[:, : Comparison.width(0 if own is None else 1)]
    return RelevanceEstimator(
        background,
        own,
        static,
        _fit_answer(light, labels, groups),
        _fit_answer(values, labels, groups) if static is not None else None,
    )


def fit_sentences(
    network: Network,
    light: Probabilities,
    texts: Sequence[str],
    articles: Sequence[Article],
    on_topic: Floats,
    seed: int = 0,
) -> tuple[SentenceVectors, Answer]:
    """Fit what a frozen encoder adds to a light model that is there already, on the same pairs as `fit_relevance`."""
    vectors = SentenceVectors.fit(network, texts, list(dict.fromkeys(articles)))
    comparison = SentenceComparison(light, vectors)
    return vectors, _fit_answer(*_here_and_elsewhere(texts, articles, on_topic, comparison, seed))


def write_sentences(folder: Path, vectors: SentenceVectors, answer: Answer) -> dict[str, Any]:
    """Write encoder and centres into a semantic scorer's folder; returns what its manifest says of relevance."""
    vectors.network.save(folder / FOLDER)
    np.save(folder / CENTRES, vectors.centres, allow_pickle=False)
    return {**answer._asdict(), "weights": answer.weights.tolist()}


def _here_and_elsewhere(
    texts: Sequence[str], articles: Sequence[Article], on_topic: Floats, comparison: Comparing, seed: int
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.str_]]:
    """Return features of the comments under their articles and under others, whether on topic, and the home's id."""
    elsewhere = put_elsewhere(articles, ELSEWHERE, seed)
    return (
        pair_features([*texts] * (1 + ELSEWHERE), [*articles, *elsewhere], comparison),
        np.concatenate((on_topic >= 0.5, np.zeros(len(elsewhere), dtype=bool))),
        np.array([a.id for a in articles] * (1 + ELSEWHERE)),
    )


def _fit_answer(values: Floats, labels: NDArray[np.bool_], groups: NDArray[np.str_]) -> Answer:
    """Fit the weights, and the limits on folds of whole articles."""
    weights = np.where(labels, ELSEWHERE, 1.0)
    elsewhere = np.arange(len(labels)) >= len(labels) // (1 + ELSEWHERE)
    held_out = np.empty(len(labels))
    for train, test in GroupKFold(n_splits=3).split(values, groups=groups):
        fold = Answer(_fit(values[train], labels[train], weights[train]), 0, 0)
        held_out[test] = fold.probabilities(values[test])
    return Answer(
        _fit(values, labels, weights),
        off_topic_below=float(np.quantile(held_out[labels], WRONGLY_OFF)),
        on_topic_from=float(np.quantile(held_out[elsewhere], 1 - WRONGLY_ON)),
    )


def put_elsewhere(articles: Sequence[Article], times: int, seed: int) -> list[Article]:
    """Return for each comment another article, `times` over."""
    random = np.random.default_rng(seed)
    distinct = list(dict.fromkeys(articles))
    place = {article: i for i, article in enumerate(distinct)}
    moved = []
    for article in [*articles] * times:
        step = int(random.integers(1, max(len(distinct), 2)))
        moved.append(distinct[(place[article] + step) % len(distinct)])
    return moved


def _fit(values: Floats, labels: NDArray[np.bool_], weights: Floats) -> Floats:
    """Return intercept and coefficients for unscaled features."""
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=1000))
    pipeline.fit(values, labels, logisticregression__sample_weight=weights)
    scaler, model = pipeline[0], pipeline[1]
    coefficients = model.coef_[0] / scaler.scale_
    return np.concatenate((model.intercept_ - coefficients @ scaler.mean_, coefficients))
