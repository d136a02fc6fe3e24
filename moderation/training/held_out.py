"""What must never be trained on: hashes of every development and test text, and the proof that none was used."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from moderation.training.contrast import read_contrast
from moderation.training.corpora import CORPORA, DEV_CORPORA, read_corpus, text_keys
from moderation.training.data import read_dataset


def held_out_keys(data: Path, corpora: Path | None) -> NDArray[np.uint64]:
    """Return the sorted keys of all held-out texts: of `data`, and of the corpora where there is a folder of them."""
    contrast = read_contrast(data / "contrast")
    keys = [
        text_keys(read_dataset(data).split("test")["text"]),
        text_keys(contrast.loc[contrast["split"] == "test", "text"]),
    ]
    if corpora is not None:
        keys += [text_keys(read_corpus(corpora, corpus).texts) for corpus in DEV_CORPORA]
        keys += [text_keys(read_corpus(corpora, c, held_out=True).texts) for c in CORPORA if c.held_out is not None]
    return np.unique(np.concatenate(keys))
