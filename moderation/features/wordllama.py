"""The static vectors of the package wordllama (MIT, extra `semantic`): 32,000 tokens, 256 dimensions, read with NumPy.

Its two files are read from its folder; the package itself is not imported: that would configure logging for the whole
process, and loads an HTTP client that nothing here needs. Nothing is ever downloaded.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moderation.features.word_vectors import Tokens

#: The weights that bundles are fitted with; a bundle names them, and other weights are not taken for these.
NAME: Final = "l2_supercat_256"
_WEIGHTS: Final = f"weights/{NAME}.safetensors"
_TOKENIZER: Final = "tokenizers/l2_supercat_tokenizer_config.json"
_TENSOR: Final = "embedding.weight"


class Wordllama:
    """The table of wordllama."""

    def __init__(self, tokenizer: Any, vectors: NDArray[Any]) -> None:
        self._tokenizer = tokenizer
        self.vectors = vectors

    def read(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of each text; several texts are read in one call."""
        if len(texts) == 1:  # one text needs none of the threads that a batch starts
            encoded = [self._tokenizer.encode(_valid(texts[0]), add_special_tokens=False)]
        else:
            encoded = self._tokenizer.encode_batch([_valid(t) for t in texts], add_special_tokens=False)
        tokens = (np.array(one.ids, dtype=np.int64) for one in encoded)
        # the tokenizer knows a few tokens that were added later and have no vector
        return [known[known < len(self.vectors)] for known in tokens]

    def __reduce__(self) -> tuple[Callable[[], "Wordllama | None"], tuple[()]]:
        """Pickle as a name: the weights are in the package."""
        return load, ()


def _valid(text: str) -> str:
    # half of a surrogate pair cannot be given to the tokenizer
    return text.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=1)
def load() -> Wordllama | None:
    """Return the table, read once a process; None where wordllama is not installed, or has other weights."""
    folder = _folder()
    if folder is None or not (folder / _WEIGHTS).is_file() or not (folder / _TOKENIZER).is_file():
        return None
    try:
        # imported here: only where the extra is installed
        from safetensors.numpy import load_file  # noqa: PLC0415
        from tokenizers import Tokenizer  # noqa: PLC0415
    except ImportError:
        return None
    tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Wordllama(tokenizer, load_file(folder / _WEIGHTS)[_TENSOR])


def _folder() -> Path | None:
    spec = find_spec("wordllama")
    return Path(spec.origin).parent if spec is not None and spec.origin else None
