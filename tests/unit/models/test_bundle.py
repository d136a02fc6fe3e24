"""A bundle that was altered, cut short or is of another kind is refused, with the file's name."""

import json
import shutil

import numpy as np
import pytest

from moderation.errors import BundleError
from moderation.models import bundle as bundles
from moderation.models.model import Model


@pytest.fixture
def folder(model_folder, tmp_path):
    return shutil.copytree(model_folder, tmp_path / "bundle")


def test_an_intact_bundle_loads(folder):
    assert Model.load(folder).version


def test_a_missing_folder_says_how_to_train(tmp_path):
    with pytest.raises(BundleError, match=r"train\.py"):
        bundles.load(tmp_path / "nowhere")


def test_a_flipped_byte_is_found(folder):
    path = folder / "civility_weights.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(BundleError, match=r"civility_weights\.npy was changed"):
        bundles.load(folder)


def test_a_missing_array_is_named(folder):
    (folder / "stance_idf.npy").unlink()
    with pytest.raises(BundleError, match=r"stance_idf\.npy"):
        bundles.load(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1, "files": 3}', "not json"])
def test_a_broken_manifest_is_refused(folder, content):
    (folder / bundles.MANIFEST).write_text(content)
    with pytest.raises(BundleError, match="manifest"):
        bundles.load(folder)


def test_another_format_is_refused(folder):
    manifest = json.loads((folder / bundles.MANIFEST).read_text())
    (folder / bundles.MANIFEST).write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(BundleError, match="format 99"):
        bundles.load(folder)


def test_a_path_out_of_the_folder_is_refused(folder):
    manifest = json.loads((folder / bundles.MANIFEST).read_text())
    manifest["files"]["../secret.npy"] = {"sha256": "", "dtype": "", "shape": []}
    (folder / bundles.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(BundleError, match=r"secret\.npy"):
        bundles.load(folder)


def test_an_array_of_objects_is_never_unpickled(tmp_path):
    np.save(tmp_path / "evil.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    manifest = {
        "format": bundles.FORMAT,
        "version": "x",
        "files": {"evil.npy": {"sha256": bundles.file_digest(tmp_path / "evil.npy"), "dtype": "|O", "shape": [1]}},
    }
    (tmp_path / bundles.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises((BundleError, ValueError), match=r"[Oo]bject|pickle"):
        bundles.load(tmp_path)
