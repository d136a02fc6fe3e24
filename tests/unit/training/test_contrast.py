"""Contrast sets: whole groups on one side of the split, wrong values refused with their place."""

import csv

import pytest

from moderation.errors import DataError
from moderation.training.contrast import COLUMNS, civility_rows, read_contrast, stance_rows

ROW = dict.fromkeys(COLUMNS, "") | {
    "id": "negation-01-01",
    "function": "negation",
    "group": "negation-01",
    "split": "train",
    "attribute": "toxicity",
    "expected": "0",
    "text": "Nobody is calling you stupid.",
}
STANCE = ROW | {
    "id": "stance-01-01",
    "group": "stance-01",
    "split": "test",
    "attribute": "stance",
    "expected": "support",
    "proposition": "The pool should open.",
    "opposite": "The pool should stay shut.",
}


@pytest.fixture
def write(tmp_path):
    def write(*rows):
        with (tmp_path / "set.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return tmp_path

    return write


def test_rows_are_told_apart_by_what_they_test(write):
    contrast = read_contrast(write(ROW, STANCE))
    assert civility_rows(contrast, "train")["share"].tolist() == [0.0]
    assert stance_rows(contrast, "test")["expected"].tolist() == ["support"]


def test_a_missing_folder_is_an_empty_set(tmp_path):
    assert len(read_contrast(tmp_path / "nowhere")) == 0


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"split": "dev"}, "split"),
        ({"attribute": "rudeness"}, "attribute"),
        ({"expected": "2"}, "expected"),
        ({"text": " "}, "text"),
        ({"attribute": "stance", "expected": "1"}, "expected"),
        ({"attribute": "stance", "expected": "oppose"}, "proposition"),
    ],
    ids=str,
)
def test_a_wrong_value_is_named_with_its_place(write, changes, column):
    with pytest.raises(DataError, match=rf"set\.csv:3: column '{column}'"):
        read_contrast(write(ROW, ROW | {"id": "x"} | changes))


def test_a_group_on_both_sides_is_refused(write):
    with pytest.raises(DataError, match="'negation-01' is in train and in test"):
        read_contrast(write(ROW, ROW | {"id": "x", "split": "test"}))


def test_a_repeated_id_is_refused(write):
    with pytest.raises(DataError, match="there twice"):
        read_contrast(write(ROW, ROW))
