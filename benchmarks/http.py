"""Speed over HTTP: the same application under several servers, measured with wrk on this machine.

python -m benchmarks.http [--model FOLDER] [--port N] [--seconds N] [--json FILE]

Needs wrk (Debian and Ubuntu: apt install wrk; macOS: brew install wrk), which takes its share of the same cores.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.speed import ROOT, comments_of, read_texts

WORKERS = 2
CONNECTIONS = 64
BATCH = 100
BATCH_CONNECTIONS = 4
SERVERS = {
    "granian, 1 thread (ours)": ["-m", "moderation", "serve", "--port", "{port}", "--workers", str(WORKERS)],
    "gunicorn, sync": ["-m", "gunicorn", "-w", str(WORKERS), "-b", "127.0.0.1:{port}", "moderation.app:create_app()"],
    "waitress, 4 threads": ["-m", "waitress", "--listen=127.0.0.1:{port}", "--call", "moderation.app:create_app"],
}
_SCRIPT = """
local bodies = {{}}
for line in io.lines("{bodies}") do bodies[#bodies + 1] = line end
local at, failed = 0, 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function() at = at % #bodies + 1; return wrk.format(nil, nil, nil, bodies[at]) end
done = function(summary, latency)
  print(string.format("FIGURES %f %f %d", summary.requests / summary.duration * 1e6, latency:percentile(99) / 1e3,
    summary.errors.status + summary.errors.timeout))
end
"""
#: Time of one request inside of the process, and of the model's part in it, in microseconds.
_SHARE = """
import io, json, sys, time
from pathlib import Path
from moderation.app import create_app
from moderation.settings import Settings
import moderation
model = moderation.load(sys.argv[1])
spent = 0
def timed(function):
    def call(*arguments):
        global spent
        before = time.perf_counter_ns()
        try:
            return function(*arguments)
        finally:
            spent += time.perf_counter_ns() - before
    return call
model.score, model.explain = timed(model.score), timed(model.explain)
app = create_app(Settings(model=Path(sys.argv[1])), scorer=model)
bodies = Path(sys.argv[2]).read_bytes().splitlines()
def ask(body):
    environment = {"REQUEST_METHOD": "POST", "PATH_INFO": "/v1/score", "SERVER_NAME": "x", "SERVER_PORT": "80",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/json", "SERVER_PROTOCOL": "HTTP/1.1"}
    return b"".join(app(environment, lambda status, headers: None))
for body in bodies[:200]:
    ask(body)
spent, before = 0, time.perf_counter_ns()
for body in bodies:
    ask(body)
print(json.dumps([(time.perf_counter_ns() - before) / len(bodies) / 1000, spent / len(bodies) / 1000]))
"""


@contextmanager
def serving(arguments: list[str], port: int, model: Path) -> Iterator[int]:
    """Run a server until the block ends; gives its process id once it answers."""
    environment = os.environ | {"MODERATION_MODEL": str(model), "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, *(argument.format(port=port) for argument in arguments)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", process)
            yield process.pid
        finally:
            process.terminate()


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait until `address` answers; raises `RuntimeError` where the server ends or does not answer in 30 seconds."""
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310  # our own server
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} does not answer at {address}")


def wrk(address: str, bodies: Path, connections: int, seconds: int) -> tuple[float, float]:
    """Return requests/s and the 99th percentile in ms. Raises `RuntimeError` where requests failed."""
    script = bodies.with_suffix(".lua")
    script.write_text(_SCRIPT.format(bodies=bodies), encoding="utf-8")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script), address]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"FIGURES (\S+) (\S+) (\d+)", output)
    if found is None or found[3] != "0":
        raise RuntimeError(f"requests failed: {output}")
    return float(found[1]), float(found[2])


def worker_memory(pid: int) -> tuple[float, float]:
    """Return the largest RSS and PSS of a server's processes, MB (PSS divides shared pages among those who share)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    sizes = []
    for process in children or [str(pid)]:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
        values = dict(re.findall(r"^(Rss|Pss):\s+(\d+) kB", rollup, re.MULTILINE))
        sizes.append((int(values["Rss"]) / 1000, int(values["Pss"]) / 1000))
    return max(sizes)


def measure(name: str, port: int, model: Path, folder: Path, seconds: int) -> dict[str, float]:
    """Measure single requests and batches under one server."""
    address = f"http://127.0.0.1:{port}/v1/score"
    with serving(SERVERS[name], port, model) as pid:
        wrk(address, folder / "single.txt", CONNECTIONS, 1)  # every worker has answered once
        single, p99 = wrk(address, folder / "single.txt", CONNECTIONS, seconds)
        batches, _ = wrk(address + ":batch", folder / "batch.txt", BATCH_CONNECTIONS, seconds)
        rss, pss = worker_memory(pid)
    return {"rps": single, "p99_ms": p99, "batch_comments_per_s": batches * BATCH, "rss_mb": rss, "pss_mb": pss}


def scoring_share(model: Path, bodies: Path) -> float:
    """Return which part of a request's time inside of the process is the model's."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", _SHARE, str(model), str(bodies)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    request, scoring = json.loads(done.stdout)
    return float(scoring / request)


def write_bodies(folder: Path) -> None:
    """Write one request a line: single ones, and batches."""
    items = [{"comment": {"text": text}} for text in comments_of(read_texts())]
    singles = [json.dumps(item) for item in items]
    batches = [json.dumps({"items": items[i : i + BATCH]}) for i in range(0, len(items), BATCH)]
    (folder / "single.txt").write_text("\n".join(singles) + "\n", encoding="utf-8")
    (folder / "batch.txt").write_text("\n".join(batches) + "\n", encoding="utf-8")


def print_table(rows: dict[str, dict[str, float]]) -> None:
    """Print one line a server."""
    table = Table(title=f"{WORKERS} workers; single: {CONNECTIONS} connections; batches of {BATCH}")
    for column in ("server", "single/s", "p99 ms", "batch comments/s", "RSS MB", "PSS MB"):
        table.add_column(column, justify="left" if column == "server" else "right")
    for name, row in rows.items():
        speed = (f"{row['rps']:,.0f}", f"{row['p99_ms']:.1f}", f"{row['batch_comments_per_s']:,.0f}")
        table.add_row(name, *speed, f"{row['rss_mb']:.0f}", f"{row['pss_mb']:.0f}")
    Console().print(table)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "current")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        parser.error("wrk is not installed: `apt install wrk` (Debian, Ubuntu) or `brew install wrk` (macOS)")
    if not arguments.model.is_dir():
        parser.error(f"{arguments.model} is no model: run `python train.py` first")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_bodies(folder)
        rows = {
            server: measure(server, arguments.port + index, arguments.model.resolve(), folder, arguments.seconds)
            for index, server in enumerate(SERVERS)
        }
        share = scoring_share(arguments.model, folder / "single.txt")
    ours = next(iter(rows.values()))
    figures = {
        "single_p99_ms_64": round(ours["p99_ms"], 2),
        "batch_comments_per_s": round(ours["batch_comments_per_s"]),
        "single_rps_64": round(ours["rps"]),
        "scoring_share": round(share, 3),
        "worker_rss_mb": round(ours["rss_mb"], 1),
        "worker_pss_mb": round(ours["pss_mb"], 1),
    }
    print_table(rows)
    for key, value in figures.items():
        print(f"{key:22} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps({**figures, "rows": rows}, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
