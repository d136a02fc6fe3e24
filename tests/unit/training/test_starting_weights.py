"""Starting weights are put together from their packages, and are only read if they are the right ones."""

import hashlib
import io
import zipfile
from importlib import metadata

import pytest

from moderation.errors import TrainingError
from moderation.training import starting_weights
from moderation.training.starting_weights import start_folder


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
        archive.writestr("all-mpnet-base-v2/model.safetensors", b"weights" * 100)
        archive.writestr("all-mpnet-base-v2/config.json", "{}")
    whole, size = content.getvalue(), len(content.getvalue()) // 5 + 1
    for number in range(5):
        path = tmp_path / f"all-mpnet-base-v2.zip.00{number + 1}"
        path.write_bytes(whole[number * size : (number + 1) * size])

    def files(package):
        return [Part(tmp_path / f"all-mpnet-base-v2.zip.{package[-3:]}")]

    monkeypatch.setattr(metadata, "files", files)
    return whole


def test_parts_are_joined_and_gone_afterwards(parts, monkeypatch):
    monkeypatch.setattr(starting_weights, "_MPNET_SHA256", hashlib.sha256(parts).hexdigest())
    with start_folder("mpnet") as folder:
        assert (folder / "config.json").read_text(encoding="utf-8") == "{}"
    assert not folder.exists()


def test_anything_else_is_refused_unread(parts):
    with pytest.raises(TrainingError, match="hold something else"), start_folder("mpnet"):
        pass


@pytest.mark.parametrize(("name", "install"), [("mpnet", "--no-deps all-mpnet"), ("minilm", r"moderation\[semantic\]")])
def test_missing_packages_are_named_with_what_installs_them(monkeypatch, name, install):
    def missing(package):
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "files", missing)
    monkeypatch.setattr(starting_weights, "find_spec", lambda package: None)
    with pytest.raises(TrainingError, match=install), start_folder(name):
        pass
