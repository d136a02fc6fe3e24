"""Thresholds hold and reject, one attribute or several together, and nothing else does."""

import pytest

from moderation.comment import Comment
from moderation.decision import Action
from moderation.label import Attribute
from moderation.policy import Combined, Policy, Threshold, judge_combined, judge_scores
from tests.fakes import FixedScorer

COMMENT = Comment("x" * 60)
DEFAULT = Policy.read(None, 50).default


def judge(thresholds=DEFAULT.thresholds, **civility):
    return judge_scores(FixedScorer(**civility).score(COMMENT), thresholds, lambda _: ())


@pytest.mark.parametrize(("score", "held"), [(0.4999, 0), (0.5, 1), (0.5001, 1)], ids=["below", "at", "above"])
def test_a_score_holds_from_its_threshold_on(score, held):
    assert len(judge(toxicity=score)) == held


def test_by_default_a_model_alone_never_rejects():
    findings = judge(**{a.value: 1.0 for a in Attribute if a.is_civility})
    assert {f.action for f in findings} == {Action.HOLD}


@pytest.mark.parametrize(
    ("score", "actions"),
    [(0.29, []), (0.3, [Action.HOLD]), (0.89, [Action.HOLD]), (0.9, [Action.REJECT])],
)
def test_a_threshold_has_three_zones(score, actions):
    findings = judge({Attribute.THREAT: Threshold(0.3, 0.9)}, threat=score)
    assert [f.action for f in findings] == actions


def test_the_most_certain_finding_comes_first():
    assert [f.details["score"] for f in judge(toxicity=0.6, insult=0.9, threat=0.7)] == [0.9, 0.7, 0.6]


def test_only_civility_has_thresholds():
    assert all(attribute.is_civility for attribute in DEFAULT.thresholds)


RULE = Combined({Attribute.TOXICITY: 0.3, Attribute.INSULT: 0.3}, {Attribute.THREAT: 0.2}, Action.REJECT, "together")


@pytest.mark.parametrize(
    ("toxicity", "insult", "threat", "found"),
    [(0.3, 0.3, 0.19, 1), (0.29, 0.9, 0.0, 0), (0.9, 0.29, 0.0, 0), (0.9, 0.9, 0.2, 0)],
    ids=["all", "first under", "second under", "other not below"],
)
def test_a_rule_over_several_needs_them_all(toxicity, insult, threat, found):
    scores = FixedScorer(toxicity=toxicity, insult=insult, threat=threat).score(COMMENT)
    findings = judge_combined(scores, [RULE], lambda _: ())
    assert [(f.action, f.message) for f in findings] == [(Action.REJECT, "together")] * found


def test_a_rule_over_an_attribute_without_a_head_never_applies():
    scores = FixedScorer(toxicity=1.0).score(COMMENT)
    assert not Combined({Attribute.SARCASTIC: 0.0}).applies(scores)
    assert not Combined({Attribute.TOXICITY: 0.5}, {Attribute.CONSTRUCTIVE: 0.5}).applies(scores)
