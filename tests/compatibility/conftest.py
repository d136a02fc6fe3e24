"""These tests fetch packages from PyPI and npm: they run by `make test-compatibility`, not with `make test`."""

import pytest

from moderation.api.keys import Scope, add_key


def pytest_ignore_collect(collection_path, config):
    asked_for = any("compatibility" in argument for argument in config.args)
    # drivers run in the environments of their clients, not in this one
    return None if asked_for and collection_path.name != "drivers" else True


@pytest.fixture(scope="session")
def workplace(tmp_path_factory):
    return tmp_path_factory.mktemp("compatibility")


@pytest.fixture(scope="session")
def key(workplace):
    return add_key(workplace / "keys.json", "clients", list(Scope))[1]


@pytest.fixture(scope="session")
def settings(workplace, model_folder):
    return {
        "MODERATION_MODEL": str(model_folder),
        "MODERATION_KEYS": str(workplace / "keys.json"),
        "MODERATION_FEEDBACK": str(workplace / "feedback.jsonl"),
    }
