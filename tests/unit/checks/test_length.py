"""The minimum length rule, on the vectors that the comment form uses too."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.checks.length import check_length, count_characters
from moderation.comment import Comment
from moderation.decision import Action, Reason

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "length.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
def test_a_vector_is_counted_as_a_reader_would(case):
    assert count_characters(case["text"]) == case["count"]


@pytest.mark.parametrize(("counted", "is_found"), [(49, True), (50, False), (51, False)], ids=["49", "50", "51"])
def test_the_boundary_is_exactly_fifty(counted, is_found):
    assert (check_length(Comment("x" * counted), 50) is not None) == is_found


def test_a_short_comment_is_told_how_much_is_missing():
    finding = check_length(Comment("Too short."), 50)
    assert finding.reason is Reason.TOO_SHORT
    assert finding.action is Action.REJECT
    assert finding.details == {"counted": 10, "minimum": 50, "missing": 40}
    assert "40 more" in finding.message


def test_a_minimum_of_nought_switches_the_rule_off():
    assert check_length(Comment(""), 0) is None


@given(st.text())
def test_padding_with_blanks_never_helps(text):
    assert count_characters(f" \t{text}\n\u200b ") == count_characters(text)


@given(st.text())
def test_the_count_never_exceeds_the_code_points(text):
    assert 0 <= count_characters(text) <= len(unicodedata.normalize("NFC", text))


@given(st.text())
def test_composed_and_decomposed_text_count_the_same(text):
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert count_characters(composed) == count_characters(decomposed)


@given(st.text(alphabet="abcdefg hij", min_size=1))
def test_plain_words_count_as_their_trimmed_length(text):
    assert count_characters(text) == len(" ".join(text.split()))


@pytest.mark.parametrize(
    "text", ["plain words", " two  blanks ", "a > b", "see HTTP://x.org now", "tab\there", "www.x.org here", "~!@#"]
)
def test_the_short_way_for_ascii_counts_as_the_long_way(text):
    # a character of two code points that compose to one takes the long way
    assert count_characters(text) + 2 == count_characters(text + " e\u0301")
