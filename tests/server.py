"""A real server process for tests that call it over the network."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 60


def free_port():
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """gunicorn with the service, for as long as the `with` block runs."""

    def __init__(self, settings, port, folder, certificate=None, key=None):
        self.port = port
        self._log = folder / f"server-{port}.log"
        self._command = [sys.executable, "-m", "gunicorn", "moderation.app:create_app()"]
        self._command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4"]
        if certificate:
            self._command += ["--certfile", certificate, "--keyfile", key]
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings, "MODERATION_PORT": str(port)}
        self._process = None

    def __enter__(self):
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, env=self._environment, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return self
            time.sleep(0.1)
        self._process.kill()
        raise RuntimeError(f"the server did not start:\n{self._log.read_text()}")

    def __exit__(self, *_):
        self._process.terminate()
        self._process.wait(timeout=PATIENCE)
