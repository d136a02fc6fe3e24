"""Stance on corpora that did not train it: what is answered, and how much of that is right."""

import numpy as np
import pandas as pd
import pytest

from moderation.training.debates import MAY_TRAIN, ONLY_MEASURE
from moderation.training.shipped_card import write_stance
from moderation.training.stance_elsewhere import measure_elsewhere

ROWS = pd.DataFrame(
    {
        "text": ["yes", "yes indeed", "no", "hm", "yes but", "known"],
        "target": ["zoos", "zoos", "zoos", "zoos", "parks", "trained on"],
        "stance": ["favor", "favor", "against", "neutral", "against", "favor"],
        "split": "dev",
    }
)


@pytest.fixture
def corpora(tmp_path):
    (tmp_path / "stance").mkdir()
    for name in ONLY_MEASURE:
        ROWS.to_csv(tmp_path / "stance" / f"{name}.csv.gz", index=False)
    for name in MAY_TRAIN:
        ROWS.tail(1).to_csv(tmp_path / "stance" / f"{name}.csv.gz", index=False)
    return tmp_path


def answer(texts, article):
    said = {"y": ("support", 0.9, 0.9), "n": ("unclear", -0.1, 0.1), "h": ("unclear", 0.0, 0.0)}
    return [said[text[0]] for text in texts]


def test_sides_answers_and_majorities_are_counted_without_propositions_that_trained(corpora):
    first = measure_elsewhere(answer, corpora, corpora)[0]
    assert (first.corpus, first.articles, first.comments) == (ONLY_MEASURE[0], 2, 5)
    assert first.side == pytest.approx(3 / 4)
    assert first.majority == pytest.approx(3 / 4)
    assert first.coverage == pytest.approx(3 / 5)
    assert first.right == pytest.approx(2 / 3)


def test_who_never_answers_is_never_right(corpora):
    nothing = measure_elsewhere(lambda texts, article: [("unclear", 0.0, 0.0)] * len(texts), corpora, corpora)[0]
    assert nothing.coverage == 0
    assert np.isnan(nothing.right)


def test_the_card_has_a_row_a_corpus(corpora):
    section = write_stance(measure_elsewhere(answer, corpora, corpora))
    assert all(f"| {name}" in section for name in ONLY_MEASURE)
    assert "0.667" in section
