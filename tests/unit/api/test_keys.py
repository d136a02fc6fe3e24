"""API keys: made once, kept as hashes, gone when revoked."""

import pytest

from moderation.api.keys import KeyRing, Scope, add_key, read_keys, revoke_key
from moderation.errors import KeyFileError


@pytest.fixture
def path(tmp_path):
    return tmp_path / "keys.json"


def test_only_the_hash_of_a_key_is_kept(path):
    key, secret = add_key(path, "coral", [Scope.SCORE])
    assert secret not in path.read_text()
    assert read_keys(path) == (key,)
    assert path.stat().st_mode & 0o077 == 0


def test_a_ring_finds_a_key_by_its_secret_alone(path):
    key, secret = add_key(path, "coral", list(Scope))
    ring = KeyRing(path)
    assert ring.find(secret) == key
    assert ring.find(key.digest) is None
    assert ring.find("\ud800") is None


def test_a_running_ring_sees_what_changes(path):
    ring = KeyRing(path)
    assert len(ring) == 0
    key, secret = add_key(path, "coral", [Scope.FEEDBACK])
    assert ring.find(secret) == key
    revoke_key(path, key.id)
    assert ring.find(secret) is None


def test_revoking_what_is_not_there_names_what_is(path):
    key, _ = add_key(path, "coral", [Scope.SCORE])
    with pytest.raises(KeyFileError, match=key.id):
        revoke_key(path, "nothing")


@pytest.mark.parametrize("content", ["", "{}x", '[{"id": "x"}]', "[1]", '[{"scopes": ["all"]}]'])
def test_a_damaged_file_is_no_empty_file(path, content):
    path.write_text(content)
    with pytest.raises(KeyFileError, match="cannot be read"):
        KeyRing(path)
