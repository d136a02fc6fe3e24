"""Stance and relevance on articles and topics that training did not see, each figure beside its baselines.

python -m benchmarks.stance [--only ROW …] [--json FILE]   (MODERATION_CORPORA names the folder of corpora)

`.light` is the served model's method; on ibm30k, vast and arc it is fitted on that set's own training rows, as the
published figures are (such a model is never shipped). `.shipped` is what the project may ship, fitted on data/ and
the permitted corpora, and has seen nothing of the set. `.majority` answers the commonest class of the training rows,
`.tfidf` reads the comment alone. `.semantic` needs `pip install .[semantic]`; `relevance.*.semantic` wordllama alone.
"""

import argparse
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score
from sklearn.pipeline import make_pipeline

from benchmarks import stance_semantic
from moderation.comment import Article
from moderation.decision import StanceOrigin
from moderation.features.word_vectors import StemTable
from moderation.models.split import SHARES
from moderation.models.stance import decide
from moderation.settings import Settings
from moderation.training.data import Dataset, articles_of, read_dataset
from moderation.training.debates import Debate, read_debate, read_permitted
from moderation.training.pairs import StanceEstimator, StancePairs, fit_stance
from moderation.training.relevance import fit_relevance, put_elsewhere
from moderation.training.unlabelled import learn_words

STANCES = tuple(stance.value for stance in SHARES)
#: On arc_rfd the figure is the accuracy of the most confident share of answers.
ARC_COVERAGE = 0.3

Figures = dict[str, float]


def best_labels(estimator: StanceEstimator, pairs: StancePairs) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Return the likeliest of three labels and its probability."""
    p_side, p_support = estimator.probabilities(pairs)
    table = np.column_stack((p_side * p_support, p_side * (1 - p_support), 1 - p_side))
    return np.array(STANCES)[table.argmax(axis=1)], table.max(axis=1)


def accuracy(truth: NDArray[np.str_], said: NDArray[np.str_]) -> float:
    """Return the share that is right."""
    return float((truth == said).mean())


def macro_f1(truth: NDArray[np.str_], said: NDArray[np.str_]) -> float:
    """Return the mean F1 of the three classes."""
    return float(f1_score(truth, said, average="macro", labels=list(STANCES), zero_division=0))


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


def measure_debate(
    name: str, key: str, metric: Callable[..., float], corpora: Path, shipped: StanceEstimator
) -> Figures:
    """Fit on the set's own training rows, measure on its official other split."""
    train, test = own_splits(corpora, name)
    pairs = test.pairs()
    figures = {
        f"{key}.{baseline}": metric(pairs.stances, said)
        for baseline, said in baselines((train.texts, train.stances), test.texts).items()
    }
    own = fit_stance(train.pairs())
    for kind, estimator in (("light", own), ("shipped", shipped)):
        said, certainty = best_labels(estimator, pairs)
        if not test.has_neutral:
            support = estimator.probabilities(pairs)[1]
            said, certainty = np.where(support > 0.5, *STANCES[:2]), np.abs(support - 0.5)
        figures[f"{key}.{kind}"] = metric(pairs.stances, said)
        if name == "arc_rfd":
            first = np.argsort(-certainty)[: round(ARC_COVERAGE * len(said))]
            figures[f"arc.answered_accuracy.{kind}"] = accuracy(pairs.stances[first], said[first])
            figures[f"arc.coverage.{kind}"] = ARC_COVERAGE
    return figures


def measure_data(dataset: Dataset, shipped: StanceEstimator) -> Figures:
    """Measure on the held-out articles of data/, by comment and by article."""
    frame, test = dataset.split("train", "dev"), dataset.split("test")
    texts = test["text"].tolist()
    pairs = StancePairs.of(texts, articles_of(dataset, test), test["stance"].tolist())
    plain = baselines((frame["text"].tolist(), frame["stance"].tolist()), texts)
    figures = {f"data.macro_f1.{name}": macro_f1(pairs.stances, said) for name, said in plain.items()}
    own = fit_stance(StancePairs.of(frame["text"].tolist(), articles_of(dataset, frame), frame["stance"].tolist()))
    figures["data.macro_f1.light"] = macro_f1(pairs.stances, best_labels(shipped, pairs)[0])
    figures["data.macro_f1.data_only"] = macro_f1(pairs.stances, best_labels(own, pairs)[0])
    p_side, p_support = shipped.probabilities(pairs)
    scores = np.array(
        [
            decide(a, b, shipped.confidence, "", StanceOrigin.GIVEN)
            for a, b in zip(p_side.tolist(), p_support.tolist(), strict=True)
        ]
    )
    answered = np.array([s.label.value != "unclear" for s in scores])
    said = np.array([s.label.value for s in scores])
    figures["data.coverage.light"] = float(answered.mean())
    if answered.any():
        figures["data.answered_accuracy.light"] = accuracy(pairs.stances[answered], said[answered])
    return figures | _measure_split(pairs, scores, shipped)


def _measure_split(pairs: StancePairs, scores: NDArray[np.object_], shipped: StanceEstimator) -> Figures:
    assert shipped.split is not None  # noqa: S101  # fit_stance always fits one
    errors: dict[str, list[float]] = {"light": [], "prior": [], "counted": []}
    inside = []
    best = best_labels(shipped, pairs)[0]
    for group in np.unique(pairs.groups):
        rows = pairs.groups == group
        truth = np.array([(pairs.stances[rows] == s).mean() for s in STANCES])
        split = shipped.split.split(list(scores[rows]))
        estimate = np.array([split.shares[s].estimate for s in SHARES])
        errors["light"].append(np.abs(estimate - truth).mean())
        errors["prior"].append(np.abs(shipped.split.prior - truth).mean())
        errors["counted"].append(np.abs(np.array([(best[rows] == s).mean() for s in STANCES]) - truth).mean())
        inside += [split.shares[s].low <= t <= split.shares[s].high for s, t in zip(SHARES, truth, strict=True)]
    figures = {f"split.mae.{name}": float(np.mean(values)) for name, values in errors.items()}
    return figures | {"split.inside_90.light": float(np.mean(inside))}


def measure_relevance(key: str, train: Debate, test: Debate, words: StemTable) -> Figures:
    """Tell comments under their own article from the same comments under another: AUC."""
    estimator = fit_relevance(train.texts, train.articles, np.ones(len(train.texts)), words=words)
    elsewhere = put_elsewhere(test.articles, 3, seed=1)
    labels = np.repeat([True, False, False, False], len(test.texts))
    texts, articles = test.texts * 4, [*test.articles, *elsewhere]
    said = {"light": estimator.probabilities(texts, articles), "tfidf": plain_cosine(train, texts, articles)}
    if estimator.semantic is not None:
        said["semantic"] = estimator.probabilities(texts, articles, semantic=True)
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


def run(data: Path, corpora: Path, only: list[str], *, semantic: bool) -> Figures:
    """Measure every row, or those named; the slow semantic ones where they are asked for."""
    dataset = read_dataset(data)
    frame = dataset.split("train", "dev")
    own = StancePairs.of(frame["text"].tolist(), articles_of(dataset, frame), frame["stance"].tolist())
    # the motions of ibm30k's test split are left out of argkp2021, so that they are unseen
    unseen = {a.proposition or "" for a in read_debate(corpora, "ibm30k", "dev").articles}
    # each is made at its first use: not every row needs both
    shipped = cache(lambda: fit_stance(own, further=read_permitted(data, corpora, without=unseen)))
    words = cache(lambda: learn_words(dataset, data, corpora))
    rows: dict[str, Callable[[], Figures]] = {
        "data": lambda: measure_data(dataset, shipped()),
        "relevance.data": lambda: measure_relevance(
            "relevance.data.auc", on_topic(dataset, "train", "dev"), on_topic(dataset, "test"), words()
        ),
        "relevance.arc": lambda: measure_relevance("relevance.arc.auc", *own_splits(corpora, "arc_rfd"), words()),
        "arc": lambda: measure_debate("arc_rfd", "arc.accuracy", accuracy, corpora, shipped()),
        "ibm30k": lambda: measure_debate("ibm30k", "ibm30k.accuracy", accuracy, corpora, shipped()),
        "vast": lambda: measure_debate("vast", "vast.macro_f1", macro_f1, corpora, shipped()),
    }
    if semantic:
        rows["semantic"] = lambda: stance_semantic.measure(data, corpora, dataset, own_splits)
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
    parser.add_argument(
        "--only", nargs="*", default=[], help="data, relevance.data, relevance.arc, arc, ibm30k, vast, semantic"
    )
    parser.add_argument("--semantic", action="store_true", help="tune and measure cross-encoders too: half an hour")
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
