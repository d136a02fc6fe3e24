"""How fast `comments:analyze` answers: its p99 under 20 connections is asked to stay under 100 ms (Coral waits 800).

python -m benchmarks.perspective [--connections 20] [--seconds 20] [--workers 2] [--json FILE]

Starts the service with the model of the settings on a port of its own, and calls it with wrk.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ASKED_P99_MS = 100
PATIENCE = 120


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Return when the port answers."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


def measure(port: int, connections: int, seconds: int) -> dict[str, float]:
    """Call the running server, and return wrk's figures."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", Path(__file__).with_suffix(".lua")]
    output = subprocess.run([*command, f"http://127.0.0.1:{port}"], check=True, capture_output=True, text=True).stdout
    figures: dict[str, float] = json.loads(output.splitlines()[-1])
    return figures


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--connections", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    port = free_port()
    # no keys, whatever this machine has: the caller is local
    environment = {**os.environ, "MODERATION_KEYS": os.devnull + ".none"}
    command = [sys.executable, "serve.py", "--port", str(port), "--workers", str(arguments.workers)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port, server)
            measure(port, arguments.connections, 2)  # warm
            figures = measure(port, arguments.connections, arguments.seconds)
        finally:
            server.send_signal(signal.SIGTERM)
    for name, value in figures.items():
        print(f"{name:12} {value:>10,}" + (f"   asked: under {ASKED_P99_MS}" if name == "p99_ms" else ""))
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
