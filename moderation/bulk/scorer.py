"""A model in each process, loaded once, that turns a column of texts into columns of scores."""

import os
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

import moderation
from moderation.models.model import Model

PREFIX: Final = "score_"

_loaded: dict[str, Model] = {}


def load_once(folder: str) -> Model:
    """Return the process's model of `folder`, loading it at the first call."""
    if folder not in _loaded:
        _loaded[folder] = moderation.load(folder)
    return _loaded[folder]


def score_column(folder: str, texts: pa.ChunkedArray | pa.Array) -> pa.Table:
    """Score a column of texts; returns a table of `score_<head>` columns (float32), one row a text."""
    scores = load_once(folder).score_texts(texts.to_pylist())
    return pa.table({PREFIX + head: pa.array(values.astype(np.float32)) for head, values in scores.items()})


class ScorerPool:
    """As many scoring processes as there are cores, each with the model loaded."""

    def __init__(self, folder: Path, processes: int | None = None) -> None:
        self.processes = processes or os.cpu_count() or 1
        self._folder = str(folder)
        # spawned, not forked: the parent may hold threads of pyarrow
        self._pool = ProcessPoolExecutor(
            self.processes, mp_context=get_context("spawn"), initializer=load_once, initargs=(self._folder,)
        )

    def submit(self, texts: pa.ChunkedArray) -> "Future[pa.Table]":
        """Score a column in the next free process."""
        return self._pool.submit(score_column, self._folder, texts.combine_chunks())

    def __enter__(self) -> "ScorerPool":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
