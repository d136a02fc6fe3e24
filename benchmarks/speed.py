"""Speed of scoring: our scorer, its fallback, what it was made from, and what others offer, on the same comments.

python -m benchmarks.speed [--model FOLDER] [--json FILE]

Each row is a process of its own on one core. What is only compared with is installed into an environment of its own
(build/benchmark-environment), at the first run; a row that cannot be installed says so.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from rich.console import Console
from rich.table import Table

CHARACTERS = 280
COMMENTS = 2000
RUNS = 5
ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / "build" / "benchmark-environment"
#: Row -> what it is, and the packages it needs beside ours.
ROWS = {
    "kernel": ("our scorer (model.score, model.score_texts)", ()),
    "bare": ("our scorer, probabilities only", ()),
    "fallback": ("our fallback in NumPy", ()),
    "pipeline": ("the scikit-learn pipeline", ()),
    "profanity_check": ("alt-profanity-check (1 output)", ("alt-profanity-check",)),
    "vader": ("vaderSentiment (1 output)", ("vaderSentiment",)),
    "fasttext": ("fastText (2 outputs)", ("fasttext-wheel", "numpy")),
    "floor": ("floor: the same n-grams hashed and looked up", ()),
}
_FIRST_ANSWER = """
import json, os, sys
from moderation.app import create_app
from moderation.settings import Settings
from pathlib import Path
client = create_app(Settings(model=Path(sys.argv[1]))).test_client()
answer = client.post("/v1/score", json={"comment": {"text": "You are wrong about this."}})
assert answer.status_code == 200
import time
now = time.clock_gettime(time.CLOCK_BOOTTIME)
ticks = int(Path("/proc/self/stat").read_text().rsplit(")", 1)[1].split()[19])
for _ in range(200):
    client.post("/v1/score", json={"comment": {"text": "You are wrong about this."}})
pages = int(Path("/proc/self/statm").read_text().split()[1])
print(json.dumps([now - ticks / os.sysconf("SC_CLK_TCK"), pages * os.sysconf("SC_PAGE_SIZE") / 1e6]))
"""
_IMPORT = "import time; a = time.perf_counter(); import moderation; print((time.perf_counter() - a) * 1000)"
_DIFFERENCE = """
import json, sys, joblib, moderation, numpy as np
from pathlib import Path
texts = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
served = np.column_stack(list(moderation.load(sys.argv[1]).score_texts(texts).values()))
fitted = joblib.load(Path(sys.argv[1]) / "pipelines.joblib")["civility"].predict_proba(texts)
print(np.abs(served - fitted).max())
"""


def read_texts() -> list[str]:
    """Return every comment of the project's own data."""
    with (ROOT / "data" / "comments.csv").open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file)]


def comments_of(texts: list[str]) -> list[str]:
    """Return `COMMENTS` comments of `CHARACTERS` characters, made of the data's own, one after the other."""
    stream = " ".join(" ".join(text.split()) for text in texts)
    while len(stream) < CHARACTERS * COMMENTS:
        stream += stream
    return [stream[i * CHARACTERS : (i + 1) * CHARACTERS] for i in range(COMMENTS)]


def run(arguments: list[str], python: str = sys.executable) -> str:
    """Run Python on one thread and return the last line it printed."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([python, *arguments], check=True, capture_output=True, text=True, env=environment)
    return done.stdout.strip().splitlines()[-1]


def environment_with(packages: tuple[str, ...]) -> str:
    """Return the Python of the environment for what is compared with, with `packages` in it."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    subprocess.run(
        [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *packages],
        check=True,
        capture_output=True,
        text=True,
    )
    return str(python)


def measure_rows(comments: Path, model: Path, console: Console) -> dict[str, dict[str, float]]:
    """Measure every row; one that cannot be measured is left out with the reason."""
    figures: dict[str, dict[str, float]] = {}
    for name, (title, packages) in ROWS.items():
        console.print(f"… {title}", style="dim")
        try:
            python = environment_with(packages) if packages else sys.executable
            script = str(ROOT / "benchmarks" / "rows.py")
            # -P: without the folder of the script on the path, where http.py would hide the library's
            figures[name] = json.loads(run(["-P", script, name, str(comments), str(model)], python))
        except subprocess.CalledProcessError as error:
            console.print(f"{title} is left out: {(error.stderr or '').strip().splitlines()[-1:]}", style="red")
    return figures


def print_table(figures: dict[str, dict[str, float]], console: Console) -> None:
    """Print one line a row."""
    table = Table(title=f"One core, {COMMENTS:,} comments of {CHARACTERS} characters")
    table.add_column("scorer")
    for column in ("p50 us", "p99 us", "batch comments/s", "load s", "RSS MB"):
        table.add_column(column, justify="right")
    for name, row in figures.items():
        values = (f"{row['p50_us']:,.1f}", f"{row['p99_us']:,.1f}", f"{row['batch_per_s']:,.0f}")
        table.add_row(ROWS[name][0], *values, f"{row['load_s']:.2f}", f"{row['rss_mb']:.0f}")
    console.print(table)


def summarise(rows: dict[str, dict[str, float]], model: Path, texts: Path) -> dict[str, float | None]:
    """Return the figures that are asked for; a row that is missing gives None."""
    starts = [json.loads(run(["-c", _FIRST_ANSWER, str(model)])) for _ in range(RUNS)]
    other = rows.get("profanity_check")
    kernel, pipeline = rows["kernel"], rows["pipeline"]
    return {
        "single_vs_sklearn": round(pipeline["p50_us"] / kernel["p50_us"], 1),
        "single_vs_floor": round(kernel["p50_us"] / rows["floor"]["p50_us"], 2),
        "batch_vs_sklearn": round(kernel["batch_per_s"] / pipeline["batch_per_s"], 1),
        "batch_vs_alt_profanity_check": round(kernel["batch_per_s"] / other["batch_per_s"], 2) if other else None,
        "p50_us": round(kernel["p50_us"], 1),
        "import_ms": round(statistics.median(float(run(["-c", _IMPORT])) for _ in range(RUNS)), 1),
        "first_answer_s": round(statistics.median(start for start, _ in starts), 2),
        "rss_mb": round(max(memory for _, memory in starts), 1),
        "max_difference": float(run(["-c", _DIFFERENCE, str(model), str(texts)])),
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "current")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if not (arguments.model / "pipelines.joblib").is_file():
        parser.error(f"{arguments.model} holds no fitted pipeline to compare with: run `python train.py` first")
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        texts, comments = Path(folder) / "texts.json", Path(folder) / "comments.json"
        texts.write_text(json.dumps(read_texts()), encoding="utf-8")
        comments.write_text(json.dumps(comments_of(read_texts())), encoding="utf-8")
        rows = measure_rows(comments, arguments.model, console)
        figures = summarise(rows, arguments.model, texts)
    print_table(rows, console)
    for name, value in figures.items():
        print(f"{name:30} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps({**figures, "rows": rows}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
