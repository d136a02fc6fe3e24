"""The clients, each pinned, and the environments they run in: one for each Python package, one folder for Node's.

The environments are kept in a cache folder outside of the repository ($COMPATIBILITY_CACHE, or ~/.cache), and made
again when a pin changes.
"""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

DRIVERS = Path(__file__).parent / "drivers"
REQUIREMENTS = Path(__file__).parent / "requirements"
NODE_PACKAGES = {
    "@conversationai/perspectiveapi-js-client": "1.0.1",
    "googleapis-common": "8.0.3",
    "perspective-api-client": "3.1.0",
}


@dataclass(frozen=True)
class Client:
    """A client package: its driver, and whether its address can be configured."""

    driver: str
    configurable: bool

    @property
    def name(self):
        return Path(self.driver).stem.removeprefix("drive_")

    @property
    def is_node(self):
        return self.driver.endswith(".js")

    def command(self):
        """Make the environment where it is missing, and return the command that runs the driver."""
        return ["node" if self.is_node else str(python_of(self.name)), str(DRIVERS / self.driver)]

    def environment(self):
        return {"NODE_PATH": str(node_modules())} if self.is_node else {}


CLIENTS = (
    Client("drive_google_api_python_client.py", configurable=True),
    Client("drive_perspective.py", configurable=True),
    Client("drive_pyperspective.py", configurable=True),
    Client("drive_perspectiveapi_js_client.js", configurable=True),
    Client("drive_googleapis_common.js", configurable=True),
    Client("drive_perspectiveapi.py", configurable=False),
    Client("drive_perspective_py.py", configurable=False),
    Client("drive_pyspective.py", configurable=False),
    Client("drive_begentle.py", configurable=False),
    Client("drive_perspective_api_client.js", configurable=False),
)


def cache():
    """Return the folder of all environments."""
    chosen = os.environ.get("COMPATIBILITY_CACHE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "moderation-compatibility"


def python_of(name):
    """Return the Python of a client's own environment."""
    requirements = REQUIREMENTS / f"{name}.txt"
    folder = cache() / f"{name}-{_digest(requirements.read_bytes() + sys.version.encode())}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip = [python, "-m", "pip", "--disable-pip-version-check", "-q", "install"]
        subprocess.run([*pip, "-r", requirements], check=True)
        (folder / "complete").touch()
    return python


def node_modules():
    """Return the folder of the Node packages."""
    folder = cache() / f"node-{_digest(json.dumps(NODE_PACKAGES).encode())}"
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": NODE_PACKAGES}))
        command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=folder, check=True)
        (folder / "complete").touch()
    return folder / "node_modules"


def _digest(content):
    return hashlib.sha256(content).hexdigest()[:12]
