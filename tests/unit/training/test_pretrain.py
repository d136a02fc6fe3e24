"""What the pretrained model is fitted to: nothing that is tested, and every label of a text that has several."""

import numpy as np
import pandas as pd

from moderation.training.contrast import COLUMNS
from moderation.training.corpora import LABELS, join, rows_of, text_keys
from moderation.training.pretrain import _contrast_rows, _spliced


def test_spliced_texts_are_made_of_other_peoples_comments_alone():
    rows = join(
        [
            rows_of("data", ["News about the harbour."], {}),
            rows_of("pairs", ["Nobody is a fool here."], {}),
            rows_of("edos", ["First of all.", "Second to none.", "Third time lucky."], {}),
        ]
    )
    known = text_keys(["First of all."])
    spliced = _spliced(rows, known)
    words = " ".join(spliced.texts)
    assert "harbour" not in words
    assert "fool" not in words
    assert "Second to none." in words
    assert "First of all." not in spliced.texts
    assert np.isnan(spliced.shares).all()
    assert len(set(text_keys(spliced.texts).tolist())) == len(spliced.texts)


def test_a_contrast_text_that_stands_there_twice_teaches_both_labels(tmp_path):
    row = dict.fromkeys(COLUMNS, "") | {
        "function": "profanity",
        "group": "g",
        "split": "train",
        "text": "Holy shit, rain.",
    }
    rows = [
        row | {"id": "1", "attribute": "profanity", "expected": "1"},
        row | {"id": "2", "attribute": "toxicity", "expected": "0"},
    ]
    (tmp_path / "contrast").mkdir()
    pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(tmp_path / "contrast" / "a.csv", index=False)
    found = _contrast_rows(tmp_path)
    assert found.texts == ["Holy shit, rain."]
    assert found.shares[0, LABELS.index("profanity")] == 1.0
    assert found.shares[0, LABELS.index("toxicity")] == 0.0
