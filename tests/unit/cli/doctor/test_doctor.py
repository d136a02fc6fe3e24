"""What each caller would do with an answer."""

import json

import pytest
from click.testing import CliRunner

from moderation.cli import main
from moderation.cli.doctor import coral, discourse, google
from moderation.cli.doctor.finding import Health
from moderation.cli.doctor.service import Reply, Service
from tests.fakes import FixedService

NOT_ANSWERED = {
    "no answer in time": Reply(0, failure="no answer within 800 ms"),
    "an error": Reply(400, b'{"error": {"message": "no"}}'),
    "a redirect": Reply(301, headers={"Location": "https://elsewhere.example"}),
    "no JSON": Reply(200, b"<html>"),
    "another attribute": Reply(200, b'{"attributeScores": {"INSULT": {"summaryScore": {"value": 1}}}}'),
    "no scores": Reply(200, b'{"languages": ["en"]}'),
}


def scored(value):
    return Reply(200, json.dumps({"attributeScores": {"TOXICITY": {"summaryScore": {"value": value}}}}).encode())


def find(findings, call):
    return next(one for one in findings if call in one.call)


@pytest.mark.parametrize("reply", NOT_ANSWERED.values(), ids=NOT_ANSWERED.keys())
@pytest.mark.parametrize("examine", [lambda s: coral.examine(s, None), discourse.examine], ids=["Coral", "Discourse"])
def test_without_a_score_the_comment_is_published(examine, reply):
    one = find(examine(FixedService(reply)), "comments:analyze, an abusive comment")
    assert (one.health, one.consequence) == (Health.BAD, "publishes it UNMODERATED")


@pytest.mark.parametrize(
    ("score", "health", "consequence"),
    [
        (0.80, Health.BAD, "publishes it: not over 0.80"),
        (0.81, Health.GOOD, "asks the writer to think again (nudge), withholds it at the second try"),
    ],
)
def test_coral_stops_strictly_above_its_threshold(score, health, consequence):
    one = find(coral.examine(FixedService(scored(score)), None), "comments:analyze, an abusive")
    assert (one.health, one.consequence) == (health, consequence)


@pytest.mark.parametrize(
    ("score", "health", "consequence"),
    [
        (0.85, Health.BAD, "publishes it: not over 0.85"),
        (0.86, Health.GOOD, "warns the writer, publishes it"),
        (0.90, Health.GOOD, "warns the writer, publishes it"),
        (0.91, Health.GOOD, "warns the writer, flags it for moderators once it is posted"),
    ],
)
def test_discourse_warns_and_flags_strictly_above_its_thresholds(score, health, consequence):
    one = find(discourse.examine(FixedService(scored(score))), "an abusive comment")
    assert (one.health, one.consequence) == (health, consequence)


def test_a_harmless_comment_that_is_stopped_is_doubtful():
    assert find(discourse.examine(FixedService(scored(0.99))), "a friendly").health is Health.DOUBTFUL


def test_an_answer_that_coral_is_too_small_for_is_none():
    huge = Reply(200, scored(0.99).body + b" " * 2_000_000)
    assert find(coral.examine(FixedService(huge), None), "analyze, an abusive").health is Health.BAD


PHASE = {
    "withheld": (Reply(200, b'{"status": "SYSTEM_WITHHELD"}'), Health.GOOD, "sets SYSTEM_WITHHELD"),
    "waved through": (Reply(200, b'{"status": "APPROVED"}'), Health.BAD, "sets APPROVED"),
    "no opinion": (Reply(200, b"{}"), Health.BAD, "goes on: its own rules decide"),
    "nothing": (Reply(204), Health.BAD, "goes on: its own rules decide"),
    "too slow": (Reply(0, failure="no answer within 200 ms"), Health.BAD, "publishes it UNMODERATED"),
    "a wrong secret": (Reply(401), Health.BAD, "publishes it UNMODERATED"),
}


@pytest.mark.parametrize(("reply", "health", "consequence"), PHASE.values(), ids=PHASE.keys())
def test_what_corals_phase_does_with_an_abusive_comment(reply, health, consequence):
    one = find(coral.examine(FixedService(reply), "secret"), "phase, an abusive comment")
    assert (one.health, one.consequence) == (health, consequence)


def test_a_forged_signature_must_be_refused():
    assert find(coral.examine(FixedService(Reply(200, b"{}")), "s"), "forged").health is Health.DOUBTFUL
    assert find(coral.examine(FixedService(Reply(401)), "s"), "forged").health is Health.GOOD


def test_without_the_secret_the_phase_is_not_judged():
    assert find(coral.examine(FixedService(Reply(401)), None), "phase").consequence.endswith("give --coral-secret")


@pytest.mark.parametrize(
    ("url", "told"),
    [("http://moderation.example", True), ("https://moderation.example", False), ("http://[::1]", False)],
)
def test_corals_phase_needs_tls(url, told):
    findings = coral.examine(FixedService(Reply(200), url), None)
    assert any(one.call == "the phase's address" for one in findings) is told


def test_discourse_has_no_place_for_a_path():
    first = next(iter(discourse.examine(FixedService(scored(0.9), "https://a.example/moderation"))))
    assert (first.health, first.call) == (Health.BAD, "the address")


@pytest.mark.parametrize(
    ("root", "health"), [("https://moderation.example/", Health.GOOD), ("http://10.0.0.1:8000/", Health.BAD)]
)
def test_googles_clients_go_where_the_document_says(root, health):
    reply = Reply(200, json.dumps({"rootUrl": root}).encode())
    assert find(google.examine(FixedService(reply)), "discovery").health is health


@pytest.mark.parametrize("url", ["moderation.example", "ftp://moderation.example", "https://", ""])
def test_what_is_no_address_is_refused(url):
    result = CliRunner().invoke(main, ["doctor", "--url", url])
    assert result.exit_code == 2
    assert "is no address" in result.output


def test_a_server_that_is_not_there_fails_the_command():
    result = CliRunner().invoke(main, ["doctor", "--url", "http://127.0.0.1:9"])
    assert result.exit_code == 1
    assert "UNMODERATED" in result.output


def test_a_key_goes_into_the_query():
    service = Service("http://127.0.0.1:9/", "a key")
    assert (service.url, service.path, service.key) == ("http://127.0.0.1:9", "", "a key")
