"""`moderation key`: a key is shown once, listed without its secret, and revoked by its id."""

import pytest
from click.testing import CliRunner

from moderation.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("MODERATION_KEYS", str(tmp_path / "keys.json"))
    return lambda *arguments: CliRunner().invoke(main, ["key", *arguments])


def test_a_key_is_made_listed_and_revoked(run):
    made = run("add", "coral", "--scope", "score")
    secret = made.stdout.strip()
    assert secret.startswith("mod_")
    listed = run("list").stdout
    assert "coral" in listed
    assert "score" in listed
    assert secret not in listed
    assert "is revoked" in run("revoke", listed.split()[0]).stdout
    assert run("list").stdout == ""


def test_a_wrong_id_is_one_line_of_error(run):
    result = run("revoke", "nothing")
    assert result.exit_code == 1
    assert "has no key 'nothing'" in result.output
    assert "Traceback" not in result.output
