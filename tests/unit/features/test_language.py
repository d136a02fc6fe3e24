"""Languages: said only where they are certain, so that no comment escapes by being short or odd."""

import pytest

from moderation.features.language import LanguageDetector

CERTAIN = {
    "German": ("Das ist doch völliger Unsinn, was Sie da schreiben.", "de"),
    "French": ("Je ne suis pas du tout d'accord avec vous, monsieur.", "fr"),
    "Spanish": ("Siempre pagamos los mismos y nadie hace nada.", "es"),
    "Polish": ("Nie zgadzam się z tą decyzją, to jest bzdura.", "pl"),
    "Russian": ("Это полная ерунда, спасибо за объяснение", "ru"),
    "Japanese in few characters": ("これは本当にひどい", "ja"),
    "Korean": ("이건 정말 말도 안 된다고 생각합니다", "ko"),
}
DOUBTFUL = {
    "nothing": "",
    "a blank": "  ",
    "an emoji": "👍👍👍",
    "two words": "You idiot",
    "two German words": "Du Idiot",
    "a name": "Sachin Tendulkar",
    "an address": "https://beispiel.de/das-ist-ein-artikel-ueber-etwas",
    "mentions": "@das_ist_ein_name @noch_ein_anderer_name",
    "Cyrillic look-alikes": "уоu аrе аn іdіоt аnd а mоrоn аnd а fооl",
    "leetspeak": "y0u 4r3 4n 1d10t 4nd 4 m0r0n, g0 h0m3",
    "laughter": "hahahahahahahahahahahaha",
    "digits": "0123456789 0123456789 0123456789",
}


@pytest.fixture(scope="module")
def detector():
    return LanguageDetector(["en"])


@pytest.mark.parametrize(("text", "language"), CERTAIN.values(), ids=CERTAIN.keys())
def test_a_plain_sentence_in_another_language_is_certain(detector, text, language):
    assert detector.detect(text) == ((language,), True)


@pytest.mark.parametrize("text", DOUBTFUL.values(), ids=DOUBTFUL.keys())
def test_in_doubt_a_text_is_taken_for_the_first_served_language(detector, text):
    assert detector.detect(text) == (("en",), False)


@pytest.mark.parametrize("text", ["𝔜𝔬𝔲 𝔞𝔯𝔢 𝔞𝔫 𝔦𝔡𝔦𝔬𝔱 𝔞𝔫𝔡 𝔞 𝔪𝔬𝔯𝔬𝔫", "Ⓨⓞⓤ ⓐⓡⓔ ⓐⓝ ⓘⓓⓘⓞⓣ ⓐⓝⓓ ⓐ ⓕⓞⓞⓛ"])
def test_letters_in_costume_are_read_as_what_they_are(detector, text):
    assert detector.detect(text).languages == ("en",)


def test_a_script_of_no_known_language_is_certainly_none(detector):
    assert detector.detect("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᏂᏬᏂᏍᎬ ᏣᎳᎩ ᎠᏰᎵ") == ((), True)


@pytest.mark.parametrize(("letters", "certain"), [(19, False), (20, True)])
def test_certainty_takes_twenty_letters(detector, letters, certain):
    text = "Das ist doch völliger Unsinn"
    while sum(character.isalpha() for character in text) > letters:
        text = text[:-1]
    assert detector.detect(text).certain == certain


def test_comments_of_this_project_are_never_taken_for_another_language(detector, dataset):
    texts = [text[:length] for text in dataset.comments["text"][::5] for length in (30, 60, 1000)]
    assert [text for text in texts if detector.detect(text).languages != ("en",)] == []


def test_another_language_can_be_served():
    detector = LanguageDetector(["de", "en"])
    assert detector.served == ("de", "en")
    assert detector.detect("Du Idiot") == (("de",), False)
