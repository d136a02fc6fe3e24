"""A model on disk: one folder of NumPy arrays and a JSON manifest that says what each file must be.

Nothing is unpickled: arrays are read with `allow_pickle=False` and memory-mapped, so that the processes of a server
share them. Every file is checked against its SHA-256 before it is used.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from moderation.errors import BundleError

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The arrays of a model by name, its manifest, and the folder that it was read from."""

    arrays: Mapping[str, Array]
    manifest: Mapping[str, Any]
    folder: Path | None = None

    @property
    def version(self) -> str:
        """The first 12 characters of the hash over all arrays and the specification of the heads."""
        return str(self.manifest["version"])


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def save(folder: Path, arrays: Mapping[str, Array], manifest: Mapping[str, Any]) -> Bundle:
    """Write arrays and manifest into `folder`; the version follows from the content alone."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, dict[str, Any]] = {}
    for name, array in sorted(arrays.items()):
        path = folder / f"{name}.npy"
        np.save(path, np.ascontiguousarray(array), allow_pickle=False)
        files[path.name] = {
            "sha256": file_digest(path),
            "dtype": array.dtype.str,
            "shape": list(array.shape),
        }
    spec = json.dumps([files, manifest.get("heads"), manifest.get("stance"), manifest.get("relevance")])
    version = hashlib.sha256(spec.encode()).hexdigest()[:12]
    complete = {"format": FORMAT, "version": version, **manifest, "files": files}
    (folder / MANIFEST).write_text(json.dumps(complete, indent=2) + "\n", encoding="utf-8")
    return Bundle(dict(arrays), complete)


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise BundleError(f"{folder} holds no model ({MANIFEST} is missing): train one with `python train.py`")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        found = manifest["format"]
        manifest["files"].items()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BundleError(f"{path} is not a manifest: {error!r}; train the model again") from error
    if found != FORMAT:
        raise BundleError(f"{path} has format {found!r}, this version reads {FORMAT}: train the model again")
    return dict(manifest)


def load(folder: str | Path) -> Bundle:
    """Read a bundle and verify every file.

    Raises `BundleError` where the manifest or an array is missing, altered or of another shape.
    """
    folder = Path(folder)
    manifest = _read_manifest(folder)
    arrays: dict[str, Array] = {}
    for name, expected in manifest["files"].items():
        path = folder / name
        if path.parent != folder or not path.is_file():
            raise BundleError(f"{path} is named in the manifest but is not there: copy the whole folder")
        if (digest := file_digest(path)) != expected["sha256"]:
            raise BundleError(
                f"{path} was changed: its SHA-256 is {digest[:12]}…, the manifest says {expected['sha256'][:12]}…"
            )
        array = np.load(path, mmap_mode="r", allow_pickle=False)
        if [array.dtype.str, list(array.shape)] != [expected["dtype"], expected["shape"]]:
            raise BundleError(
                f"{path} is {array.dtype.str}{list(array.shape)}, "
                f"the manifest says {expected['dtype']}{expected['shape']}"
            )
        arrays[path.stem] = array
    return Bundle(arrays, manifest, folder.resolve())
