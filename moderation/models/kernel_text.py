"""The first half of the compiled scorer: from code points to the fingerprints of all n-grams.

numba compiles this part of Python. Arrays are bare addresses, taken from the state (`moderation.models.table.Field`).
"""

from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from moderation.features.ngrams import MIX_1, MIX_2, PRIME, Block
from moderation.features.normalise import LONGEST_RUN, TABLE_SIZE
from moderation.models.table import Field

_PRIME: Final = np.uint64(PRIME)
_MIX_1: Final = np.uint64(MIX_1)
_MIX_2: Final = np.uint64(MIX_2)
_SHIFT: Final = np.uint64(33)
_WORD: Final = np.uint64(Block.WORD.basis)
_CHARACTER: Final = np.uint64(Block.CHARACTER.basis)
BLANK: Final = 32

# fields as plain integers: numba takes module constants, not enumerations
_SINGLE, _STARTS, _EXPANSIONS, _IS_WORD = (
    int(f) for f in (Field.SINGLE, Field.STARTS, Field.EXPANSIONS, Field.IS_WORD)
)
_FOLDED, _ORIGINS, _HASHES, _SPANS = (int(f) for f in (Field.FOLDED, Field.ORIGINS, Field.HASHES, Field.SPANS))


def pointer(kind: Any) -> Any:
    """Return an intrinsic that reads an address as a pointer to `kind`."""

    @intrinsic
    def cast(_: Any, address: Any) -> Any:
        def generate(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

        return types.CPointer(kind)(types.int64), generate

    return cast


as_u8, as_u32, as_u64 = pointer(types.uint8), pointer(types.uint32), pointer(types.uint64)
as_i32, as_f32, as_f64 = pointer(types.int32), pointer(types.float32), pointer(types.float64)


@intrinsic
def prefetch(_: Any, array: Any, index: Any) -> Any:
    """Ask for the cache line of `array[index]`: by the time it is read it has come, with hundreds of others."""

    def generate(_: Any, builder: ir.IRBuilder, __: Any, arguments: Any) -> Any:
        i8, i32 = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [i8, i32, i32, i32])
        name = "llvm.prefetch.p0"
        function = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        place = builder.bitcast(builder.gep(arguments[0], [arguments[1]]), i8)
        builder.call(function, [place, i32(0), i32(3), i32(1)])  # to read, keep in all levels, data

    return types.void(array, types.int64), generate


#: For each function: in machine code only, where a division by zero gives infinity as in C.
compiled = njit(error_model="numpy", inline="never")


@compiled
def _append(folded: Any, origins: Any, length: int, code: int, origin: int) -> int:
    """Append one folded code point unless it lengthens a run of blanks or of the same character."""
    if code == BLANK:
        if length == 0 or folded[length - 1] == BLANK:
            return length
    elif (
        length >= LONGEST_RUN
        and folded[length - 1] == code
        and folded[length - 2] == code
        and not 48 <= code <= 57  # digits are left alone
    ):
        return length
    folded[length] = code
    origins[length] = origin
    return length + 1


@compiled
def fold(state: Any, codes: int, width: int, size: int) -> int:
    """Fold a text of `size` code points of `width` bytes; returns the folded length."""
    single, starts, expansions = as_i32(state[_SINGLE]), as_i32(state[_STARTS]), as_i32(state[_EXPANSIONS])
    folded, origins = as_u32(state[_FOLDED]), as_i32(state[_ORIGINS])
    narrow, wide = as_u8(codes), as_u32(codes)
    length = 0
    for i in range(size):
        code = np.int64(narrow[i]) if width == 1 else np.int64(wide[i])
        if code >= TABLE_SIZE:
            continue
        into = np.int64(single[code])
        if into > 0:
            length = _append(folded, origins, length, into, i)
        elif into < 0:
            for e in range(starts[-into], starts[-into + 1]):
                length = _append(folded, origins, length, np.int64(expansions[e]), i)
    if length and folded[length - 1] == BLANK:
        length -= 1
    return length


@compiled
def _finish(value: Any) -> Any:
    value ^= value >> _SHIFT
    value *= _MIX_1
    value ^= value >> _SHIFT
    value *= _MIX_2
    return value ^ (value >> _SHIFT)


@compiled
def hash_words(state: Any, length: int) -> int:
    """Write fingerprints and spans of words and pairs of words; returns their number."""
    folded, is_word = as_u32(state[_FOLDED]), as_u8(state[_IS_WORD])
    hashes, spans = as_u64(state[_HASHES]), as_i32(state[_SPANS])
    one, two = _WORD, _WORD
    count, start, before = 0, -1, -1
    for j in range(length + 1):
        code = np.uint64(folded[j]) if j < length else np.uint64(BLANK)
        if is_word[code]:
            if start < 0:
                start = j
            one = (one ^ code) * _PRIME
            two = (two ^ code) * _PRIME
        elif start >= 0:
            hashes[count] = _finish(one)
            spans[2 * count], spans[2 * count + 1] = start, j
            count += 1
            if before >= 0:
                hashes[count] = _finish(two)
                spans[2 * count], spans[2 * count + 1] = before, j
                count += 1
            two = (one ^ np.uint64(BLANK)) * _PRIME
            one, before, start = _WORD, start, -1
    return count


@compiled
def hash_characters(state: Any, length: int, count: int) -> int:
    """Write fingerprints and spans of 2 to 5 characters in a padded token behind `count`; returns the new count."""
    folded = as_u32(state[_FOLDED])
    hashes, spans = as_u64(state[_HASHES]), as_i32(state[_SPANS])
    if length == 0:
        return count
    first = (_CHARACTER ^ np.uint64(BLANK)) * _PRIME
    one, two, three, four = first, first, first, first
    seen = 1  # characters of the padded token so far: its leading blank
    for j in range(length + 1):
        code = np.uint64(folded[j]) if j < length else np.uint64(BLANK)
        end = min(j + 1, length)
        five = (four ^ code) * _PRIME
        four = (three ^ code) * _PRIME
        three = (two ^ code) * _PRIME
        two = (one ^ code) * _PRIME
        one = (_CHARACTER ^ code) * _PRIME
        # written always and counted only where the token is long enough: no branch to predict
        hashes[count] = _finish(two)
        spans[2 * count], spans[2 * count + 1] = max(j - 1, 0), end
        count += 1
        hashes[count] = _finish(three)
        spans[2 * count], spans[2 * count + 1] = max(j - 2, 0), end
        count += seen >= 2
        hashes[count] = _finish(four)
        spans[2 * count], spans[2 * count + 1] = max(j - 3, 0), end
        count += seen >= 3
        hashes[count] = _finish(five)
        spans[2 * count], spans[2 * count + 1] = max(j - 4, 0), end
        count += seen >= 4
        seen = 1 if code == np.uint64(BLANK) else seen + 1
    return count
