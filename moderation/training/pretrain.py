"""Fit the civility model that the package ships: our data and every public corpus whose licence allows it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from sklearn.pipeline import Pipeline

from moderation.label import Attribute
from moderation.training.contrast import civility_rows, read_contrast
from moderation.training.corpora import CORPORA, HEADS, Rows, join, read_corpus, rows_of, without_repeats
from moderation.training.data import Dataset
from moderation.training.estimator import fitted_heads
from moderation.training.held_out import held_out_keys
from moderation.training.identity import identity_rows
from moderation.training.minimal_pairs import read_minimal_pairs
from moderation.training.mixture import Material, fit_mixture, fit_part
from moderation.training.ngram_tfidf import (
    Counts,
    NGramTfidf,
    Vocabulary,
    count,
    count_known,
    inverse_frequency,
    weigh,
)
from moderation.training.public_labels import read_public_labels, with_public_labels
from moderation.training.recipe import HOME, RECIPE, SPLICED, TAUGHT_OTHERWISE, Part
from moderation.training.spliced import splice
from moderation.training.teacher import ask_teachers

#: An n-gram is counted when so many texts have it, and so many n-grams are kept: 12 MB for the whole bundle.
FEWEST_TEXTS: Final = 4
MOST_NGRAMS: Final = 250_000
#: So many texts are made for the teachers to label.
SPLICED_TEXTS: Final = 130_000


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
        read_minimal_pairs(data / "minimal_pairs.csv"),
        *(read_corpus(corpora, corpus) for corpus in CORPORA if corpus.ships),
        identity_rows(),
    ]
    rows, keys = without_repeats(join(parts), held_out_keys(data, corpora))
    return with_public_labels(rows, keys, read_public_labels(data / "public_labels.csv")), keys


def _contrast_rows(data: Path) -> Rows:
    frame = civility_rows(read_contrast(data / "contrast"), "train")
    # the same text may be there for two attributes: swearing that is not toxic is a lesson about both
    said = frame.pivot_table(index=["group", "text"], columns="attribute", values="share", sort=False).reset_index()
    labels = {a.value: said[a.value] for a in Attribute if a.value in said}
    return rows_of("contrast", said["text"].tolist(), labels, said["group"].tolist())


def pretrain(dataset: Dataset, data: Path, corpora: Path, progress: Callable[[str], None]) -> Pretrained:
    """Read, count, prune to the n-grams that matter, and fit the recipe."""
    progress("Reading the corpora")
    rows, keys = training_rows(dataset, data, corpora)
    progress("Counting n-grams")
    counts = count(rows.texts, fewest=FEWEST_TEXTS)
    progress("Choosing n-grams")
    counts = _prune(counts, rows)
    idf = inverse_frequency(counts.document_frequency(), len(rows.texts))
    progress("Making texts for the teachers")
    extra = _spliced(rows, np.union1d(keys, held_out_keys(data, corpora)))
    matrix = sparse.vstack([counts.matrix, count_known(extra.texts, counts.fingerprints)]).tocsr()
    everything = join([rows, extra])
    progress("Asking the teachers")
    taught = ask_teachers(everything.texts)
    progress("Fitting the parts of every head")
    fitted = fit_mixture(Material(weigh(matrix, idf, counts.blocks), everything, taught), RECIPE)
    tfidf = NGramTfidf(vocabulary=Vocabulary(counts.fingerprints, counts.blocks, idf)).fit([])
    return Pretrained(Pipeline([("tfidf", tfidf), ("heads", fitted_heads(fitted))]), rows, keys)


def _spliced(rows: Rows, known: NDArray[np.uint64]) -> Rows:
    """Make texts for the teachers: none that is known, nor of sentences on which teachers are not to be believed.

    Nor of those that calibration holds aside, which would then be half known.
    """
    sources = ~np.isin(rows.corpus, (*HOME, *TAUGHT_OTHERWISE))
    texts = [rows.texts[i] for i in np.flatnonzero(sources).tolist()]
    return without_repeats(rows_of(SPLICED, splice(texts, SPLICED_TEXTS), {}), known)[0]


def _prune(counts: Counts, rows: Rows) -> Counts:
    """Keep the n-grams that move any head most, judged by one quick fit a head on everything."""
    frequency = counts.document_frequency()
    features = weigh(counts.matrix, inverse_frequency(frequency, len(rows.texts)), counts.blocks)
    material = Material(features, rows, {})
    everything = np.arange(len(rows.texts))
    quick = Part(dict.fromkeys(np.unique(rows.corpus).tolist(), 1.0))
    linears = Parallel(n_jobs=-1, prefer="threads")(
        delayed(fit_part)(material, name, quick, everything, steps=15) for name in RECIPE
    )
    moved = [np.abs(linear.weights) / (np.abs(linear.weights).mean() or 1.0) for linear in linears]
    kept = np.argsort(-np.max(moved, axis=0) * np.sqrt(frequency), kind="stable")[:MOST_NGRAMS]
    return counts.take(np.sort(kept))
