"""Fold text for counting: case, accents, look-alike letters, invisible characters, runs and blanks.

Folding goes code point by code point through one table (`fold.npz`, made by `build_table` from the
Unicode database), so that a compiled scorer can do the same in one pass and no Python version
changes the answer of a trained model.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

TABLE_PATH: Final = Path(__file__).with_name("fold.npz")

#: Where the ideographs of plane 3 end: code points from here on are invisible or private, and vanish.
TABLE_SIZE: Final = 0x32400

#: A run of the same character is cut to this many ("soooo" and "sooo" to "soo"); digits are left alone.
LONGEST_RUN: Final = 2

#: Letters of other scripts that are drawn like Latin ones. Folding them costs Cyrillic and Greek text
#: its letters, which a model of English comments does not read anyway.
LOOK_ALIKES: Final = str.maketrans(
    "аАвВеЕзЗкКмМнНоОрРсСтТуУхХіІјЈѕЅԁɡɩıւոսԛԝһӏαΑβΒεΕιΙκΚνΝοΟρΡτΤυΥχΧμΜηΗζΖ",
    "aabbee33kkmmhhooppccttyyxxiijjssdgiiunuqwhlaabbeeiikkvnooppttuyxxumnhzz",
)


class FoldTable(NamedTuple):
    """The folding of every code point below `TABLE_SIZE`.

    `single[c]` is the code point that c folds to, 0 where it vanishes, or -k where it folds to the
    `expansions[starts[k]:starts[k + 1]]`. `is_word[c]` says whether a folded c belongs to a word.
    """

    single: NDArray[np.int32]
    starts: NDArray[np.int32]
    expansions: NDArray[np.int32]
    is_word: NDArray[np.bool_]


def fold_character(character: str) -> str:
    r"""Fold one code point: decompose, drop marks, drop invisible ones, look-alikes to Latin, casefold.

    >>> fold_character("É"), fold_character("ﬁ"), fold_character("\u200b"), fold_character("а")
    ('e', 'fi', '', 'a')
    """
    if character.isspace() or unicodedata.category(character) == "Cc":
        return " "
    if "가" <= character <= "힣":  # Hangul syllables would fall apart into letters
        return character
    decomposed = unicodedata.normalize("NFKD", character).translate(LOOK_ALIKES).casefold()
    folded = unicodedata.normalize("NFKD", decomposed).translate(LOOK_ALIKES)
    return "".join(
        " " if c.isspace() else c for c in folded if unicodedata.category(c) not in {"Mn", "Me", "Cf", "Cs", "Co", "Cn"}
    )


def build_table() -> FoldTable:
    """Compute the table from this Python's Unicode database."""
    single = np.arange(TABLE_SIZE, dtype=np.int32)
    is_word = np.zeros(TABLE_SIZE, dtype=np.bool_)
    starts: list[int] = [0, 0]
    expansions: list[int] = []
    for code in range(TABLE_SIZE):
        folded = fold_character(chr(code))
        is_word[code] = chr(code).isalnum() or chr(code) == "_"
        if len(folded) <= 1:
            single[code] = ord(folded) if folded else 0
        else:
            single[code] = -(len(starts) - 1)
            expansions.extend(map(ord, folded))
            starts.append(len(expansions))
    return FoldTable(single, np.array(starts, dtype=np.int32), np.array(expansions, dtype=np.int32), is_word)


def save_table(path: Path = TABLE_PATH) -> None:
    """Write the table, as changes to the identity, for the package."""
    table = build_table()
    changed = np.flatnonzero(table.single != np.arange(TABLE_SIZE)).astype(np.int32)
    np.savez_compressed(
        path,
        changed=changed,
        folded=table.single[changed],
        starts=table.starts,
        expansions=table.expansions,
        is_word=np.packbits(table.is_word),
    )


@cache
def load_table() -> FoldTable:
    """Return the package's table, read once."""
    with np.load(TABLE_PATH) as file:
        single = np.arange(TABLE_SIZE, dtype=np.int32)
        single[file["changed"]] = file["folded"]
        return FoldTable(
            single,
            file["starts"],
            file["expansions"],
            np.unpackbits(file["is_word"])[:TABLE_SIZE].astype(np.bool_),
        )


_ASCII_BLANKS: Final = str.maketrans({c: " " for c in range(128) if chr(c).isspace() or c < 32 or c == 127})
_BLANK_RUN: Final = re.compile(r" {2,}")
_LONG_RUN: Final = re.compile(rf"([^0-9])\1{{{LONGEST_RUN},}}")


@cache
def _folded(code: int) -> str:
    """Look up the folding of one code point in the table."""
    if code >= TABLE_SIZE:
        return ""
    table = load_table()
    folded = int(table.single[code])
    if folded < 0:
        return "".join(map(chr, table.expansions[table.starts[-folded] : table.starts[-folded + 1]].tolist()))
    return chr(folded) if folded else ""


def normalise(text: str) -> str:
    r"""Fold `text` for counting n-grams.

    >>> normalise("  Ｓｏｏｏｏ\u200b  STÜPID!!!! ")
    'soo stupid!!'
    """
    folded = text.translate(_ASCII_BLANKS).lower() if text.isascii() else "".join([_folded(ord(c)) for c in text])
    return _LONG_RUN.sub(r"\1" * LONGEST_RUN, _BLANK_RUN.sub(" ", folded)).strip(" ")


def normalise_with_offsets(text: str) -> tuple[str, NDArray[np.int32]]:
    """Fold `text` and say for each folded character which character of `text` it came from.

    Returns the same string as `normalise` and an array of its length.
    """
    folded: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        for c in _folded(ord(character)):
            if c == " " and (not folded or folded[-1] == " "):
                continue
            if folded[-LONGEST_RUN:] == [c] * LONGEST_RUN and c not in "0123456789":
                continue
            folded.append(c)
            origins.append(index)
    if folded and folded[-1] == " ":
        folded.pop()
        origins.pop()
    return "".join(folded), np.array(origins, dtype=np.int32)
