"""`moderation serve` as a process: it answers, and ends when it is asked to."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_the_server_answers_and_stops_gracefully(model_folder):
    port = free_port()
    command = [sys.executable, "-m", "moderation", "serve", "--port", str(port), "--workers", "2"]
    environment = os.environ | {"MODERATION_MODEL": str(model_folder)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            body = json.dumps({"comment": {"text": "You idiot"}}).encode()
            assert ask(server, f"http://127.0.0.1:{port}/v1/score", body)["decision"]["action"] == "reject"
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=30) == 0
        finally:
            server.kill()


def ask(server, address, body):
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(address, body, timeout=5) as answer:  # noqa: S310  # our own server
                return json.load(answer)
        except OSError:
            time.sleep(0.1)
    raise AssertionError("no answer in 30 seconds")
