"""Start from a bundle: a publisher's own labels change its weights only as far as they speak against them."""

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.pipeline import Pipeline

from moderation.errors import TrainingError
from moderation.features.word_vectors import StemTable
from moderation.models import bundle as bundles
from moderation.models.relevance import read_stems
from moderation.models.weights import decode_weights
from moderation.training.corpora import HEADS, text_keys
from moderation.training.estimator import FEWEST_ROWS_AFTER_PRIOR, Prior, build_civility
from moderation.training.ngram_tfidf import Vocabulary


def read_prior(folder: Path) -> tuple[Vocabulary, Prior, bundles.Bundle]:
    """Read the n-grams and weights of a bundle. Raises `BundleError`."""
    bundle = bundles.load(folder)
    arrays = {name: np.asarray(array) for name, array in bundle.arrays.items()}
    vocabulary = Vocabulary(
        arrays["civility_fingerprints"], arrays["civility_blocks"], arrays["civility_idf"].astype(np.float32)
    )
    weights = decode_weights(bundle.arrays).T.astype(np.float64)
    return vocabulary, Prior(tuple(bundle.manifest["heads"]), weights, arrays["civility_intercepts"]), bundle


def read_words(folder: Path) -> StemTable | None:
    """Read the word vectors of a bundle; None where it has none. Raises `BundleError`."""
    table = read_stems(bundles.load(folder))
    # in memory, not mapped: the folder may be the one that is replaced
    return None if table is None else StemTable(table.stems, np.array(table.vectors))


def continue_civility(start: Path, frame: pd.DataFrame, seed: int) -> Pipeline:
    """Fit the civility heads to the comments of `frame` that the bundle in `start` was not trained on already.

    A comment that it knows would look better predicted than a new one is, and spoil the calibration. Heads that too few
    new comments are labelled for stay as they are. Raises `TrainingError` where no head could learn even from all.
    """
    _check_enough(frame)
    vocabulary, prior, bundle = read_prior(start)
    seen = bundle.arrays.get("civility_seen")
    if seen is not None:
        frame = frame[~np.isin(text_keys(frame["text"]), seen)]
    labels = frame[list(HEADS)].to_numpy(dtype=float)
    pipeline = build_civility(HEADS, seed=seed, vocabulary=vocabulary, prior=prior)
    return pipeline.fit(frame["text"].tolist(), labels, heads__groups=frame["article_id"].tolist())


def _check_enough(frame: pd.DataFrame) -> None:
    labels = frame[list(HEADS)].to_numpy(dtype=float)
    fewest = np.minimum((labels >= 0.5).sum(axis=0), (labels < 0.5).sum(axis=0))
    if len(frame) and fewest.max() < FEWEST_ROWS_AFTER_PRIOR:
        raise TrainingError(
            f"no head can be trained: of {len(frame)} comments none of {', '.join(HEADS)} is said of "
            f"{FEWEST_ROWS_AFTER_PRIOR} and not said of {FEWEST_ROWS_AFTER_PRIOR}"
        )
