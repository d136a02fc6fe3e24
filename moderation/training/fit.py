"""Train a model from a folder of labelled comments, measure it on held-out articles, write the bundle."""

import platform
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, Protocol

import joblib
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from moderation.comment import Article
from moderation.errors import TrainingError
from moderation.features.word_vectors import Table
from moderation.label import Attribute, Stance
from moderation.models import bundle as bundles
from moderation.training import export
from moderation.training.card import Report, write_card
from moderation.training.continued import continue_civility, read_words
from moderation.training.corpora import text_keys
from moderation.training.data import Dataset, articles_of, read_dataset
from moderation.training.debates import Debate, joined, read_own_debates
from moderation.training.estimator import build_civility
from moderation.training.evaluate import (
    RelevanceReport,
    StanceReport,
    auc,
    report_head,
    report_stance,
)
from moderation.training.pairs import StanceEstimator, StancePairs, fit_stance
from moderation.training.relevance import RelevanceEstimator, fit_relevance, put_elsewhere

HEADS: Final = tuple(a.value for a in Attribute)
STANCES: Final = (Stance.SUPPORT.value, Stance.OPPOSE.value, Stance.NEUTRAL.value)
PACKAGES: Final = ("moderation", "scikit-learn", "numpy", "pandas")
STEPS: Final = 5


class Progress(Protocol):
    """Told what is being done, one call a step."""

    def __call__(self, description: str) -> None:
        """Say which step begins."""


@dataclass(frozen=True, slots=True)
class Shipping:
    """What makes a bundle fit to ship: weights in a byte each and no pickled pipelines.

    `arrays` and `manifest` are written beside the rest.
    """

    arrays: Mapping[str, bundles.Array]
    manifest: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trained:
    """The fitted estimators, the figures, and where the bundle was written."""

    civility: Pipeline
    stance: StanceEstimator
    relevance: RelevanceEstimator
    report: Report
    bundle: bundles.Bundle


def train(data: Path, output: Path, *, seed: int = 0, progress: Progress, start: Path | None = None) -> Trained:
    """Fit, measure and write a model; `output` is replaced only when everything has succeeded.

    With `start`, the folder of a bundle, civility starts from its weights: the labels change them as far as they
    speak against them; and relevance uses its word vectors, which take more texts than one publisher has labelled.
    Raises `DataError` for a bad row and `TrainingError` where no head has enough labels.
    """
    progress("Reading the labelled comments")
    dataset, debates = read_dataset(data), read_own_debates(data)
    progress("Fitting the civility heads")
    frame, held_out = dataset.split("train", "dev"), dataset.split("test")
    if frame.empty:
        raise TrainingError(f"no comment in {data} stands under an article of the splits train and dev")
    # "No." stands under many articles: what is tested on teaches nothing
    frame = frame[~np.isin(text_keys(frame["text"]), text_keys(held_out["text"]))]
    civility = fit_civility(frame, seed) if start is None else continue_civility(start, frame, seed)
    words = None if start is None else read_words(start)
    return finish(dataset, civility, output, seed=seed, progress=progress, debates=[debates], words=words)


def fit_civility(frame: pd.DataFrame, seed: int) -> Pipeline:
    """Fit the civility heads to these comments alone."""
    labels = frame[list(HEADS)].to_numpy(dtype=float)
    return build_civility(HEADS, seed=seed).fit(
        frame["text"].tolist(), labels, heads__groups=frame["article_id"].tolist()
    )


def finish(
    dataset: Dataset,
    civility: Pipeline,
    output: Path,
    *,
    seed: int,
    progress: Progress,
    debates: Sequence[Debate],
    words: Table | None = None,
    ship: Shipping | None = None,
) -> Trained:
    """Fit stance to the dataset and to `debates`, relevance to the dataset, measure all three, write the bundle."""
    frame, held_out = dataset.split("train", "dev"), dataset.split("test")
    texts, articles = frame["text"].tolist(), articles_of(dataset, frame)
    progress("Fitting relevance")
    relevance = fit_relevance(texts, articles, frame["on_topic"].fillna(1).to_numpy(), words=words, seed=seed)
    progress("Fitting stance")
    pairs = StancePairs.of(texts, articles, frame["stance"].tolist(), tables=relevance.tables)
    stance = fit_stance(pairs, further=joined(debates), seed=seed)
    progress("Measuring on held-out articles")
    report = measure(civility, stance, relevance, dataset, held_out, train_rows=len(frame), seed=seed)
    bundle = write(output, civility, stance, relevance, report, dataset, seed, ship)
    return Trained(civility, stance, relevance, report, bundle)


def measure(
    civility: Pipeline,
    stance: StanceEstimator,
    relevance: RelevanceEstimator,
    dataset: Dataset,
    held_out: pd.DataFrame,
    *,
    train_rows: int,
    seed: int = 0,
) -> Report:
    """Measure fitted estimators on held-out comments."""
    texts, articles = held_out["text"].tolist(), articles_of(dataset, held_out)
    probabilities = civility.predict_proba(texts)
    heads = civility["heads"].heads_
    return Report(
        heads=[
            report_head(head, held_out[head].to_numpy(dtype=float), probabilities[:, i]) for i, head in enumerate(heads)
        ],
        unavailable=[head for head in HEADS if head not in heads],
        stance=_measure_stance(
            stance, StancePairs.of(texts, articles, held_out["stance"].tolist(), tables=relevance.tables[:1])
        ),
        relevance=_measure_relevance(relevance, texts, articles, held_out["on_topic"].fillna(1).to_numpy(), seed),
        train_rows=train_rows,
        test_rows=len(held_out),
        test_articles=held_out["article_id"].nunique(),
    )


def _measure_stance(estimator: StanceEstimator, pairs: StancePairs) -> StanceReport:
    p_side, p_support = estimator.probabilities(pairs)
    p_best = p_side * np.maximum(p_support, 1 - p_support)
    says_side = p_best >= 1 - p_side
    best = np.where(says_side, np.where(p_support > 0.5, STANCES[0], STANCES[1]), STANCES[2])
    needed = np.where(says_side, estimator.confidence.side, estimator.confidence.neutral)
    answered = np.where(says_side, p_best, 1 - p_side) >= needed
    return report_stance(pairs.stances, best, answered, pairs.groups, STANCES)


def _measure_relevance(
    estimator: RelevanceEstimator,
    texts: Sequence[str],
    articles: Sequence[Article],
    on_topic: NDArray[np.float64],
    seed: int,
) -> RelevanceReport:
    """Measure comments that are on topic against themselves under another article."""
    here = estimator.probabilities(texts, articles)
    there = estimator.probabilities(texts, put_elsewhere(articles, 1, seed))
    about = on_topic >= 0.5
    shuffled = auc(np.repeat([True, False], int(about.sum())), np.concatenate((here[about], there[about])))
    return RelevanceReport(len(texts), shuffled, auc(about, here))


def write(
    output: Path,
    civility: Pipeline,
    stance: StanceEstimator,
    relevance: RelevanceEstimator,
    report: Report,
    dataset: Dataset,
    seed: int,
    ship: Shipping | None = None,
) -> bundles.Bundle:
    """Write the bundle beside `output` and move it there in one step."""
    versions = {"python": platform.python_version(), **{p: version(p) for p in PACKAGES}}
    manifest: dict[str, Any] = {
        "heads": list(civility["heads"].heads_),
        "stance": export.stance_spec(stance),
        "relevance": export.relevance_spec(relevance),
        "seed": seed,
        "training": {"rows": report.train_rows, "sources": dict(dataset.sources)},
        "made_with": versions,
        **(ship.manifest if ship is not None else {}),
    }
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent) as temporary:
        folder = Path(temporary) / "bundle"
        bundle = bundles.save(
            folder,
            {
                **export.civility_arrays(civility, "int8" if ship is not None else "float32"),
                **export.stance_arrays(stance),
                **export.relevance_arrays(relevance),
                **(ship.arrays if ship is not None else {}),
            },
            manifest,
        )
        card = write_card(report, bundle.version, dataset.sources, versions)
        if ship is None:
            pipelines = {"civility": civility, "stance": stance, "relevance": relevance}
            joblib.dump(pipelines, folder / "pipelines.joblib", compress=3)
        (folder / "model_card.md").write_text(card, encoding="utf-8")
        if output.exists():
            shutil.rmtree(output)
        folder.rename(output)
    return bundle
