"""Stance and relevance on articles and topics that training did not see, each figure beside its baselines.

python -m benchmarks.stance [--only ROW …] [--json FILE]   (MODERATION_CORPORA names the folder of corpora)

`.light` is the served model's method; on ibm30k, vast and arc it is fitted on that set's own training rows, as the
published figures are (such a model is never shipped). `.shipped` is what the project may ship, fitted on data/ and
the permitted corpora, and has seen nothing of the set. `.majority` answers the commonest class of the training rows,
`.tfidf` reads the comment alone. `.wordllama` is the light method where that package is installed, `.semantic` a tuned
cross-encoder, and for relevance a frozen encoder: both need `pip install .[semantic]`.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

from benchmarks import stance_semantic
from benchmarks.stance_figures import Figures, accuracy, articles_figures, best_labels, macro_f1, surest
from moderation.comment import Article
from moderation.features import wordllama
from moderation.features.word_vectors import StemTable, WordVectors
from moderation.models.semantic_relevance import SentenceComparison
from moderation.settings import Settings
from moderation.training.data import Dataset, articles_of, read_dataset
from moderation.training.debates import Debate, joined, of_dataset, permitted_debates, read_debate
from moderation.training.pairs import StanceEstimator, fit_stance
from moderation.training.relevance import fit_relevance, fit_sentences, pair_features, put_elsewhere
from moderation.training.starting_weights import STARTS, load_start
from moderation.training.unlabelled import learn_words
from moderation.training.word_vectors import fit_vectors

#: On arc_rfd the figure is the accuracy of the most confident share of answers.
ARC_COVERAGE = 0.3


def baselines(train: tuple[list[str], list[str]], texts: list[str]) -> dict[str, NDArray[np.str_]]:
    """Answer with the commonest class, and with a TF-IDF of the comment alone."""
    names, counts = np.unique(train[1], return_counts=True)
    plain = make_pipeline(
        TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2), min_df=2), LogisticRegression(max_iter=500)
    )
    return {
        "majority": np.full(len(texts), names[counts.argmax()]),
        "tfidf": plain.fit(*train).predict(texts),
    }


def own_splits(corpora: Path, name: str) -> tuple[Debate, Debate]:
    """Return the set's training and test rows; articles that its official split has in both train nothing."""
    train, test = read_debate(corpora, name, "train"), read_debate(corpora, name, "dev")
    return train.without_articles({a.id for a in test.articles}), test


class Fitted(NamedTuple):
    """A stance estimator with the word vectors that it was fitted with, our own first."""

    estimator: StanceEstimator
    tables: Sequence[WordVectors]

    @classmethod
    def to(cls, debate: Debate, words: StemTable, further: Sequence[Debate] = ()) -> "Fitted":
        """Fit on one debate, and on what others teach."""
        distinct = list(dict.fromkeys(debate.articles))
        tables = [fit_vectors(t, debate.texts, distinct) for t in (words, wordllama.load()) if t is not None]
        return cls(fit_stance(debate.pairs(tables), further=joined(further) if further else None), tables)


def measure_debate(
    name: str, key: str, metric: Callable[..., float], corpora: Path, shipped: Fitted, words: StemTable
) -> Figures:
    """Fit on the set's own training rows, measure on its official other split."""
    train, test = own_splits(corpora, name)
    truth = test.pairs().stances
    figures = {
        f"{key}.{baseline}": metric(truth, said)
        for baseline, said in baselines((train.texts, train.stances), test.texts).items()
    }
    own = Fitted.to(train, words)
    for kind, (estimator, tables), used in (("light", own, 1), ("wordllama", own, 2), ("shipped", shipped, 1)):
        if len(tables) < used:
            continue
        p_side, p_support = estimator.probabilities(test.pairs(tables[:used]))
        # where nobody is neutral only the side is asked
        said, _ = best_labels(p_side if test.has_neutral else np.ones_like(p_side), p_support)
        figures[f"{key}.{kind}"] = metric(truth, said)
        if name == "arc_rfd":
            figures[f"arc.answered_accuracy.{kind}"] = surest(truth, p_support, ARC_COVERAGE)
            figures[f"arc.coverage.{kind}"] = ARC_COVERAGE
    return figures


def measure_data(dataset: Dataset, shipped: Fitted, words: StemTable) -> Figures:
    """Measure on the held-out articles of data/, by comment and by article."""
    train, test = of_dataset(dataset, "train", "dev"), of_dataset(dataset, "test")
    plain = baselines((train.texts, train.stances), test.texts)
    own = Fitted.to(train, words)
    truth = test.pairs().stances
    figures = {f"data.macro_f1.{name}": macro_f1(truth, said) for name, said in plain.items()}
    for kind, (estimator, tables), used in (("data_only", own, 1), ("wordllama", shipped, 2)):
        if len(tables) < used:
            continue
        found = estimator.probabilities(test.pairs(tables[:used]))
        figures[f"data.macro_f1.{kind}"] = macro_f1(truth, best_labels(*found)[0])
    estimator, pairs = shipped.estimator, test.pairs(shipped.tables[:1])
    assert estimator.split is not None  # noqa: S101  # fit_stance always fits one
    return figures | articles_figures(
        "light", truth, pairs.groups, estimator.probabilities(pairs), estimator.confidence, estimator.split
    )


def measure_relevance(key: str, train: Debate, test: Debate, words: StemTable, *, frozen: str | None) -> Figures:
    """Tell comments under their own article from the same comments under another: AUC.

    `frozen` names the encoder whose sentences are compared as well.
    """
    all_on_topic = np.ones(len(train.texts))
    estimator = fit_relevance(train.texts, train.articles, all_on_topic, words=words)
    elsewhere = put_elsewhere(test.articles, 3, seed=1)
    labels = np.repeat([True, False, False, False], len(test.texts))
    texts, articles = test.texts * 4, [*test.articles, *elsewhere]
    said = {"light": estimator.probabilities(texts, articles), "tfidf": plain_cosine(train, texts, articles)}
    if estimator.semantic is not None:
        said["wordllama"] = estimator.probabilities(texts, articles, semantic=True)
    if frozen:

        def light(texts: Sequence[str], article: Article) -> NDArray[np.float64]:
            return estimator.probabilities(texts, [article] * len(texts))

        vectors, answer = fit_sentences(load_start(frozen), light, train.texts, train.articles, all_on_topic)
        said["semantic"] = answer.probabilities(pair_features(texts, articles, SentenceComparison(light, vectors)))
    return {f"{key}.{name}": float(roc_auc_score(labels, values)) for name, values in said.items()}


def plain_cosine(train: Debate, texts: list[str], articles: list[Article]) -> NDArray[np.float64]:
    """Return the cosine of character TF-IDF with headline and summary: the baseline."""
    counter = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=2).fit(train.texts)
    leads = counter.transform([f"{a.headline or ''} {a.summary or ''}" for a in articles])
    return np.asarray(counter.transform(texts).multiply(leads).sum(axis=1)).ravel()


def on_topic(dataset: Dataset, *splits: str) -> Debate:
    """Return the comments of data/ that are labelled on topic."""
    frame = dataset.split(*splits)
    frame = frame[frame["on_topic"].fillna(1) >= 0.5]
    return Debate(frame["text"].tolist(), articles_of(dataset, frame), frame["stance"].tolist(), has_neutral=True)


def run(data: Path, corpora: Path, only: list[str], *, semantic: str | None) -> Figures:
    """Measure every row, or those named; the slow semantic ones where starting weights are named for them."""
    dataset = read_dataset(data)
    # the motions of ibm30k's test split are left out of argkp2021, so that they are unseen
    unseen = {a.proposition or "" for a in read_debate(corpora, "ibm30k", "dev").articles}
    # each is made at its first use: not every row needs both
    words = cache(lambda: learn_words(dataset, data, corpora))
    own = of_dataset(dataset, "train", "dev")
    shipped = cache(lambda: Fitted.to(own, words(), permitted_debates(data, corpora, without=unseen)))
    rows: dict[str, Callable[[], Figures]] = {
        "data": lambda: measure_data(dataset, shipped(), words()),
        "relevance.data": lambda: measure_relevance(
            "relevance.data.auc",
            on_topic(dataset, "train", "dev"),
            on_topic(dataset, "test"),
            words(),
            frozen=semantic,
        ),
        "relevance.arc": lambda: measure_relevance(
            "relevance.arc.auc", *own_splits(corpora, "arc_rfd"), words(), frozen=semantic
        ),
        "arc": lambda: measure_debate("arc_rfd", "arc.accuracy", accuracy, corpora, shipped(), words()),
        "ibm30k": lambda: measure_debate("ibm30k", "ibm30k.accuracy", accuracy, corpora, shipped(), words()),
        "vast": lambda: measure_debate("vast", "vast.macro_f1", macro_f1, corpora, shipped(), words()),
    }
    if semantic:
        rows |= stance_semantic.rows(semantic, data, corpora, dataset, own_splits)
    figures: Figures = {}
    for name, measure in rows.items():
        if not only or name in only:
            found = {key: round(value, 4) for key, value in measure().items()}
            for key, value in found.items():
                print(f"{key:34} {value}", flush=True)
            figures |= found
    return figures


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"))
    rows = "data, relevance.data, relevance.arc, arc, ibm30k, vast; semantic.data, semantic.ibm30k, semantic.vast"
    parser.add_argument("--only", nargs="*", default=[], help=rows)
    parser.add_argument(
        "--semantic",
        nargs="?",
        const="mpnet",
        choices=STARTS,
        help="tune and measure cross-encoders too: three hours on one core, with minilm half an hour",
    )
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    corpora = Settings.from_environment().corpora
    if corpora is None:
        parser.error("set MODERATION_CORPORA to the folder of corpora")
    figures = run(arguments.data, corpora, arguments.only, semantic=arguments.semantic)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
