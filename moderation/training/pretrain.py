"""Fit the civility model that the package ships: our data and every public corpus whose licence allows it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from moderation.label import Attribute
from moderation.training.contrast import civility_rows, read_contrast
from moderation.training.corpora import CORPORA, HEADS, Rows, join, read_corpus, rows_of, without_repeats
from moderation.training.data import Dataset
from moderation.training.estimator import fitted_heads
from moderation.training.held_out import held_out_keys
from moderation.training.identity import identity_rows
from moderation.training.mixture import Material, fit_mixture, fit_part
from moderation.training.ngram_tfidf import Counts, NGramTfidf, Vocabulary, count, inverse_frequency, weigh
from moderation.training.recipe import RECIPE, Part
from moderation.training.teacher import teacher_shares

#: An n-gram is counted when so many texts have it, and so many n-grams are kept: 12 MB for the whole bundle.
FEWEST_TEXTS: Final = 4
MOST_NGRAMS: Final = 250_000


@dataclass(frozen=True, slots=True)
class Pretrained:
    """The fitted civility pipeline, what it was trained on, and the keys of those texts."""

    civility: Pipeline
    rows: Rows
    keys: NDArray[np.uint64]


def training_rows(dataset: Dataset, data: Path, corpora: Path) -> tuple[Rows, NDArray[np.uint64]]:
    """Return every row that shipped weights may learn from, no text twice and none that is held out."""
    own = dataset.split("train", "dev")
    parts = [
        rows_of("data", own["text"].tolist(), {head: own[head] for head in HEADS}, own["article_id"].tolist()),
        _contrast_rows(data),
        *(read_corpus(corpora, corpus) for corpus in CORPORA if corpus.ships),
        identity_rows(),
    ]
    return without_repeats(join(parts), held_out_keys(data, corpora))


def _contrast_rows(data: Path) -> Rows:
    frame = civility_rows(read_contrast(data / "contrast"), "train")
    said = {a.value: frame["share"].where(frame["attribute"] == a) for a in Attribute}
    return rows_of("contrast", frame["text"].tolist(), said, frame["group"].tolist())


def pretrain(dataset: Dataset, data: Path, corpora: Path, progress: Callable[[str], None]) -> Pretrained:
    """Read, count, prune to the n-grams that matter, and fit the recipe."""
    progress("Reading the corpora")
    rows, keys = training_rows(dataset, data, corpora)
    progress("Asking the teacher")
    teacher = teacher_shares(rows.texts)
    progress("Counting n-grams")
    counts = count(rows.texts, fewest=FEWEST_TEXTS)
    progress("Choosing n-grams")
    counts = _prune(counts, rows, teacher)
    idf = inverse_frequency(counts.document_frequency(), len(rows.texts))
    features = weigh(counts.matrix, idf, counts.blocks)
    progress("Fitting the parts of every head")
    fitted = fit_mixture(Material(features, rows, teacher), RECIPE)
    tfidf = NGramTfidf(vocabulary=Vocabulary(counts.fingerprints, counts.blocks, idf)).fit([])
    return Pretrained(Pipeline([("tfidf", tfidf), ("heads", fitted_heads(fitted))]), rows, keys)


def _prune(counts: Counts, rows: Rows, teacher: NDArray[np.float64]) -> Counts:
    """Keep the n-grams that move any head most, judged by one quick fit a head on everything."""
    frequency = counts.document_frequency()
    features = weigh(counts.matrix, inverse_frequency(frequency, len(rows.texts)), counts.blocks)
    material = Material(features, rows, teacher)
    everything = np.arange(len(rows.texts))
    largest = np.zeros(len(counts.fingerprints))
    quick = Part(dict.fromkeys(np.unique(rows.corpus).tolist(), 1.0))
    for head in RECIPE.heads:
        weights = fit_part(material, head, quick, everything, steps=15).weights
        largest = np.maximum(largest, np.abs(weights) / (np.abs(weights).mean() or 1.0))
    kept = np.argsort(-largest * np.sqrt(frequency), kind="stable")[:MOST_NGRAMS]
    return counts.take(np.sort(kept))
