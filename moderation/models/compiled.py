"""Civility by the compiled scorer: the same answers as the NumPy of `civility.py`, some 20 times sooner."""

import ctypes
import struct
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.label import Attribute
from moderation.models import native
from moderation.models.bundle import Bundle
from moderation.models.civility import CivilityModel
from moderation.models.table import ROW, State, build_rows, build_slots

#: Texts that one call scores: it holds the interpreter's lock for about 5 ms.
_TEXTS_A_CALL: Final = 256

_size: Final = struct.Struct("=q").pack


def build_civility_model(heads: Sequence[Attribute], bundle: Bundle) -> CivilityModel:
    """Return the compiled scorer, or the one in NumPy where there is no compiler or the model has too many heads."""
    kernel = native.load() if len(heads) < ROW else None
    return CompiledCivility(heads, bundle, kernel) if kernel is not None else CivilityModel(heads, bundle)


class CompiledCivility(CivilityModel):
    """`CivilityModel` with the way of a text from code points to probabilities in machine code.

    Safe to share between threads: a call holds the interpreter's lock, as its scratch memory is shared.
    """

    def __init__(self, heads: Sequence[Attribute], bundle: Bundle, kernel: native.Kernel) -> None:
        super().__init__(heads, bundle)
        self._kernel = kernel
        self._state = State(build_slots(self._fingerprints), build_rows(self._weights, self._idf), self._intercepts)
        self._address = self._state.address
        self._result = ctypes.c_double * len(self.heads)

    def values(self, text: str) -> list[float]:
        """Return the probability of each head for one text."""
        result = self._result()
        codes, width = self._encode(text, len(text))
        self._kernel.score(self._address, codes, width, _size(len(text)), 1, result)
        return result[:]

    def probabilities_of(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the probability of each head for each text, shape (texts, heads)."""
        result = np.empty((len(texts), len(self.heads)))
        out, stride = result.ctypes.data, result.strides[0]
        for first in range(0, len(texts), _TEXTS_A_CALL):
            part = texts[first : first + _TEXTS_A_CALL]
            sizes = list(map(len, part))
            codes, width = self._encode("".join(part), max(sizes))
            packed = struct.pack(f"={len(sizes)}q", *sizes)
            self._kernel.score(self._address, codes, width, packed, len(part), out + first * stride)
        return result

    def contributions(self, text: str, head: Attribute) -> NDArray[np.float64]:
        """Return what each character of `text` adds to the log-odds of `head`, shape (len(text),)."""
        result = np.zeros(len(text))
        codes, width = self._encode(text, len(text))
        column = self.heads.index(head)
        self._kernel.contribute(self._address, codes, width, _size(len(text)), column, result.ctypes.data)
        return result

    def count_work(self, text: str) -> int:
        """Return how many slots of the table are looked at for `text`: its cost, without a clock."""
        codes, width = self._encode(text, len(text))
        known = ctypes.c_double()
        address = ctypes.addressof(known)
        return int(self._kernel.probe(self._address, codes, width, _size(len(text)), 1, address))

    def _encode(self, text: str, longest: int) -> tuple[bytes, int]:
        """Return the code points of `text` as bytes and how many bytes each has; makes room for the longest part."""
        if text.isascii():
            if longest > self._state.capacity:
                self._state.reserve(longest)
            return text.encode("ascii"), 1
        if longest * self._state.expansion > self._state.capacity:
            self._state.reserve(longest * self._state.expansion)
        return text.encode("utf-32-le", "surrogatepass"), 4
