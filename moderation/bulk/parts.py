"""What is done so far, on disk: a killed run goes on without losing or doubling a row.

Each batch is written as a part beside the output, complete or not at all (written aside, then renamed), with the number
of the last input row it covers. The parts become one file when the last is there.
"""

import csv
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from moderation.bulk.rows import Rejected, format_of
from moderation.errors import DataError


class Parts:
    """The finished parts of one run, in a folder `<output>.parts`."""

    def __init__(self, output: Path, run: Mapping[str, Any]) -> None:
        """Open the parts of an earlier, interrupted run or begin anew; `run` says what is scored and how.

        Raises `DataError` where the parts are those of another input, model or option.
        """
        format_of(output)
        self._output = output
        self._folder = output.with_name(output.name + ".parts")
        self._folder.mkdir(parents=True, exist_ok=True)
        stamp = self._folder / "run.json"
        if stamp.is_file():
            found = json.loads(stamp.read_text(encoding="utf-8"))
            if found != dict(run):
                differing = ", ".join(k for k in run if found.get(k) != run[k])
                message = f"holds parts of a run with another {differing}: delete the folder to begin anew"
                raise DataError(self._folder, message)
        else:
            _write_whole(stamp, json.dumps(dict(run)).encode())
        for leftover in self._folder.glob("*.tmp"):
            leftover.unlink()

    def last_row(self) -> int:
        """Return the number of the last input row that is done, 0 at the beginning."""
        return max((int(p.stem) for p in self._folder.glob("*.json") if p.stem.isdigit()), default=0)

    def add(self, last: int, table: pa.Table, rejected: list[Rejected]) -> None:
        """Keep a batch that reaches to input row `last`; the JSON beside it is what makes it count."""
        path = self._folder / f"{last:012}.parquet"
        temporary = path.with_suffix(".tmp")
        pq.write_table(table, temporary, compression="zstd", compression_level=1)
        temporary.rename(path)
        note = {"rows": table.num_rows, "rejected": [asdict(r) for r in rejected]}
        _write_whole(path.with_suffix(".json"), orjson.dumps(note))

    def counts(self) -> tuple[int, int]:
        """Return how many rows are scored and how many refused."""
        notes = [orjson.loads(p.read_bytes()) for p in self._notes()]
        return sum(n["rows"] for n in notes), sum(len(n["rejected"]) for n in notes)

    def finish(self) -> Path | None:
        """Join the parts into the output; returns the side file of refused rows, if there are any."""
        temporary = self._output.with_name(self._output.name + ".tmp")
        _join(self._tables(), temporary, format_of(self._output))
        aside = self._write_rejected()
        temporary.replace(self._output)
        shutil.rmtree(self._folder)
        return aside

    def _notes(self) -> list[Path]:
        return sorted(p for p in self._folder.glob("*.json") if p.stem.isdigit())

    def _tables(self) -> Iterator[pa.Table]:
        for note in self._notes():
            yield pq.read_table(note.with_suffix(".parquet"))

    def _write_rejected(self) -> Path | None:
        path = self._output.with_name(self._output.stem + ".rejected.csv")
        rejected = [r for note in self._notes() for r in orjson.loads(note.read_bytes())["rejected"]]
        if not rejected:
            path.unlink(missing_ok=True)
            return None
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, ("row", "reason", "beginning"))
            writer.writeheader()
            writer.writerows(rejected)
        return path


def _write_whole(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(path.suffix + ".tmp")
    temporary.write_bytes(content)
    temporary.rename(path)


def _join(tables: Iterator[pa.Table], path: Path, kind: str) -> None:
    if kind == ".jsonl":
        with path.open("wb") as file:
            for table in tables:
                file.writelines(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in table.to_pylist())
        return
    writer: pq.ParquetWriter | pacsv.CSVWriter | None = None
    try:
        for table in tables:
            if writer is None and kind == ".parquet":
                writer = pq.ParquetWriter(path, table.schema, compression="zstd", compression_level=1)
            elif writer is None:
                writer = pacsv.CSVWriter(path, table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()
