"""Minimal pairs: blank labels stay unknown, wrong rows are refused with their place."""

import csv

import numpy as np
import pytest

from moderation.errors import DataError
from moderation.training.corpora import LABELS
from moderation.training.minimal_pairs import COLUMNS, read_minimal_pairs

ROW = dict.fromkeys(COLUMNS, "") | {
    "id": "ne-001-01",
    "function": "negation",
    "group": "ne-001",
    "text": "Nobody here is a fool.",
    "toxicity": "0",
}


@pytest.fixture
def write(tmp_path):
    def write(*rows):
        path = tmp_path / "minimal_pairs.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def test_what_is_blank_is_not_said(write):
    rows = read_minimal_pairs(write(ROW, ROW | {"id": "ne-001-02", "toxicity": "0.5", "insult": "1"}))
    of = {label: rows.shares[:, LABELS.index(label)] for label in LABELS}
    assert of["toxicity"].tolist() == [0.0, 0.5]
    assert np.isnan(of["insult"][0])
    assert of["insult"][1] == 1.0
    assert np.isnan(of["constructive"]).all()
    assert rows.group.tolist() == ["ne-001", "ne-001"]


def test_a_missing_file_has_no_rows(tmp_path):
    assert read_minimal_pairs(tmp_path / "nowhere.csv").texts == []


@pytest.mark.parametrize(
    ("changes", "column"),
    [({"text": " "}, "text"), ({"insult": "2"}, "insult"), ({"id": "ne-001-01"}, "id")],
    ids=str,
)
def test_a_wrong_value_is_named_with_its_place(write, changes, column):
    with pytest.raises(DataError, match=rf"minimal_pairs\.csv:3: column '{column}'"):
        read_minimal_pairs(write(ROW, ROW | {"id": "x"} | changes))


def test_wrong_columns_are_refused(tmp_path):
    (tmp_path / "minimal_pairs.csv").write_text("id,text\n1,hello\n", encoding="utf-8")
    with pytest.raises(DataError, match="columns must be id, function"):
        read_minimal_pairs(tmp_path / "minimal_pairs.csv")
