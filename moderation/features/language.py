"""Which language a text is in, said only when it is certain.

py3langid (naive Bayes over byte n-grams; Lui and Baldwin 2012, "langid.py") among the languages that comments on news
sites come in. Short text, emoji, names and mixtures are doubt, and in doubt a text is taken to be in a served language:
a comment must not escape scoring because it is short.
"""

import unicodedata
from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

import regex
from py3langid.langid import MODEL_FILE, LanguageIdentifier

#: Told apart: the large languages of the web, among them all that Perspective served.
KNOWN: Final = tuple(
    "ar bg bn cs da de el en es fa fi fr he hi hu id it ja ko nl no pl pt ro ru sv th tr uk ur vi zh".split()
)
_WITHOUT_LATIN: Final = frozenset("ar bg bn el fa he hi ja ko ru th uk ur zh".split())
#: From this probability on another language is certain: no English comment of data/ reaches it at any length.
CERTAIN_FROM: Final = 0.8
#: Letters that certainty takes in an alphabet; scripts of syllables and ideographs say as much in fewer.
FEWEST_LETTERS: Final = 20
FEWEST_DENSE: Final = 4

_MENTIONS: Final = regex.compile(r"https?://\S++|www\.\S++|[@#]\w++")
_LETTERS: Final = regex.compile(r"\p{L}")
_LATIN: Final = regex.compile(r"\p{Latin}")
_DENSE: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_READ_SCRIPTS: Final = regex.compile(
    r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Hebrew}\p{Devanagari}\p{Bengali}\p{Thai}\p{Han}\p{Hiragana}"
    r"\p{Katakana}\p{Hangul}]"
)
#: Between this share of Latin letters and its complement scripts are mixed: look-alike letters, which hide English.
_FEW_LATIN: Final = 0.1
#: No longer text is read: a language shows in its first lines.
_READ: Final = 1000


class Detection(NamedTuple):
    """The languages of a text, the likeliest first, and whether that is certain.

    `languages` is empty where a text is certainly in none that can be told apart.
    """

    languages: tuple[str, ...]
    certain: bool


class LanguageDetector:
    """Finds texts that are certainly in none of the served languages. Thread-safe: it keeps no state."""

    def __init__(self, served: Sequence[str]) -> None:
        """Serve these ISO 639-1 codes; the first is what a doubtful text is taken to be in."""
        self.served = tuple(dict.fromkeys(base_language(code) for code in served))
        self._latin_only = not _WITHOUT_LATIN.intersection(self.served) and set(self.served) <= set(KNOWN)

    def detect(self, text: str) -> Detection:
        """Return the language where it is certain, the first served one in doubt."""
        text = _MENTIONS.sub(" ", unicodedata.normalize("NFKC", text[:_READ]))
        letters = len(_LETTERS.findall(text))
        dense = len(_DENSE.findall(text))
        if letters < FEWEST_LETTERS and dense < FEWEST_DENSE:
            return self._doubt()
        latin = len(_LATIN.findall(text)) / letters
        if _FEW_LATIN < latin < 1 - _FEW_LATIN:
            return self._doubt()
        if self._latin_only and len(_READ_SCRIPTS.findall(text)) * 10 < letters:
            return Detection((), certain=True)
        language, probability = self._identifier.classify(text)
        fits = (latin <= _FEW_LATIN) == (language in _WITHOUT_LATIN)
        # Russian or Bulgarian may be doubtful; that neither is English is not
        certain = probability >= CERTAIN_FROM or (self._latin_only and latin <= _FEW_LATIN)
        return Detection((language,), certain=True) if fits and certain else self._doubt()

    @cached_property
    def _identifier(self) -> LanguageIdentifier:
        """The classifier, read at its first use: it takes half a second and 80 MB, and /v1/score does without it."""
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        identifier.set_languages(sorted({*KNOWN, *self.served} & set(identifier.labels)))
        return identifier

    def _doubt(self) -> Detection:
        return Detection(self.served[:1], certain=False)


def base_language(code: str) -> str:
    """Return the language of a BCP-47 tag.

    >>> base_language("en-GB"), base_language("pt_BR"), base_language("EN")
    ('en', 'pt', 'en')
    """
    return code.replace("_", "-").partition("-")[0].strip().lower()
