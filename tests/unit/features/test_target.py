"""A comment as seen from a question: the same tokens both ways round, the leaning turned round."""

import numpy as np
import pytest

from moderation.features.proposition import negate, read_claim, read_question
from moderation.features.target import CONTACT, LEANING, contact, leaning, ngrams, tokenise


@pytest.mark.parametrize(
    ("proposition", "polarity"),
    [
        ("The city should build a tram.", 1),
        ("The city should not build a tram.", -1),
        ("The city should scrap the tram.", -1),
        ("The city should not scrap the tram.", 1),
        ("Payday loans should be banned", -1),
        ("Intelligence tests bring more harm than good", -1),
        ("The tram", 0),
    ],
)
def test_verb_and_negation_give_the_polarity(proposition, polarity):
    assert read_claim(proposition).polarity == polarity


@pytest.mark.parametrize(
    ("proposition", "opposite"),
    [
        ("Mill Road should be closed.", "Mill Road should stay open."),
        ("The council should close Mill Road.", "Mill Road should not be closed."),
        ("Maidan Athletic should sell its team.", "Maidan Athletic should keep its team."),
        ("The federation should hire a foreign coach.", "The federation should hire a Nigerian coach."),
        ("Shops should have to take cash.", "Shops should be free to refuse cash."),
    ],
)
def test_a_question_and_its_opposite_are_each_others_flip(proposition, opposite):
    assert read_question(proposition, opposite).flipped() == read_question(opposite, proposition)


def test_a_pair_with_the_same_verb_sign_is_told_apart_by_what_keeps_things_as_they_are():
    assert read_question("The hall should be let.", "The hall should go on being let.").polarity == 1


@pytest.mark.parametrize("proposition", ["We should ban zoos.", "Austerity", "Trams are good.", "Robots must go."])
def test_the_derived_opposite_asks_the_other_way_round(proposition):
    assert negate(negate(proposition)) == proposition
    assert read_question(negate(proposition)).polarity == -read_question(proposition).polarity


def test_ngrams_are_the_same_both_ways_and_leaning_turns_round():
    question = read_question("Robots should go.", "Robots should stay.")
    tokens = tokenise("Let them stay, do not make the robots go")
    assert ngrams(tokens, question) == ngrams(tokens, question.flipped())
    here, there = leaning(tokens, question), leaning(tokens, question.flipped())
    assert np.array_equal(here, -there)
    assert here.shape == (len(LEANING),)


def test_words_behind_a_negation_are_marked_and_those_near_the_target_too():
    found = ngrams(tokenise("This tram is not good"), read_question("Build a tram."))
    assert {"not_good", "t:not_good", "tram", "p:tram"} <= set(found)


@pytest.mark.parametrize("text", ["", "?", "tram " * 300, "😀"])
def test_contact_is_finite_for_any_text(text):
    values = contact(tokenise(text), read_question("Build a tram."), frozenset({"tram"}))
    assert values.shape == (len(CONTACT),)
    assert np.isfinite(values).all()
