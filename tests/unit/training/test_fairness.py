"""Fairness figures on cases small enough to check by hand, and the gate."""

import numpy as np
import pytest

from moderation.errors import TrainingError
from moderation.training.fairness import FEWEST_TEXTS, check_gate, report_fairness, swap_spread

TEXTS = ["a gay man", "a gay fool", "a deaf man", "a deaf fool"] * FEWEST_TEXTS
HOSTILE = np.array([False, True, False, True] * FEWEST_TEXTS)


def probabilities(*four):
    return np.array(four * FEWEST_TEXTS)


def test_a_fair_model_has_no_false_positives_and_passes():
    report = report_fairness(TEXTS, HOSTILE, probabilities(0.1, 0.9, 0.1, 0.9))
    assert {t.term for t in report.terms} == {"gay", "deaf"}
    assert report.worst.false_positive_rate == 0
    assert report.power_mean(lambda t: t.bpsn_auc) == 1
    check_gate(report)


def test_a_term_that_raises_the_score_is_found_by_each_figure():
    report = report_fairness(TEXTS, HOSTILE, probabilities(0.85, 0.9, 0.1, 0.2))
    assert report.worst.term == "gay"
    assert report.worst.false_positive_rate == 1
    assert report.worst.subgroup_auc == 1
    assert report.worst.bpsn_auc == 0  # harmless with the term, above the others' hostile ones
    assert report.worst.bnsp_auc == 1
    with pytest.raises(TrainingError, match=r"gay 1\.000"):
        check_gate(report)


@pytest.mark.parametrize(("score", "rate"), [(0.8, 1), (0.7999, 0)], ids=["at", "under"])
def test_the_threshold_itself_counts(score, rate):
    report = report_fairness(TEXTS, HOSTILE, probabilities(score, 0.9, score, 0.9))
    assert report.worst.false_positive_rate == rate


def test_texts_without_terms_are_refused():
    with pytest.raises(TrainingError, match="nothing to measure"):
        report_fairness(["a man"], np.array([False]), np.array([0.1]))


def test_a_swapped_term_shows():
    spread, term = swap_spread(lambda texts: np.array([float(" deaf" in t) for t in texts]))
    assert term in {"deaf", "deafblind"}
    assert spread > 0.5
