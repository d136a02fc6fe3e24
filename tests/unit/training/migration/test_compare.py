"""Agreement of two scorers, on numbers small enough to count by hand."""

import math

import numpy as np
import pytest

from moderation.training.migration.compare import compare, largest_disagreements, same_rate_threshold

THEIRS = np.array([0.95, 0.90, 0.82, 0.80, 0.30, 0.10])
OURS = np.array([0.70, 0.85, 0.40, 0.20, 0.50, 0.05])


def test_flags_are_strictly_above_the_threshold():
    at_80, at_85, at_90 = compare("TOXICITY", "native", THEIRS, OURS).flags
    assert (at_80.theirs, at_80.ours, at_80.both) == (3, 1, 1)
    assert (at_85.theirs, at_85.ours, at_85.both) == (2, 0, 0)
    assert at_90.theirs == 1
    assert at_80.overlap == pytest.approx(1 / 3)


def test_the_same_rate_keeps_the_number_of_flags():
    at_80 = compare("TOXICITY", "native", THEIRS, OURS).flags[0]
    assert (at_80.same_rate < OURS).sum() == at_80.theirs
    assert at_80.kept == 2


def test_the_auc_is_that_of_our_scores_for_their_flags():
    # of nine pairs of a flagged and an unflagged comment only (0.40, 0.50) is the wrong way round
    assert compare("TOXICITY", "native", THEIRS, OURS).flags[0].auc == pytest.approx(8 / 9)


def test_the_same_scores_agree_wholly():
    same = compare("TOXICITY", "native", THEIRS, THEIRS)
    assert same.spearman == pytest.approx(1)
    assert same.flags[0].overlap == 1


def test_no_flags_and_no_variety_are_no_number():
    none = compare("TOXICITY", "native", np.full(3, 0.1), np.full(3, 0.2))
    assert math.isnan(none.spearman)
    assert math.isnan(none.flags[0].auc)
    assert math.isnan(none.flags[0].overlap)
    assert none.flags[0].same_rate is None


@pytest.mark.parametrize(("count", "expected"), [(0, None), (1, 0.9), (2, 0.7), (4, None)])
def test_a_threshold_for_none_or_all_does_not_exist(count, expected):
    assert same_rate_threshold(np.array([0.95, 0.8, 0.6, 0.1]), count) == expected


def test_equal_scores_cannot_be_parted():
    assert same_rate_threshold(np.array([0.5, 0.5, 0.5, 0.1]), 2) == 0.5


def test_the_largest_disagreements_come_first_and_are_at_most_fifty():
    many = compare("INSULT", "native", np.linspace(0, 1, 80), np.zeros(80))
    found = largest_disagreements([many], [[(i + 1, f"text {i}") for i in range(80)]])
    assert len(found) == 50
    assert (found[0].line, found[0].theirs, found[0].ours) == (80, 1.0, 0.0)
