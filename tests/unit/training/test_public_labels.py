"""Labels of public comments: found by hash, never put over a label that a corpus has of its own."""

import numpy as np
import pandas as pd
import pytest

from moderation.errors import DataError
from moderation.training.corpora import LABELS, READ_AGAIN, rows_of, text_key, text_keys
from moderation.training.public_labels import COLUMNS, read_public_labels, with_public_labels

HEADER = ",".join(COLUMNS)


def test_labels_find_their_text_by_its_hash(tmp_path):
    path = tmp_path / "public_labels.csv"
    path.write_text(f"{HEADER}\n{text_key('Oh please.'):016x},somewhere,1,0,0,0.5,1,1,0\n", encoding="utf-8")
    rows = rows_of("somewhere", ["oh, PLEASE", "Another."], {"condescending": pd.Series([0.0, np.nan])})
    labelled = with_public_labels(rows, text_keys(rows.texts), read_public_labels(path))
    of = {label: labelled.shares[:, LABELS.index(label)] for label in LABELS}
    assert of[READ_AGAIN][0] == 1.0
    assert of["dismissive"][0] == 1.0
    assert of["condescending"][0] == 0.0  # the corpus's own
    assert np.isnan(labelled.shares[1]).all()
    assert np.isnan(of["toxicity"]).all()  # our reading is a label of its own


def test_a_missing_file_changes_nothing(tmp_path):
    rows = rows_of("somewhere", ["Text."], {})
    labelled = with_public_labels(rows, text_keys(rows.texts), read_public_labels(tmp_path / "nowhere.csv"))
    assert np.isnan(labelled.shares).all()


GOOD = "0123456789abcdef,a,0,0,0,0,0,0,0"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (GOOD, "key"),
        (GOOD.replace("0123", "xyz"), "key"),
        (GOOD.replace("0123", "-123"), "key"),
        (GOOD.replace("f,a,0", "e,a,3"), "toxicity"),
    ],
    ids=["repeated key", "no key", "negative key", "no share"],
)
def test_a_wrong_row_is_named_with_its_place(tmp_path, row, column):
    path = tmp_path / "public_labels.csv"
    path.write_text(f"{HEADER}\n{GOOD}\n{row}\n", encoding="utf-8")
    with pytest.raises(DataError, match=rf"public_labels\.csv:3: column '{column}'"):
        read_public_labels(path)


def test_wrong_columns_are_refused(tmp_path):
    (tmp_path / "public_labels.csv").write_text("key,toxicity\n", encoding="utf-8")
    with pytest.raises(DataError, match="columns must be key, corpus"):
        read_public_labels(tmp_path / "public_labels.csv")
