"""Folding text: the same answer by table and by definition, and offsets that lead back."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.features import normalise as module
from moderation.features.normalise import fold_character, normalise, normalise_with_offsets


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("Stupid", "stupid"),
        ("ＳＴＵＰＩＤ", "stupid"),
        ("stüpíd", "stupid"),
        ("st\u200bup\u00adid", "stupid"),
        ("ѕtuріd", "stupid"),
        ("𝐬𝐭𝐮𝐩𝐢𝐝", "stupid"),
        ("nooooo!!!!", "noo!!"),
        ("10000", "10000"),
        ("  a \n\t b  ", "a b"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("한국", "한국"),
        ("\ud800x", "x"),
    ],
    ids=ascii,
)
def test_text_folds_to_what_is_meant(text, folded):
    assert normalise(text) == folded


@given(st.text())
def test_offsets_belong_to_the_same_folding(text):
    folded, origins = normalise_with_offsets(text)
    assert folded == normalise(text)
    assert len(origins) == len(folded)
    assert np.all(np.diff(origins) >= 0)
    assert all(c in {*map(str.lower, fold_character(text[i])), c} for c, i in zip(folded, origins, strict=True))


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


def test_the_table_in_the_package_is_the_one_that_is_computed():
    if unicodedata.unidata_version != "14.0.0":
        pytest.skip(f"the table was made with Unicode 14.0.0, this Python has {unicodedata.unidata_version}")
    for built, loaded in zip(module.build_table(), module.load_table(), strict=True):
        assert np.array_equal(built, loaded)
