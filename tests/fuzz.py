"""Fuzz the running service by its own OpenAPI document: `python -m tests.fuzz [SECONDS]`; no input may give a 5xx.

schemathesis makes up requests that follow the document and requests that break it, against a real server process.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from moderation.settings import Settings
from tests.server import Server, free_port

DEFAULT_SECONDS = 60


def main():
    """Serve, fuzz for so many seconds, and end with schemathesis's own status."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_SECONDS
    model = Settings().model_path()
    if not model.is_dir():
        subprocess.run([sys.executable, "train.py"], check=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = {
            "MODERATION_MODEL": str(model),
            "MODERATION_KEYS": str(folder / "keys.json"),
            "MODERATION_FEEDBACK": str(folder / "feedback.jsonl"),
            "MODERATION_DATABASE": f"sqlite:///{folder / 'moderation.db'}",
        }
        with Server(settings, free_port(), folder) as server:
            command = [Path(sys.executable).with_name("schemathesis"), "run"]
            command += [f"http://127.0.0.1:{server.port}/openapi.json", "--checks", "not_a_server_error"]
            command += ["--max-time", str(seconds), "--phases", "examples,coverage,fuzzing"]
            # the time is the limit, not the number of examples; a finding does not end the run
            command += ["--max-examples", str(seconds * 1000), "--continue-on-failure", "--no-color"]
            command += ["--suppress-health-check", "all", "--warnings", "off"]
            sys.exit(subprocess.run(command, check=False, cwd=folder).returncode)


if __name__ == "__main__":
    main()
