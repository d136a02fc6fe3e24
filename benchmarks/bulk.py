"""A million comments of 280 characters, CSV to Parquet: seconds, memory, and whether the cost grows with the file.

python -m benchmarks.bulk [--rows 1000000] [--json FILE]

The comments are drawn from data/, cut or joined to 280 characters. `growth` is the cost of a comment in the last nine
tenths of the large file beside its cost in a file of a tenth the size, start-up taken off both.
"""

import argparse
import csv
import json
import os
import random
import tempfile
import threading
import time
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from moderation.bulk.files import score_file
from moderation.settings import Settings
from moderation.training.data import read_dataset

LENGTH = 280


def write_comments(path: Path, rows: int, texts: list[str]) -> None:
    """Write `rows` comments of `LENGTH` characters, each its own mixture of two."""
    draw = random.Random(0)  # noqa: S311  # a benchmark, not a secret
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        for row in range(rows):
            text = f"{draw.choice(texts)} {draw.choice(texts)}"
            while len(text) < LENGTH:
                text += " " + draw.choice(texts)
            start = draw.randrange(len(text) - LENGTH + 1)
            writer.writerow([row, text[start : start + LENGTH]])


class PeakMemory:
    """The largest sum of proportional set sizes (PSS) of this process and its children, sampled."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        me = psutil.Process()
        while not self._end.wait(0.5):
            total = 0
            for process in [me, *me.children(recursive=True)]:
                try:
                    total += process.memory_full_info().pss
                except psutil.Error:
                    continue  # it has ended meanwhile
            self.megabytes = max(self.megabytes, total / 1e6)


def measure(rows: int, texts: list[str], folder: Path, model: Path) -> tuple[float, float]:
    """Return seconds and peak megabytes for one file."""
    source, output = folder / f"{rows}.csv", folder / f"{rows}.parquet"
    write_comments(source, rows, texts)
    with PeakMemory() as memory:
        start = time.perf_counter()
        score_file(source, output, model=model)
        seconds = time.perf_counter() - start
    source.unlink()
    output.unlink()
    return seconds, memory.megabytes


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    texts = read_dataset(arguments.data).comments["text"].str.replace("\n", " ").tolist()
    model = Settings.from_environment().model_path()
    sizes = [arguments.rows // 100, arguments.rows // 10, arguments.rows]
    table = Table(title=f"CSV to Parquet, {LENGTH} characters, {os.cpu_count()} cores", title_justify="left")
    for column in ("rows", "seconds", "rows/s", "peak MB (PSS)"):
        table.add_column(column, justify="right")
    seconds, peak = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            took, megabytes = measure(rows, texts, Path(folder), model)
            seconds.append(took)
            peak = max(peak, megabytes)
            table.add_row(f"{rows:,}", f"{took:.1f}", f"{rows / took:,.0f}", f"{megabytes:.0f}")
    Console().print(table)
    per_comment = [(seconds[i + 1] - seconds[i]) / (sizes[i + 1] - sizes[i]) for i in (0, 1)]
    figures = {
        "rows": arguments.rows,
        "million_seconds": round(seconds[-1] * 1e6 / arguments.rows, 2),
        "peak_mb": round(peak, 1),
        "growth": round(per_comment[1] / per_comment[0], 3),
    }
    for name, value in figures.items():
        print(f"{name:16} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
