"""Starting weights are put together from their packages, and are only read if they are the right ones."""

import hashlib
import io
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from moderation.errors import TrainingError
from moderation.training import starting_weights
from moderation.training.starting_weights import start_folder

WEIGHTS = b"weights" * 100


class Part:
    """A file of an installed package."""

    def __init__(self, path):
        self.name, self._path = path.name, path

    def locate(self):
        return self._path


@pytest.fixture
def parts(tmp_path, monkeypatch):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("all-mpnet-base-v2/model.safetensors", WEIGHTS)
        archive.writestr("all-mpnet-base-v2/config.json", "{}")
    whole, size = content.getvalue(), len(content.getvalue()) // 5 + 1
    for number in range(5):
        path = tmp_path / f"all-mpnet-base-v2.zip.00{number + 1}"
        path.write_bytes(whole[number * size : (number + 1) * size])
    files = lambda package: [Part(Path(tmp_path / f"all-mpnet-base-v2.zip.{package[-3:]}"))]  # noqa: E731
    monkeypatch.setattr(metadata, "files", files)


def test_parts_are_joined_and_gone_afterwards(parts, monkeypatch):
    monkeypatch.setattr(starting_weights, "_MPNET_SHA256", hashlib.sha256(WEIGHTS).hexdigest())
    with start_folder("mpnet") as folder:
        assert (folder / "config.json").read_text(encoding="utf-8") == "{}"
    assert not folder.exists()


def test_other_weights_are_refused(parts):
    with pytest.raises(TrainingError, match="hold other weights"), start_folder("mpnet"):
        pass


@pytest.mark.parametrize(("name", "install"), [("mpnet", "--no-deps all-mpnet"), ("minilm", r"moderation\[semantic\]")])
def test_missing_packages_are_named_with_what_installs_them(monkeypatch, name, install):
    def missing(package):
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "files", missing)
    monkeypatch.setattr(starting_weights, "find_spec", lambda package: None)
    with pytest.raises(TrainingError, match=install), start_folder(name):
        pass
