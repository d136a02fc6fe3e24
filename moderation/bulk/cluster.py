"""A folder of Parquet in and out, on a Dask cluster: one task a file, the model sent once a worker.

A task writes its part aside and renames it, and skips a part that is there: when a worker is lost, Dask runs its tasks
again elsewhere and the output is complete all the same, without a row twice.
"""

import io
import os
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from moderation.bulk.scorer import score_column
from moderation.errors import DataError

if TYPE_CHECKING:
    from distributed import Client


def pack_model(folder: Path) -> bytes:
    """Pack a bundle's served files for the way to the workers."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path in sorted(folder.iterdir()):
            if path.suffix in {".npy", ".json"}:
                archive.add(path, path.name)
    return buffer.getvalue()


def unpack_model(packed: bytes, version: str) -> str:
    """Unpack a bundle once a machine; returns its folder."""
    folder = Path(tempfile.gettempdir()) / f"moderation-{os.getuid()}-{version}"
    if not folder.is_dir():
        temporary = Path(tempfile.mkdtemp(prefix="moderation-"))
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(temporary, filter="data")
        with suppress(OSError):  # another worker of this machine was faster
            temporary.rename(folder)
    return str(folder)


def score_part(source: str, output: str, text_column: str, packed: bytes, version: str) -> int:
    """Score one Parquet file, row group by row group; returns the number of rows."""
    target = Path(output)
    if target.is_file():
        return int(pq.read_metadata(target).num_rows)
    folder = unpack_model(packed, version)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    rows = 0
    writer: pq.ParquetWriter | None = None
    with pq.ParquetFile(source) as file:
        for batch in file.iter_batches(batch_size=20_000):
            scores = score_column(folder, batch.column(text_column))
            for name in scores.column_names:
                batch = batch.append_column(name, scores[name].combine_chunks())  # noqa: PLW2901  # the same rows, wider
            writer = writer or pq.ParquetWriter(temporary, batch.schema, compression="zstd")
            writer.write_batch(batch)
            rows += batch.num_rows
        if writer is None:
            writer = pq.ParquetWriter(temporary, file.schema_arrow)
        writer.close()
    temporary.rename(target)
    return rows


def score_folder(
    source: Path,
    output: Path,
    *,
    client: "Client",
    model: Path,
    text_column: str = "text",
    progress: Callable[[int], None] = lambda _rows: None,
) -> int:
    """Score every `*.parquet` of `source` into a file of the same name in `output`; returns the number of rows.

    `client` is connected to the cluster; its workers read and write the folders under the same paths (a shared file
    system). Raises `DataError` where there is no Parquet file.
    """
    # imported here: Dask comes with the extra [cluster]
    from distributed import as_completed  # noqa: PLC0415

    from moderation.models import bundle  # noqa: PLC0415

    files = sorted(source.glob("*.parquet"))
    if not files:
        raise DataError(source, "there is no *.parquet file in it")
    output.mkdir(parents=True, exist_ok=True)
    version = bundle.load(model).version
    packed = client.scatter(pack_model(model), broadcast=True)
    tasks: list[Any] = [
        client.submit(score_part, str(f), str(output / f.name), text_column, packed, version, pure=False, retries=3)
        for f in files
    ]
    total = 0
    for task in as_completed(tasks):
        rows = int(task.result())
        total += rows
        progress(rows)
    return total
