"""One file in, one file out: streamed in bounded memory, on all cores, in the order of the input."""

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import pyarrow as pa

from moderation.bulk.parts import Parts
from moderation.bulk.rows import Batch, read_batches
from moderation.bulk.scorer import ScorerPool
from moderation.errors import DataError
from moderation.models.model import Model

#: Batches that are read ahead for each process: enough to keep it busy, few enough to bound memory.
_AHEAD: Final = 2


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows were scored and refused, and where the refused ones are."""

    scored: int
    rejected: int
    rejected_file: Path | None


def score_file(
    source: Path,
    output: Path,
    *,
    model: Path,
    text_column: str = "text",
    longest: int = 20_480,
    processes: int | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
) -> Summary:
    """Score every row of `source` and write it, with its columns and a `score_<head>` column a head, to `output`.

    CSV, JSON lines and Parquet by the files' endings. A run that was killed goes on where it stopped when it is
    called again. Rows that cannot be scored go to `<output>.rejected.csv` with the reason. `progress` is told of
    rows done. Raises `DataError` for a file or column that cannot be read, `BundleError` for the model.
    """
    if output.resolve() == source.resolve():
        raise DataError(output, "the output would overwrite the input: choose another name")
    version = Model.load(model).version
    run = {
        "input": str(source.resolve()),
        "size": source.stat().st_size if source.is_file() else 0,
        "text_column": text_column,
        "longest": longest,
        "model": version,
    }
    batches = read_batches(source, text_column, longest=longest)
    first = next(batches, None)  # an unreadable file is refused before anything is written
    if first is None:
        raise DataError(source, "it holds no row")
    parts = Parts(output, run)
    done = parts.last_row()
    with ScorerPool(model, processes) as pool:
        for batch, scores in _in_order(_remaining(first, batches, done, progress), pool, text_column):
            table = batch.table
            for name in scores.column_names:
                table = table.append_column(name, scores[name])
            parts.add(batch.last, table, batch.rejected)
            progress(batch.table.num_rows + len(batch.rejected))
    scored, rejected = parts.counts()
    return Summary(scored, rejected, parts.finish())


def _remaining(first: Batch, batches: Iterator[Batch], done: int, progress: Callable[[int], None]) -> Iterator[Batch]:
    """Skip what an earlier run has done: batches are cut at the same rows every time."""
    for batch in chain((first,), batches):
        if batch.last > done:
            yield batch
        else:
            progress(batch.table.num_rows + len(batch.rejected))


def _in_order(batches: Iterator[Batch], pool: ScorerPool, text_column: str) -> Iterator[tuple[Batch, pa.Table]]:
    """Score batches in parallel and yield them in the order of the input."""
    waiting: deque[tuple[Batch, Future[pa.Table]]] = deque()
    for batch in batches:
        waiting.append((batch, pool.submit(batch.table[text_column])))
        if len(waiting) > _AHEAD * pool.processes:
            done, future = waiting.popleft()
            yield done, future.result()
    while waiting:
        done, future = waiting.popleft()
        yield done, future.result()
