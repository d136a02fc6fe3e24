"""The doctor finds our own service well, and says where it is not."""

import pytest

from moderation.app import create_app
from moderation.cli.doctor import coral, discourse, google
from moderation.cli.doctor.finding import Health
from moderation.settings import Settings
from tests.fakes import BrokenScorer, ClientService, FixedScorer


@pytest.fixture
def serve(tmp_path):
    def make(scorer):
        files = {"keys": tmp_path / "keys.json", "feedback": tmp_path / "feedback.jsonl"}
        settings = Settings(coral_secrets=("secret",), public_url="http://localhost:8000", **files)
        return ClientService(create_app(settings, scorer=scorer).test_client())

    return make


def test_a_deployment_that_stops_abuse_has_nothing_bad_for_it(serve, tmp_path):
    service = serve(FixedScorer(toxicity=0.95))
    abusive = [one for one in coral.examine(service, "secret") if "abusive" in one.call or "forged" in one.call]
    assert [one.health for one in abusive] == [Health.GOOD] * 3
    assert all(one.health is Health.GOOD for one in google.examine(service) if one.call != "a wrong key")
    assert not (tmp_path / "feedback.jsonl").exists()


def test_harmless_comments_pass(serve):
    friendly = [one for one in discourse.examine(serve(FixedScorer())) if "abusive" not in one.call]
    assert {one.health for one in friendly if "German" not in one.call} == {Health.GOOD}
    assert {one.health for one in friendly if "German" in one.call} == {Health.DOUBTFUL}


def test_a_broken_model_publishes_by_perspective_and_withholds_by_the_phase(serve):
    found = {one.call: one for one in coral.examine(serve(BrokenScorer()), "secret")}
    assert found["comments:analyze, an abusive comment"].consequence == "publishes it UNMODERATED"
    assert found["moderation phase, an abusive comment"].consequence == "sets SYSTEM_WITHHELD"
