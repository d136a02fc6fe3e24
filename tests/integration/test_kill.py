"""The server is killed in the middle of a thousand posts: no acknowledged comment is lost, none is stored twice."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from moderation.storage import Filter, Queue, open_store

ROOT = Path(__file__).parents[2]
POSTS = 1000
KILLS = 2
CLIENTS = 8


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """`moderation serve` in a process group of its own, so that a kill takes the master and every worker."""

    def __init__(self, port, database, model_folder, log):
        self.port = port
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MODERATION_")}
        self._environment = environment | {
            "MODERATION_DATABASE": database,
            "MODERATION_MODEL": str(model_folder),
            "MODERATION_PORT": str(port),
            "OMP_NUM_THREADS": "1",
        }
        self._log = log
        self.start()

    def start(self):
        command = [sys.executable, "-c", "from moderation.cli import main; main(['serve'])"]
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stderr=self._log, stdout=self._log, start_new_session=True
        )
        deadline = time.monotonic() + 60
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                assert self._process.poll() is None, "the server ended by itself: see its log"
                assert time.monotonic() < deadline, "the server did not start in a minute"
                time.sleep(0.1)

    def kill(self):
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def post(port, number):
    """Post once. Raises `OSError` or `HTTPException` where the answer does not arrive."""
    body = json.dumps({"comment": {"id": f"c{number}", "text": f"Comment {number}: I {'really ' * 8}mean it."}})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("POST", "/v1/comments", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = json.loads(answer.read())
        assert answer.status == 200, content
        return content["created_at"]
    finally:
        connection.close()


def post_until_acknowledged(port, number):
    """Do what a publisher's client does: repeat what was not answered."""
    deadline = time.monotonic() + 90
    while True:
        try:
            return post(port, number)
        except (OSError, http.client.HTTPException):
            assert time.monotonic() < deadline, f"comment {number} was never acknowledged"
            time.sleep(0.05)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_no_acknowledged_comment_is_lost_and_none_is_doubled(database, request, model_folder, tmp_path):
    url = request.getfixturevalue(f"{database}_databases").create()
    acknowledged, numbers, lock = {}, iter(range(POSTS)), threading.Lock()
    with (tmp_path / "server.log").open("wb") as log:
        server = Server(free_port(), url, model_folder, log)

        def work():
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                created_at = post_until_acknowledged(server.port, number)
                with lock:
                    acknowledged[number] = created_at

        clients = [threading.Thread(target=work) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        for kill in range(1, KILLS + 1):
            while len(acknowledged) < kill * POSTS // (KILLS + 1) and any(c.is_alive() for c in clients):
                time.sleep(0.001)
            server.kill()
            server.start()
        for client in clients:
            client.join()
        # what was acknowledged before a kill is answered the same after it
        assert post(server.port, 0) == acknowledged[0]
        server.kill()

    assert len(acknowledged) == POSTS
    store = open_store(url)
    assert store.queues.count(Filter(Queue.ALL)) == POSTS
    stored = {n: store.comments.find("default", f"c{n}") for n in range(POSTS)}
    assert {n: c.created_at.isoformat() for n, c in stored.items()} == acknowledged
    assert [entry.kind for entry in store.log.page(limit=2 * POSTS)] == ["create"] * POSTS
    store.close()
