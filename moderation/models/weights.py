"""Weights on disk: float32, float16, or int8 with a scale an n-gram and a scale a head; float32 once they are loaded.

A quantised weight is off by at most its step: 2^-11 of its size for float16; for int8 half of its n-gram's scale, the
largest weight of the row / 127, with each head's weights divided by their spread first. Bundles from before have no
scale a head and are read as they are. The n-grams of a text have norm 1 in each of the two blocks, so that by Cauchy
and Schwarz the log-odds are off by at most sqrt(2) times the Euclidean norm of its n-grams' errors, and a probability
by a quarter of that; `probability_bound` computes it for a text.
"""

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from moderation.models.bundle import Array

WeightType = Literal["float32", "float16", "int8"]

WEIGHTS: Final = "civility_weights"
SCALES: Final = "civility_scales"
HEAD_SCALES: Final = "civility_head_scales"


def encode_weights(weights: NDArray[np.float32], kind: WeightType) -> dict[str, Array]:
    """Return the arrays of the bundle that hold `weights` (n-grams, heads).

    >>> decode_weights(encode_weights(np.array([[1.0, -0.5]], dtype=np.float32), "int8")).round(2).tolist()
    [[1.0, -0.5]]
    """
    if kind != "int8":
        return {WEIGHTS: weights.astype(kind)}
    heads = _spreads(weights)
    even = weights / heads
    scales = np.abs(even).max(axis=1, initial=0.0).astype(np.float32) / 127
    steps = np.rint(even / np.where(scales > 0, scales, 1)[:, None]).astype(np.int8)
    return {WEIGHTS: steps, SCALES: scales, HEAD_SCALES: heads}


def _spreads(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return each head's root mean square weight, 1 for a head of zeros: a loud head must not coarsen a quiet one."""
    spreads = np.sqrt(np.square(weights, dtype=np.float64).mean(axis=0)).astype(np.float32)
    return np.where(spreads > 0, spreads, np.float32(1))


def decode_weights(arrays: Mapping[str, Array]) -> NDArray[np.float32]:
    """Return the weights of a bundle as float32, shape (n-grams, heads)."""
    weights = np.asarray(arrays[WEIGHTS], dtype=np.float32)
    if SCALES in arrays:
        weights = weights * arrays[SCALES][:, None]
    return weights * arrays[HEAD_SCALES] if HEAD_SCALES in arrays else weights


def error_bound(exact: NDArray[np.float32], kind: WeightType) -> NDArray[np.float64]:
    """Return for each weight how far the encoded one may be off, shape of `exact`."""
    size = np.abs(exact).astype(np.float64)
    if kind == "int8":
        heads = _spreads(exact).astype(np.float64)
        step = (size / heads).max(axis=1, keepdims=True, initial=0.0) / 127 * heads
        return np.asarray(step * (0.5 + 1e-4))
    # half of the last place of a normal number, and of the smallest one below
    return size * 2.0**-11 + 2.0**-25 if kind == "float16" else np.zeros(exact.shape)


def probability_bound(weight_errors: NDArray[np.float64], known_rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how far a text's probabilities may be off, shape (heads,); `known_rows` are its n-grams."""
    return np.asarray(np.sqrt(2 * np.square(weight_errors[known_rows]).sum(axis=0)) / 4)
