"""A comment as seen from a proposition."""

import pytest

from moderation.features.target import parse_proposition, view


@pytest.mark.parametrize(
    ("proposition", "polarity"),
    [
        ("The city should build a tram.", 1),
        ("The city should not build a tram.", -1),
        ("The city should scrap the tram.", -1),
        ("The city should not scrap the tram.", 1),
    ],
)
def test_verb_and_negation_give_the_polarity(proposition, polarity):
    assert parse_proposition(proposition).polarity == polarity


def test_flipping_twice_is_the_same_target():
    target = parse_proposition("The city should scrap the tram.")
    assert target.flipped().flipped() == target


def test_signed_tokens_change_sign_with_the_question():
    target = parse_proposition("The city should build a tram.")
    here, there = view("A tram is a good idea", target), view("A tram is a good idea", target.flipped())
    assert here.side == there.side
    assert {t.replace("+", "-", 1) for t in here.signed} == set(there.signed)


def test_words_behind_a_negation_are_marked():
    assert "+not_good" in view("This is not good", parse_proposition("Build it.")).signed
