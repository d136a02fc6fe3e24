"""What several test modules need: the data, a model trained on it once a run, and a client."""

import json
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

import moderation
from moderation.app import create_app
from moderation.settings import Settings
from moderation.training.data import read_dataset
from moderation.training.fit import train
from tests.databases import SqliteFiles, postgresql

ROOT = Path(__file__).parents[1]

# a test has no deadline: machines are noisy
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")


@pytest.fixture(scope="session")
def dataset():
    return read_dataset(ROOT / "data")


@pytest.fixture(scope="session")
def small_data(tmp_path_factory, dataset):
    """A third of the project's data, whole articles: enough to learn from, trained on in seconds."""
    folder = tmp_path_factory.mktemp("data")
    lines = (ROOT / "data" / "articles.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = lines[::3]
    (folder / "articles.jsonl").write_text("".join(kept), encoding="utf-8")
    names = {json.loads(line)["id"] for line in kept}
    comments = dataset.comments[dataset.comments["article_id"].isin(names)]
    comments.drop(columns="split").to_csv(folder / "comments.csv", index=False)
    return folder


@pytest.fixture(scope="session")
def trained(tmp_path_factory, small_data):
    return train(small_data, tmp_path_factory.mktemp("models") / "current", progress=lambda _: None)


@pytest.fixture(scope="session")
def model_folder(trained, tmp_path_factory):
    return next(tmp_path_factory.getbasetemp().glob("models*/current"))


@pytest.fixture(scope="session")
def model(model_folder):
    return moderation.load(model_folder)


@pytest.fixture
def client(model):
    return create_app(Settings(), scorer=model).test_client()


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory):
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_databases():
    with postgresql() as server:
        yield server
