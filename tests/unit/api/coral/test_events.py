"""What Coral's moderators decided becomes labels."""

import logging

import pytest

from moderation.api.coral.events import CoralEvent, Events
from moderation.api.coral.outcomes import Outcome
from tests.fakes import FixedOutcomes, Labels

OUTCOMES = FixedOutcomes(
    rejected=Outcome("You fool", "REJECTED", "https://news.example/1"),
    approved=Outcome("Well said", "APPROVED", None),
    waiting=Outcome("Hm", "PREMOD", None),
    empty=Outcome("", "REJECTED", None),
)


def event(comment_id="rejected", kind="COMMENT_LEFT_MODERATION_QUEUE"):
    data = {"queue": "PENDING", "commentID": comment_id, "storyID": "s"}
    return CoralEvent(id="e1", type=kind, data=data, tenantDomain="news.example")


def labels_of(given):
    sink = Labels()
    assert Events(OUTCOMES, sink).take(given) == len(sink.kept)
    return sink.kept


def test_a_rejection_is_a_label_without_a_cause():
    (label,) = labels_of(event())
    assert (label.text, label.attribute, label.value) == ("You fool", "LIKELY_TO_REJECT", 1.0)
    assert (label.source, label.comment_id, label.url) == ("Coral:news.example", "rejected", "https://news.example/1")


def test_an_approval_also_says_that_nothing_was_toxic():
    assert [(label.attribute, label.value) for label in labels_of(event("approved"))] == [
        ("LIKELY_TO_REJECT", 0.0),
        ("TOXICITY", 0.0),
    ]


@pytest.mark.parametrize("comment_id", ["waiting", "empty", "gone"])
def test_a_comment_without_an_outcome_or_text_is_no_label(comment_id):
    assert labels_of(event(comment_id)) == []


@pytest.mark.parametrize("kind", ["COMMENT_ENTERED_MODERATION_QUEUE", "COMMENT_CREATED", "STORY_CREATED"])
def test_other_events_are_no_labels(kind):
    assert labels_of(event(kind=kind)) == []


def test_without_an_address_of_coral_the_log_says_what_to_set(caplog):
    with caplog.at_level(logging.WARNING):
        assert Events(None, Labels()).take(event()) == 0
    assert "MODERATION_CORAL_TOKEN" in caplog.text
