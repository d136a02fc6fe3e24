"""Undoing evasion: what is undone, what is left alone, and that spans survive it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.features.evasion import undo_evasion
from moderation.features.normalise import normalise


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("You 1d10t", "you idiot"),
        ("what a55hole, b!tch", "what asshole, bitch"),
        ("@sshole", "asshole"),
        ("k1ll y0ur5elf", "kill yourself"),
        ("i d i o t", "idiot"),
        ("f.u.c.k off", "fuck off"),
        ("S T U P I D people", "stupid people"),
        ("s-t-u-p-i-d", "stupid"),
        ("Ｓ t u p i d", "stupid"),
        ("soooo duuuumb", "soo duumb"),
        ("id\u200biot", "idiot"),
    ],
    ids=str,
)
def test_evasion_is_undone(text, folded):
    assert normalise(undo_evasion(text)) == folded


@pytest.mark.parametrize(
    "text",
    [
        "Meet me on the 2nd of May at 3pm", "It was $50k, 100m or 20th", "B2B, H2O, mp3s, G20, covid19, 1970s, M25",
        "bob@example.com", "https://a1b.com/x2y", "The U.S.A. and the U.K.",
        "a b c", "I am a b or a c", "Wow! Yes!", "",
    ],
    ids=str,
)  # fmt: skip
def test_ordinary_text_is_left_alone(text):
    assert undo_evasion(text) == text


@given(st.text(alphabet="aB1!@$0. -_*é\u200b\n"))
def test_spans_stay_where_they_were(text):
    assert len(undo_evasion(text)) == len(text)
