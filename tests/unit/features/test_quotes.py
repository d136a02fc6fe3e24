"""What a comment quotes is not its writer's opinion."""

import pytest

from moderation.features.english import looks_english
from moderation.features.quotes import without_quotes

ARTICLE = "mill road will be closed to private cars from june. shops say they will lose trade."


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> Mill Road will be closed\nAbout time.", "About time."),
        ('"Shops say they will lose trade." Nonsense.', "Nonsense."),
        ("“Mill Road will be closed to private cars” at last", "at last"),
        ("Mill Road will be closed to private cars from June.", ""),
        ('The "great idea of the century" again', 'The "great idea of the century" again'),
        ("Lose trade", "Lose trade"),
    ],
    ids=["line", "straight marks", "curly marks", "copied whole", "not in the article", "too short to be a copy"],
)
def test_only_the_writers_own_words_are_left(text, own):
    assert without_quotes(text, ARTICLE).strip() == own


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("the road should stay open for the buses", True),
        ("lol", True),
        ("na so we dey see am for this our country sef", True),
        ("creo que la calle debe quedarse como esta ahora", False),
        ("die strasse sollte fur autos gesperrt bleiben meiner meinung nach", False),
        ("дорога должна быть закрыта", False),
        ("道路 は 閉鎖", False),
        ("42 42 42", True),
    ],
)
def test_another_language_is_noticed(text, english):
    assert looks_english(text.split()) is english
