"""Decisions in Coral's words."""

import pytest

from moderation.api.coral.verdict import REJECTION_CODES, STATUSES, Wording, parse_statuses
from moderation.decision import Action, Decision, Finding, Reason, Scores, StanceScore
from moderation.errors import SettingsError
from moderation.label import Stance

CORAL_CODES = (
    "OFFENSIVE ABUSIVE SPAM BANNED_WORD AD ILLEGAL_CONTENT HARASSMENT_BULLYING MISINFORMATION HATE_SPEECH "
    "IRRELEVANT_CONTENT OTHER"
).split()


def decide(*findings):
    action = max((f.action for f in findings), key=lambda a: a.severity, default=Action.PUBLISH)
    return Decision(action, findings, Scores({}, StanceScore(Stance.UNCLEAR, 0, 1), None, "v"), 60, 50, {})


INSULT = Finding(Reason.INSULT, Action.HOLD, "insult 0.93")
SHORT = Finding(Reason.TOO_SHORT, Action.REJECT, "12 of at least 50 characters")


def test_every_reason_has_one_of_corals_codes():
    assert {reason.value for reason in Reason} <= set(REJECTION_CODES)
    assert set(REJECTION_CODES.values()) <= set(CORAL_CODES)


def test_a_fine_comment_gets_no_opinion():
    assert Wording().answer(decide()) == {}


def test_a_held_comment_is_withheld_and_flagged():
    answer = Wording().answer(decide(INSULT))
    assert answer["status"] == "SYSTEM_WITHHELD"
    assert answer["actions"] == [{"actionType": "FLAG", "reason": "COMMENT_DETECTED_TOXIC"}]
    assert "moderationAction" not in answer


def test_a_rejected_comment_says_why():
    answer = Wording().answer(decide(INSULT, SHORT))
    assert answer["status"] == "REJECTED"
    assert answer["moderationAction"] == {
        "status": "REJECTED",
        "rejectionReason": {
            "code": "OTHER",
            "detailedExplanation": "12 of at least 50 characters",
            "customReason": "Too short",
        },
    }


def test_a_held_comment_that_the_site_rejects_is_explained_by_its_reason():
    answer = Wording(parse_statuses("hold=REJECTED")).answer(decide(INSULT))
    assert answer["moderationAction"]["rejectionReason"]["code"] == "HARASSMENT_BULLYING"


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(("action", "findings"), [("publish", ()), ("hold", (INSULT,)), ("reject", (SHORT,))])
def test_every_action_can_have_every_status(status, action, findings):
    assert Wording(parse_statuses(f"{action}={status}")).answer(decide(*findings))["status"] == status


def test_what_could_not_be_scored_is_withheld_unless_the_site_says_otherwise():
    assert Wording().unscored() == {"status": "SYSTEM_WITHHELD"}
    assert Wording(parse_statuses("unscored=PREMOD")).unscored() == {"status": "PREMOD"}
    assert Wording(parse_statuses("unscored=pass")).unscored() == {}


@pytest.mark.parametrize("text", ["hold", "hold=", "hold=withheld", "held=PREMOD", "=PREMOD"])
def test_a_status_that_cannot_be_used_stops_the_start(text):
    with pytest.raises(SettingsError, match=text):
        parse_statuses(text)
