r"""The n-grams of folded text, as scikit-learn counts them, and their 64-bit fingerprints.

Two blocks: words (`\w+`, one or two in a row) and characters (`char_wb`: 2 to 5 within a
blank-separated token that is padded with a blank on each side). A fingerprint is a multiplicative hash
over code points in the manner of FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/), finished with the mixer
of MurmurHash3, so that a one-pass scorer can extend it character by character. Of 250,000 known n-grams an
unseen one is taken for a known one with probability 250,000 / 2^64 = 1.4e-14.
"""

from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.features.normalise import load_table

WORD_RANGE: Final = (1, 2)
CHARACTER_RANGE: Final = (2, 5)
TOKEN_PATTERN: Final = r"\w+"  # noqa: S105  # a pattern of words, not a secret

PRIME: Final = 0x100000001B3
BASIS: Final = 0xCBF29CE484222325
MIX_1: Final = 0xFF51AFD7ED558CCD
MIX_2: Final = 0xC4CEB9FE1A85EC53
_MASK: Final = 0xFFFFFFFFFFFFFFFF


class Block(IntEnum):
    """Which of the two TF-IDF blocks an n-gram belongs to; each block has a norm of its own."""

    WORD = 0
    CHARACTER = 1

    @property
    def basis(self) -> int:
        """Where the hash of the block's n-grams starts."""
        return BASIS ^ (self.value * MIX_1)


class NGrams(NamedTuple):
    """All n-grams of one text, in no particular order: fingerprints, blocks and spans in the folded text."""

    fingerprints: NDArray[np.uint64]
    blocks: NDArray[np.uint8]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


def fingerprint(ngram: str, block: Block) -> int:
    """Hash one n-gram: the definition that every faster version is tested against.

    >>> fingerprint("mild", Block.WORD) == fingerprint("mild", Block.CHARACTER)
    False
    """
    value = block.basis
    for character in ngram:
        value = ((value ^ ord(character)) * PRIME) & _MASK
    value ^= value >> 33
    value = (value * MIX_1) & _MASK
    value ^= value >> 33
    value = (value * MIX_2) & _MASK
    return value ^ (value >> 33)


def extract(folded: str) -> NGrams:
    """List the n-grams of `folded` (as `normalise` returns it), n array operations rather than a loop.

    >>> len(extract("a cat").fingerprints) - len(extract("a dog").fingerprints)
    0
    """
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    words, characters = _word_ngrams(codes), _character_ngrams(codes)
    return NGrams(
        np.concatenate((words.fingerprints, characters.fingerprints)),
        np.concatenate((words.blocks, characters.blocks)),
        np.concatenate((words.starts, characters.starts)),
        np.concatenate((words.ends, characters.ends)),
    )


def _finish(value: NDArray[np.uint64]) -> NDArray[np.uint64]:
    value = value ^ (value >> np.uint64(33))
    value = value * np.uint64(MIX_1)
    value = value ^ (value >> np.uint64(33))
    value = value * np.uint64(MIX_2)
    return value ^ (value >> np.uint64(33))


def _hash_spans(
    codes: NDArray[np.uint32], starts: NDArray[np.int32], ends: NDArray[np.int32], block: Block
) -> NDArray[np.uint64]:
    values = np.full(len(starts), block.basis, dtype=np.uint64)
    wide = codes.astype(np.uint64)
    position = starts.copy()
    active = np.flatnonzero(position < ends)
    while len(active):
        values[active] = (values[active] ^ wide[position[active]]) * np.uint64(PRIME)
        position[active] += 1
        active = active[position[active] < ends[active]]
    return _finish(values)


def _runs(member: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return starts and ends of the runs of True."""
    edges = np.diff(np.concatenate(([0], member.view(np.int8), [0])))
    return (
        np.flatnonzero(edges == 1).astype(np.int32),
        np.flatnonzero(edges == -1).astype(np.int32),
    )


def is_word_code(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Say for each folded code point whether it belongs to a word."""
    return load_table().is_word[codes]


def _word_ngrams(
    codes: NDArray[np.uint32],
) -> NGrams:
    is_word = is_word_code(codes)
    starts, ends = _runs(is_word)
    # a bigram is hashed as its two words with one blank between, whatever stands between them in the text
    glued = np.empty(int((ends - starts).sum()) + len(starts), dtype=np.uint32)
    glued_ends = (np.cumsum(ends - starts + 1) - 1).astype(np.int32)
    offsets = glued_ends - (ends - starts)
    is_blank = np.zeros(len(glued), dtype=np.bool_)
    is_blank[glued_ends] = True
    glued[is_blank] = 32
    glued[~is_blank] = codes[is_word]
    span_starts = np.concatenate((offsets, offsets[:-1]))
    span_ends = np.concatenate((glued_ends, glued_ends[1:]))
    return NGrams(
        _hash_spans(glued, span_starts, span_ends, Block.WORD),
        np.full(len(span_starts), Block.WORD, dtype=np.uint8),
        np.concatenate((starts, starts[:-1])),
        np.concatenate((ends, ends[1:])),
    )


def _character_ngrams(
    codes: NDArray[np.uint32],
) -> NGrams:
    starts, ends = _runs(codes != 32)
    # folded text has single blanks between tokens, so padding shares them: " a", "a ", " b", "b "
    padded = np.concatenate(([32], codes, [32])).astype(np.uint32)
    token_end = np.zeros(len(padded), dtype=np.int32)
    first, last = [], []
    for start, end in zip(starts.tolist(), (ends + 2).tolist(), strict=True):
        token_end[start : end - 1] = end
    positions = np.flatnonzero(token_end).astype(np.int32)
    limits = token_end[positions]
    for n in range(CHARACTER_RANGE[0], CHARACTER_RANGE[1] + 1):
        fits = positions + n <= limits
        first.append(positions[fits])
        last.append(positions[fits] + n)
    span_starts, span_ends = np.concatenate(first), np.concatenate(last)
    hashes = _hash_spans(padded, span_starts, span_ends, Block.CHARACTER)
    # back to positions in the text: the padding blanks take no part in it
    return NGrams(
        hashes,
        np.full(len(span_starts), Block.CHARACTER, dtype=np.uint8),
        np.maximum(span_starts - 1, 0),
        np.minimum(span_ends - 1, len(codes)).astype(np.int32),
    )
