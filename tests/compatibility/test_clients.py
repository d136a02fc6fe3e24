"""Ten unmodified client packages: those that can be configured, by their settings; all of them, by Google's name."""

import json
import os
import subprocess
import sys

import pytest

from tests.compatibility import expectations
from tests.compatibility.clients import CLIENTS
from tests.server import ROOT, Server, free_port

CONFIGURABLE = [client for client in CLIENTS if client.configurable]


@pytest.fixture(scope="module")
def server(settings, key, workplace):
    with Server(settings, free_port(), workplace) as server:
        yield server


@pytest.mark.parametrize("client", CONFIGURABLE, ids=lambda client: client.name)
def test_a_client_works_by_configuration(client, server, key):
    base = f"http://127.0.0.1:{server.port}"
    environment = {**os.environ, **client.environment(), "PERSPECTIVE_BASE": base, "PERSPECTIVE_KEY": key}
    ran = subprocess.run(client.command(), env=environment, check=False, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    expectations.check(client.name, json.loads(ran.stdout))


def unshare():
    """Return the command that opens a namespace, as root or as somebody who may become root inside of one."""
    return ["unshare", "-mn"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "-mn"]


@pytest.fixture(scope="module")
def by_name(settings, key, workplace):
    try:
        subprocess.run([*unshare(), "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"this machine permits no network namespaces ({error}): clients were run by configuration only")
    clients = {client.name: [client.command(), client.environment()] for client in CLIENTS}
    job = workplace / "job.json"
    job.write_text(json.dumps({"folder": str(workplace), "settings": settings, "key": key, "clients": clients}))
    command = [*unshare(), sys.executable, "-m", "tests.compatibility.namespace", str(job)]
    ran = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_a_client_works_unmodified_by_googles_name(client, by_name):
    result = by_name[client.name]
    assert result["code"] == 0, result["errors"]
    expectations.check(client.name, json.loads(result["output"]))
