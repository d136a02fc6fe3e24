"""MinHash signatures (Broder 1997): near-duplicate texts have signatures that agree in most places.

The share of equal places estimates the Jaccard similarity of the texts' character 5-grams. Signatures are cut into
bands (locality-sensitive hashing): texts that are 70 % alike share at least one band in 99 % of the cases, texts
that are 30 % alike in 12 %, so that only a few need comparing.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.features.normalise import normalise

PLACES: Final = 64
BANDS: Final = 16
SHINGLE: Final = 5
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)
_SEED: Final = 20261123  # fixed for ever: stored signatures are compared with new ones

_random = np.random.Generator(np.random.PCG64(_SEED))
_FACTORS: Final = _random.integers(1, 1 << 63, size=(PLACES, 1), dtype=np.uint64) | np.uint64(1)
_OFFSETS: Final = _random.integers(0, 1 << 63, size=(PLACES, 1), dtype=np.uint64)


def signature(text: str) -> bytes | None:
    """Return the signature of `text`, 4 * `PLACES` bytes; None where nothing is left after folding."""
    folded = normalise(text)
    if not folded:
        return None
    hashes = _shingles(folded)
    mixed = (_FACTORS * hashes + _OFFSETS) >> np.uint64(32)
    lowest: NDArray[np.uint32] = mixed.min(axis=1).astype("<u4")
    return lowest.tobytes()


def similarity(first: bytes, second: bytes) -> float:
    """Estimate how alike two texts are, 0..1, from their signatures."""
    return float((np.frombuffer(first, "<u4") == np.frombuffer(second, "<u4")).mean())


def band_keys(signed: bytes, scope: str) -> list[int]:
    """Return the key of each band as a signed 64-bit number; `scope` (a site) keeps its keys apart."""
    rows = np.frombuffer(signed, "<u4").reshape(BANDS, -1).astype(np.uint64)
    start = _fold(np.frombuffer(scope.encode(), np.uint8).astype(np.uint64))
    value = np.arange(BANDS, dtype=np.uint64) * _PRIME + start
    for column in rows.T:
        value = (value ^ column) * _PRIME
        value ^= value >> np.uint64(29)
    return [int(v) for v in value.astype(np.int64)]


def _shingles(folded: str) -> NDArray[np.uint64]:
    codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    if len(codes) <= SHINGLE:
        return np.array([_fold(codes)], dtype=np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(codes, SHINGLE)
    value = np.zeros(len(windows), dtype=np.uint64)
    for column in windows.T:
        value = (value ^ column) * _PRIME
        value ^= value >> np.uint64(29)
    return value


def _fold(codes: NDArray[np.uint64]) -> np.uint64:
    """Hash a sequence of numbers to one."""
    value = 0
    for code in codes.tolist():
        value = ((value ^ code) * int(_PRIME)) & 0xFFFFFFFFFFFFFFFF
        value ^= value >> 29
    return np.uint64(value)
