"""What a headline asks its readers."""

import pytest

from moderation.features.headline import derive_proposition


@pytest.mark.parametrize(
    ("headline", "proposition"),
    [
        ("Council to unscrew every No Ball Games sign", "Council should unscrew every No Ball Games sign."),
        (
            "Merseyside bus drivers to walk out for eleven days",
            "Merseyside bus drivers should walk out for eleven days.",
        ),
        ("Shops would have to take cash", "Shops should have to take cash."),
        ("Should Europe shun refugees?", "Europe should shun refugees."),
        ("EXCLUSIVE: Tasmania moves to let 16-year-olds vote", "Tasmania should let 16-year-olds vote."),
        ("Government scraps winter ferry", "Government should scrap winter ferry."),
    ],
)
def test_what_somebody_will_do_is_asked_as_should(headline, proposition):
    derived = derive_proposition(headline)
    assert (derived.proposition, derived.origin) == (proposition, "derived")


@pytest.mark.parametrize("headline", ["Bridge near Leeds collapses in flood", "Two held after raid on bank"])
def test_a_report_is_asked_as_it_stands(headline):
    assert derive_proposition(headline) == (headline, "reported")


@pytest.mark.parametrize("headline", ["", " ", "News", "Live: Tuesday"])
def test_a_headline_of_less_than_three_words_asks_nothing(headline):
    assert derive_proposition(headline) is None
