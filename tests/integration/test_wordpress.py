"""The WordPress plugin: under PHP, with the few functions of WordPress that it calls, against a live server."""

import json
import subprocess
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from moderation.api.keys import Scope, add_key
from moderation.app import create_app
from moderation.settings import Settings
from tests.fakes import FixedScorer

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "integrations" / "wordpress" / "moderation.php"
FINE = "The new timetable has helped me get to work on time every single day."


@pytest.fixture
def serve(tmp_path):
    started = []

    def start(**scores):
        settings = Settings(keys=tmp_path / "keys.json", feedback=tmp_path / "feedback.jsonl")
        _, secret = add_key(settings.keys, "wordpress", list(Scope))
        server = make_server("127.0.0.1", 0, create_app(settings, scorer=FixedScorer(**scores)), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append(server)
        return f"http://127.0.0.1:{server.port}", secret

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def wordpress(server, text=FINE, **task):
    task["comment"] = {"comment_content": text, "comment_post_ID": 7, "comment_ID": 3}
    command = ["php", str(ROOT / "tests" / "integration" / "wordpress.php"), *server, json.dumps(task)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_the_plugin_is_valid_php_of_at_most_sixty_lines():
    done = subprocess.run(["php", "-l", str(PLUGIN)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert len(PLUGIN.read_text(encoding="utf-8").splitlines()) <= 60


def test_a_fine_comment_keeps_what_wordpress_had_decided(serve):
    assert wordpress(serve()) == 1
    assert wordpress(serve(), approved="0") == "0"


def test_an_uncivil_comment_waits_for_a_moderator(serve):
    assert wordpress(serve(insult=0.9)) == "0"


def test_a_short_comment_is_refused_with_what_is_missing(serve):
    refused = wordpress(serve(), "<p>Too short.</p>")
    assert refused == {
        "error": "Your comment is too short: 10 of at least 50 characters: 40 more needed.",
        "status": 409,
    }


def test_spam_stays_spam_and_moderators_are_not_asked_about(serve):
    assert wordpress(serve(), approved="spam") == "spam"
    assert wordpress(serve(insult=0.9), moderator=True) == 1


@pytest.mark.parametrize("server", [("http://127.0.0.1:9", "key"), None], ids=["no server", "a wrong key"])
def test_what_could_not_be_scored_waits_for_a_moderator(serve, server):
    server = server or (serve()[0], "wrong")
    assert wordpress(server) == "0"


@pytest.mark.parametrize(("new", "value"), [("approved", 0.0), ("spam", 1.0), ("trash", 1.0)])
def test_what_a_moderator_decides_is_a_label(serve, tmp_path, new, value):
    wordpress(serve(), new=new, old="unapproved", moderator=True)
    label = json.loads((tmp_path / "feedback.jsonl").read_text())
    assert (label["text"], label["attribute"], label["value"]) == (FINE, "LIKELY_TO_REJECT", value)
    assert label["source"] == "WordPress:https://blog.example"


@pytest.mark.parametrize(("new", "old", "moderator"), [("hold", "approved", True), ("approved", "unapproved", False)])
def test_other_changes_are_no_labels(serve, tmp_path, new, old, moderator):
    wordpress(serve(), new=new, old=old, moderator=moderator)
    assert not (tmp_path / "feedback.jsonl").exists()
