"""The compiled scorer: fold, hash, look up and weigh a text in one go, for all heads at once.

Three functions in C's calling convention, written in the part of Python that numba compiles. They take a table of
addresses (`moderation.models.table.Field`), allocate nothing and keep nothing, so that the machine code can be
loaded without numba (`moderation.models.native`). `civility.py` defines the same arithmetic in NumPy.

python -m moderation.models.kernel FOLDER KEY  compiles them into FOLDER
"""

import os
import sys
from math import sqrt
from pathlib import Path
from typing import Any, Final

import numpy as np
from numba import cfunc, types

from moderation.models.kernel_text import (
    BLANK,
    as_f32,
    as_f64,
    as_i32,
    as_u32,
    as_u64,
    compiled,
    fold,
    hash_characters,
    hash_words,
    prefetch,
)
from moderation.models.native import ENTRIES, object_path
from moderation.models.table import ROW, Field

_IDF: Final = ROW - 1

# fields as plain integers: numba takes module constants, not enumerations
_SLOTS, _MASK, _ROW_BITS, _ROWS = (int(f) for f in (Field.SLOTS, Field.MASK, Field.ROW_BITS, Field.ROWS))
_INTERCEPTS, _HEADS, _COUNTS, _TF = (int(f) for f in (Field.INTERCEPTS, Field.HEADS, Field.COUNTS, Field.TF))
_FOLDED, _ORIGINS, _HASHES, _SPANS = (int(f) for f in (Field.FOLDED, Field.ORIGINS, Field.HASHES, Field.SPANS))
_TOUCHED, _STEPS, _SUMS = int(Field.TOUCHED), int(Field.STEPS), int(Field.SUMS)


@compiled
def _find(slots: Any, mask: Any, row_bits: Any, value: Any) -> Any:
    """Return the row of a fingerprint, or -1, and how many slots were looked at."""
    at = value & mask
    looks = 1
    while slots[at]:
        difference = slots[at] ^ value
        if difference >> row_bits == np.uint64(0):
            return np.int64(slots[at] & ((np.uint64(1) << row_bits) - np.uint64(1))) - 1, looks
        at = (at + np.uint64(1)) & mask
        looks += 1
    return -1, looks


@compiled
def _count(state: Any, first: int, last: int) -> Any:
    """Count the known n-grams among `first` to `last`; returns how many different ones, and slots looked at.

    Each hash is overwritten with its row + 1, or 0.
    """
    slots, hashes = as_u64(state[_SLOTS]), as_u64(state[_HASHES])
    counts, touched = as_u32(state[_COUNTS]), as_i32(state[_TOUCHED])
    mask, row_bits, rows = np.uint64(state[_MASK]), np.uint64(state[_ROW_BITS]), as_f32(state[_ROWS])
    different, work = 0, 0
    for p in range(first, last):
        row, looks = _find(slots, mask, row_bits, hashes[p])
        work += looks
        hashes[p] = np.uint64(row + 1)
        if row >= 0:
            touched[different] = row
            prefetch(rows, row * ROW)
            different += counts[row] == 0
            counts[row] += 1
    return different, work


@compiled
def _weigh(state: Any, different: int) -> None:
    """Add the weighted rows of one block, scaled to norm 1, to the logits, and forget the counts."""
    rows, tf, counts = as_f32(state[_ROWS]), as_f64(state[_TF]), as_u32(state[_COUNTS])
    touched, sums, values = as_i32(state[_TOUCHED]), as_f64(state[_SUMS]), as_f64(state[_STEPS])
    squares = 0.0
    for q in range(different):
        row = np.int64(touched[q])
        value = tf[counts[row]] * rows[row * ROW + _IDF]
        counts[row] = 0
        values[q] = value
        squares += value * value
    if squares == 0.0:
        return
    scale = 1.0 / sqrt(squares)
    # four heads at a time, in registers: sums in memory would wait for their own last store
    for head in range(0, state[_HEADS], 4):
        a, b, c, d = 0.0, 0.0, 0.0, 0.0
        for q in range(different):
            at = np.int64(touched[q]) * ROW + head
            a += values[q] * rows[at]
            b += values[q] * rows[at + 1]
            c += values[q] * rows[at + 2]
            d += values[q] * rows[at + 3]
        sums[head] += a * scale
        sums[head + 1] += b * scale
        sums[head + 2] += c * scale
        sums[head + 3] += d * scale


@compiled
def _norm(state: Any, different: int) -> float:
    """Return the norm of one block, whose counts are kept."""
    rows, tf, counts, touched = (
        as_f32(state[_ROWS]),
        as_f64(state[_TF]),
        as_u32(state[_COUNTS]),
        as_i32(state[_TOUCHED]),
    )
    squares = 0.0
    for q in range(different):
        row = np.int64(touched[q])
        value = tf[counts[row]] * rows[row * ROW + _IDF]
        squares += value * value
    return sqrt(squares)


@compiled
def _share_out(state: Any, head: int, ink: int, first: int, last: int) -> int:
    """Spread what each n-gram of one block adds over its characters, as steps; returns the slots looked at."""
    steps, hashes, spans = as_f64(state[_STEPS]), as_u64(state[_HASHES]), as_i32(state[_SPANS])
    rows, tf, counts, touched = (
        as_f32(state[_ROWS]),
        as_f64(state[_TF]),
        as_u32(state[_COUNTS]),
        as_i32(state[_TOUCHED]),
    )
    different, work = _count(state, first, last)
    norm = _norm(state, different)
    for p in range(first, last):
        row = np.int64(hashes[p]) - 1
        if row >= 0:
            start, stop = np.int64(spans[2 * p]), np.int64(spans[2 * p + 1])
            inked = max(steps[ink + stop] - steps[ink + start], 1.0)
            value = tf[counts[row]] * rows[row * ROW + _IDF] * rows[row * ROW + head]
            share = value / (norm * counts[row] * inked)
            steps[start] += share
            steps[stop] -= share
    for q in range(different):
        counts[touched[q]] = 0
    return work


@compiled
def _exp(x: float) -> Any:
    """Return e^x within 1e-14 of its size, for |x| up to 60 (beyond, of 60).

    Written out (Cody and Waite's reduction, then Taylor) because a call to libm would have to be linked.
    """
    x = min(max(x, -60.0), 60.0)
    power = float(np.int64(x * 1.4426950408889634 + (0.5 if x > 0.0 else -0.5)))
    x = (x - power * 0.693145751953125) - power * 1.4286068203094173e-06
    total = 1.0
    for n in range(13, 0, -1):
        total = 1.0 + total * x / n
    return total * np.int64((np.int64(power) + 1023) << 52).view(np.float64)


_SIGNATURE: Final = types.int64(
    types.CPointer(types.int64), types.int64, types.int64, types.CPointer(types.int64), types.int64, types.int64
)


def score(state: Any, codes: int, width: int, sizes: Any, texts: int, out: int) -> int:
    """Write the probabilities (texts, heads) of consecutive texts; returns the slots looked at."""
    sums, intercepts, result = as_f64(state[_SUMS]), as_f64(state[_INTERCEPTS]), as_f64(out)
    heads, work = state[_HEADS], 0
    for t in range(texts):
        length = fold(state, codes, width, sizes[t])
        words = hash_words(state, length)
        last = hash_characters(state, length, words)
        for h in range(ROW):
            sums[h] = intercepts[h]
        different, looks = _count(state, 0, words)
        _weigh(state, different)
        work += looks
        different, looks = _count(state, words, last)
        _weigh(state, different)
        work += looks
        for h in range(heads):
            result[t * heads + h] = 1.0 / (1.0 + _exp(-sums[h]))
        codes += width * sizes[t]
    return work


def probe(state: Any, codes: int, width: int, sizes: Any, texts: int, out: int) -> int:
    """Hash and look up every n-gram and nothing else: the floor that benchmarks compare with."""
    slots, hashes, result = as_u64(state[_SLOTS]), as_u64(state[_HASHES]), as_f64(out)
    mask, row_bits = np.uint64(state[_MASK]), np.uint64(state[_ROW_BITS])
    work = 0
    for t in range(texts):
        length = fold(state, codes, width, sizes[t])
        last = hash_characters(state, length, hash_words(state, length))
        known = 0
        for p in range(last):
            row, looks = _find(slots, mask, row_bits, hashes[p])
            known += row >= 0
            work += looks
        result[t] = known
        codes += width * sizes[t]
    return work


def contribute(state: Any, codes: int, width: int, sizes: Any, head: int, out: int) -> int:
    """Add to `out` (one number a code point) what each character adds to the log-odds of `head`."""
    steps, folded, origins, result = as_f64(state[_STEPS]), as_u32(state[_FOLDED]), as_i32(state[_ORIGINS]), as_f64(out)
    length = fold(state, codes, width, sizes[0])
    words = hash_words(state, length)
    last = hash_characters(state, length, words)
    # steps[0:length + 1] become differences of the result, steps[length + 1:] count the inked characters before each
    ink = length + 1
    steps[ink] = 0.0
    for j in range(length + 1):
        steps[j] = 0.0
        if j < length:
            steps[ink + j + 1] = steps[ink + j] + (folded[j] != BLANK)
    work = _share_out(state, head, ink, 0, words) + _share_out(state, head, ink, words, last)
    running = 0.0
    for j in range(length):
        running += steps[j]
        if folded[j] != BLANK:
            result[origins[j]] += running
    return work


def compile_into(folder: Path, key: str) -> None:
    """Write the machine code of every entry; a file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ENTRIES:
        function = cfunc(_SIGNATURE, error_model="numpy")(globals()[name])
        symbol = function._wrapper_name.encode()  # noqa: SLF001  # numba has no public way to its object code
        code = function._library._get_compiled_object()  # noqa: SLF001  # the same
        path = object_path(folder, name, key)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(len(symbol).to_bytes(4, "little") + symbol + code)
        partial.replace(path)


if __name__ == "__main__":
    compile_into(Path(sys.argv[1]), sys.argv[2])
