"""Signatures estimate how alike two texts are."""

import pytest

from moderation.features.minhash import BANDS, PLACES, SHINGLE, band_keys, signature, similarity
from moderation.features.normalise import normalise

TEXT = "The council voted to keep the road closed to cars for another year, to nobody's surprise."
FIRST_BYTES = "2dc8250c0ff0f014"
FIRST_KEY = 6370693837740332384


def jaccard(first, second):
    sets = [{t[i : i + SHINGLE] for i in range(len(t) - SHINGLE + 1)} for t in map(normalise, (first, second))]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


@pytest.mark.parametrize(
    "other",
    [TEXT, TEXT.upper(), TEXT + " Really.", TEXT.replace("road", "bridge"), TEXT[:40], "Something else entirely."],
)
def test_the_estimate_is_near_the_true_similarity(other):
    # four standard deviations of a mean of 64 coin tosses
    assert similarity(signature(TEXT), signature(other)) == pytest.approx(jaccard(TEXT, other), abs=0.25)


def test_folded_alike_is_alike():
    assert signature("  ｓｔüｐｉｄ ") == signature("stupid")


@pytest.mark.parametrize("text", ["", " ", "\u200b\u200b"])
def test_nothing_has_no_signature(text):
    assert signature(text) is None


@pytest.mark.parametrize(
    "text", ["a", "abcde", "😀", "\ud800x", TEXT * 50], ids=["one", "five", "emoji", "half", "long"]
)
def test_every_text_has_a_whole_signature(text):
    signed = signature(text)
    assert len(signed) == 4 * PLACES
    assert len(band_keys(signed, "site")) == BANDS


def test_signatures_stay_the_same_for_ever():
    """They are stored: another function would compare new comments with old ones wrongly."""
    assert signature("stored for ever")[:8].hex() == FIRST_BYTES
    assert band_keys(signature("stored for ever"), "default")[0] == FIRST_KEY


def test_sites_have_keys_of_their_own():
    signed = signature(TEXT)
    assert not set(band_keys(signed, "one")) & set(band_keys(signed, "two"))
