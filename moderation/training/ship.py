"""Make the bundle that the package ships: civility from every permitted corpus, stance and relevance from our data."""

from pathlib import Path

import numpy as np

from moderation.models.bundle import Bundle
from moderation.training.data import read_dataset
from moderation.training.fit import Progress, Shipping, finish
from moderation.training.pretrain import pretrain
from moderation.training.shipped_card import write_section


def ship(data: Path, corpora: Path, output: Path, *, seed: int = 0, progress: Progress) -> Bundle:
    """Fit, measure and write the bundle; `output` is replaced only when everything has succeeded."""
    dataset = read_dataset(data)
    fitted = pretrain(dataset, data, corpora, progress)
    names, counts = np.unique(fitted.rows.corpus, return_counts=True)
    rows = dict(zip(names.tolist(), counts.tolist(), strict=True))
    shipping = Shipping(
        arrays={"civility_seen": np.sort(fitted.keys)},
        manifest={"training": {"rows": len(fitted.keys), "corpora": rows, "sources": dict(dataset.sources)}},
        card=write_section(fitted.civility, rows, data, corpora),
    )
    return finish(dataset, fitted.civility, output, seed=seed, progress=progress, ship=shipping).bundle
