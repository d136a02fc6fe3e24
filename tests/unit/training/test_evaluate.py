"""Figures on cases small enough to check by hand."""

import numpy as np
import pytest

from moderation.training.evaluate import auc, expected_calibration_error, report_head, report_stance


def test_calibration_error_is_the_distance_from_frequency():
    assert expected_calibration_error(np.array([0.9, 0.9]), np.array([0.0, 0.0])) == pytest.approx(0.9)


def test_one_class_has_no_auc():
    assert np.isnan(auc(np.array([True, True]), np.array([0.1, 0.2])))


def test_rows_without_a_label_do_not_count():
    report = report_head("toxicity", np.array([1.0, 0.0, np.nan]), np.array([0.9, 0.1, 0.5]))
    assert (report.rows, report.positives, report.auc) == (2, 1, 1.0)
    assert report.confusion == ((1, 0), (0, 1))


def test_stance_is_measured_beside_each_articles_majority():
    truth = np.array(["support", "support", "oppose", "neutral"])
    best = np.array(["support", "oppose", "oppose", "neutral"])
    groups = np.array(["a", "a", "a", "b"])
    report = report_stance(truth, best, best == truth, groups, ("support", "oppose", "neutral"))
    assert report.accuracy == 0.75
    assert report.majority_accuracy == 0.75
    assert report.answered_accuracy == 1.0
    assert report.coverage == 0.75
