"""`moderation policy` and `moderation db`."""

import pytest
from click.testing import CliRunner

from moderation.app import create_app
from moderation.cli import main
from moderation.settings import Settings
from moderation.storage import Verdict, open_store
from tests.fakes import FixedScorer

TEXT = "The new timetable has helped me get to work on time every day."


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("MODERATION_DATABASE", str(tmp_path / "moderation.db"))
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.fixture
def changed(tmp_path):
    path = tmp_path / "policy.toml"
    path.write_text("[default.thresholds]\ntoxicity = { hold = 0.9 }\n")
    return str(path)


def post(tmp_path, count):
    client = create_app(Settings(database=str(tmp_path / "moderation.db")), FixedScorer(toxicity=0.7)).test_client()
    for number in range(count):
        client.post("/v1/comments", json={"comment": {"id": f"c{number}", "text": f"{TEXT} {number}", "author": "ann"}})
    return open_store(str(tmp_path / "moderation.db"))


def test_the_packages_own_policy_is_good(run):
    result = run("policy", "check")
    assert result.exit_code == 0
    assert "is a good policy, with rules for every site." in result.output


def test_a_bad_policy_is_refused_with_its_line(run, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text("[default]\nlinsk = {}\n")
    result = run("policy", "check", str(path))
    assert result.exit_code == 1
    assert "bad.toml:2: default.linsk: is no setting" in result.output


def test_a_changed_policy_is_tried_on_what_is_stored(run, changed, tmp_path):
    store = post(tmp_path, 3)
    store.acts.decide([store.comments.find("default", "c0").id], Verdict.APPROVE, "mod")
    result = run("policy", "test", changed, "--since", "1h", "--show", "1")
    assert result.exit_code == 0, result.output
    assert "3 comments replayed, 3 would be treated otherwise." in result.output
    assert "hold → publish" in result.output
    assert result.output.count(TEXT) == 1
    assert [c.status.value for c in (store.comments.find("default", f"c{n}") for n in (1, 2))] == ["held", "held"]


def test_the_policy_in_use_differs_from_itself_in_nothing(run, tmp_path):
    post(tmp_path, 2)
    from moderation.policy import DEFAULT_PATH  # noqa: PLC0415

    result = run("policy", "test", str(DEFAULT_PATH), "--since", "2020-01-01")
    assert "2 comments replayed, 0 would be treated otherwise." in result.output


def test_a_span_that_is_none_is_refused(run, changed):
    result = run("policy", "test", changed, "--since", "yesterday")
    assert result.exit_code == 2
    assert "'yesterday' is no span" in result.output


def test_the_database_is_upgraded_and_purged(run, tmp_path):
    assert "up to date" in run("db", "upgrade").output
    post(tmp_path, 1)
    assert "0 comments erased" in run("db", "purge", "--days", "1").output
    assert "MODERATION_RETENTION_DAYS" in run("db", "purge").output


def test_without_a_database_a_command_says_so(run, monkeypatch, changed):
    monkeypatch.delenv("MODERATION_DATABASE")
    result = run("policy", "test", changed)
    assert result.exit_code == 1
    assert "MODERATION_DATABASE is not set" in result.output
