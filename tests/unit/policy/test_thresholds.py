"""Thresholds hold, and nothing else does."""

import pytest

from moderation.comment import Comment
from moderation.decision import Action
from moderation.label import Attribute
from moderation.policy import DEFAULT_THRESHOLDS, judge_scores
from tests.fakes import FixedScorer

COMMENT = Comment("x" * 60)


def judge(**civility):
    return judge_scores(FixedScorer(**civility).score(COMMENT), DEFAULT_THRESHOLDS, lambda _: ())


@pytest.mark.parametrize(("score", "held"), [(0.4999, 0), (0.5, 1), (0.5001, 1)], ids=["below", "at", "above"])
def test_a_score_holds_from_its_threshold_on(score, held):
    assert len(judge(toxicity=score)) == held


def test_a_model_alone_never_rejects():
    findings = judge(**{a.value: 1.0 for a in Attribute if a.is_civility})
    assert {f.action for f in findings} == {Action.HOLD}


def test_the_most_certain_finding_comes_first():
    assert [f.details["score"] for f in judge(toxicity=0.6, insult=0.9, threat=0.7)] == [0.9, 0.7, 0.6]


def test_only_civility_has_thresholds():
    assert all(attribute.is_civility for attribute in DEFAULT_THRESHOLDS)
