"""Tests on other sites: each row counted once, on the right side or the wrong one."""

import csv

import numpy as np

from moderation.training.contrast import COLUMNS
from moderation.training.elsewhere import contrast_accuracy, remembered


def write_contrast(folder, rows):
    (folder / "contrast").mkdir()
    with (folder / "contrast" / "negation.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for number, (attribute, expected, text) in enumerate(rows):
            row = {"id": str(number), "function": "negation", "group": "g", "split": "test", "text": text}
            writer.writerow(row | {"attribute": attribute, "expected": expected})
    return folder


def score(texts):
    return {"toxicity": np.array([float("idiot" in text) for text in texts])}


def test_only_sure_rows_with_a_head_count(tmp_path):
    rows = [
        ("toxicity", "1", "you idiot"), ("toxicity", "0", "you are no idiot"), ("toxicity", "0.5", "idiot"),
        ("threat", "1", "I will find you"), ("toxicity", "0", "fine"), ("toxicity", "1", "you fool"),
    ]  # fmt: skip
    assert contrast_accuracy(write_contrast(tmp_path, rows), score) == {"negation": (4, 0.5), "all": (4, 0.5)}


def test_without_contrast_sets_there_is_no_figure(tmp_path):
    assert contrast_accuracy(tmp_path, score) == {}


def test_the_same_texts_are_scored_once():
    calls = []

    def counting(texts):
        calls.append(texts)
        return score(texts)

    scored = remembered(counting)
    assert scored(["a"]) is scored(["a"])
    assert scored(["b"]) is not scored(["a"])
    assert len(calls) == 2
