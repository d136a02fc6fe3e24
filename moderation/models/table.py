"""The open-addressing table and the memory that the compiled scorer works on.

A slot holds the upper bits of a fingerprint and its row + 1 in the lower ones; its place is given by the lowest bits.
With 100,000 n-grams 47 bits of the key are kept, so that an unknown n-gram is taken for a known one with
probability under 2^-47 a slot looked at: less than one in 10^11 comments.
"""

from enum import IntEnum, auto
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moderation.errors import BundleError
from moderation.features.normalise import load_table

#: float32 a row: up to 15 heads and, in the last place, the inverse document frequency; one cache line.
ROW: Final = 16

#: Code points that there is room for from the start; room grows with the longest text.
_FIRST_CAPACITY: Final = 4096


class Field(IntEnum):
    """What stands at each place of the state: addresses of arrays, and a few numbers."""

    SINGLE = 0
    STARTS = auto()
    EXPANSIONS = auto()
    IS_WORD = auto()
    SLOTS = auto()
    MASK = auto()
    ROW_BITS = auto()
    ROWS = auto()
    INTERCEPTS = auto()
    HEADS = auto()
    COUNTS = auto()
    TF = auto()
    FOLDED = auto()
    ORIGINS = auto()
    HASHES = auto()
    SPANS = auto()
    TOUCHED = auto()
    STEPS = auto()
    SUMS = auto()


def row_bits(rows: int) -> int:
    """Return how many bits of a slot hold row + 1."""
    return rows.bit_length()


def build_slots(fingerprints: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Place every fingerprint by linear probing, at most half full; all at once, a round for each step of probing.

    Raises `BundleError` where two fingerprints cannot be told apart by the bits that are kept.
    """
    bits = np.uint64(row_bits(len(fingerprints)))
    size = 1 << max(len(fingerprints) * 2 - 1, 1).bit_length()
    slots = np.zeros(size, dtype=np.uint64)
    keys = np.asarray(fingerprints, dtype=np.uint64)
    entries = ((keys >> bits) << bits) | np.arange(1, len(keys) + 1, dtype=np.uint64)
    places = (keys & np.uint64(size - 1)).astype(np.int64)
    while len(entries):
        free = np.flatnonzero(slots[places] == 0)
        winners = free[np.unique(places[free], return_index=True)[1]]
        slots[places[winners]] = entries[winners]
        lost = np.ones(len(entries), dtype=np.bool_)
        lost[winners] = False
        entries, places = entries[lost], places[lost]
        if np.any((slots[places] ^ entries) >> bits == 0):
            raise BundleError("two n-grams of the model have nearly the same fingerprint: train it with another min_df")
        places = (places + 1) & (size - 1)
    return slots


def build_rows(weights: NDArray[np.float32], idf: NDArray[np.float32]) -> NDArray[np.float32]:
    """Put the weights (rows, heads) and idf (rows,) into rows of one cache line."""
    rows = np.zeros((len(idf), ROW), dtype=np.float32)
    rows[:, : weights.shape[1]] = weights
    rows[:, ROW - 1] = idf
    return rows


class State:
    """Owns every array that the compiled code reads or writes, and the table of their addresses."""

    def __init__(self, slots: NDArray[np.uint64], rows: NDArray[np.float32], intercepts: NDArray[np.float64]) -> None:
        self._fields = np.zeros(len(Field), dtype=np.int64)
        self._arrays: dict[Field, NDArray[Any]] = {}
        fold = load_table()
        padded = np.zeros(ROW)
        padded[: len(intercepts)] = intercepts
        for field, array in (
            (Field.SINGLE, fold.single),
            (Field.STARTS, fold.starts),
            (Field.EXPANSIONS, fold.expansions),
            (Field.IS_WORD, fold.is_word),
            (Field.SLOTS, slots),
            (Field.ROWS, rows),
            (Field.INTERCEPTS, padded),
            (Field.COUNTS, np.zeros(len(rows), dtype=np.uint32)),
            (Field.SUMS, np.zeros(ROW)),
        ):
            self._own(field, array)
        self._fields[Field.MASK] = len(slots) - 1
        self._fields[Field.ROW_BITS] = row_bits(len(rows))
        self._fields[Field.HEADS] = len(intercepts)
        #: one code point may fold to so many
        self.expansion = int(np.diff(fold.starts).max(initial=1))
        self.capacity = 0
        self.reserve(_FIRST_CAPACITY)
        self.address = self._fields.ctypes.data

    def reserve(self, size: int) -> None:
        """Make room for a text of `size` folded code points. The caller holds the interpreter's lock."""
        if size <= self.capacity:
            return
        size = max(size, 2 * self.capacity)
        ngrams = 5 * size + 32
        self._own(Field.FOLDED, np.empty(size + 2, dtype=np.uint32))
        self._own(Field.ORIGINS, np.empty(size + 2, dtype=np.int32))
        self._own(Field.HASHES, np.empty(ngrams, dtype=np.uint64))
        self._own(Field.SPANS, np.empty(2 * ngrams, dtype=np.int32))
        self._own(Field.TOUCHED, np.empty(ngrams, dtype=np.int32))
        self._own(Field.STEPS, np.empty(ngrams))
        counts = np.arange(4 * size + 32, dtype=np.float64)
        counts[0] = 1.0
        self._own(Field.TF, 1.0 + np.log(counts))
        self.capacity = size

    def _own(self, field: Field, array: NDArray[Any]) -> None:
        array = np.ascontiguousarray(array)
        self._arrays[field] = array
        self._fields[field] = array.ctypes.data
