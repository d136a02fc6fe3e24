"""A training run: same seed, same model; a failed one leaves the served model as it was."""

import json

import pytest

from moderation.errors import DataError
from moderation.models import bundle as bundles
from moderation.training.data import read_dataset
from moderation.training.fit import train


def test_the_figures_are_those_of_articles_that_training_did_not_see(trained, small_data):
    dataset = read_dataset(small_data)
    assert trained.report.test_rows == len(dataset.split("test"))
    assert trained.report.train_rows == len(dataset.split("train", "dev"))


def test_toxicity_is_far_better_than_chance_on_unseen_articles(trained):
    toxicity = next(h for h in trained.report.heads if h.head == "toxicity")
    assert toxicity.auc_interval[0] > 0.8


def test_the_card_names_the_version_and_every_head(model_folder, trained):
    card = (model_folder / "model_card.md").read_text(encoding="utf-8")
    assert trained.bundle.version in card
    assert all(head.head in card for head in trained.report.heads)


def test_the_manifest_says_what_it_was_trained_on(model_folder, small_data):
    dataset = read_dataset(small_data)
    manifest = json.loads((model_folder / bundles.MANIFEST).read_text())
    assert manifest["training"]["sources"] == dict(dataset.sources)


def test_a_failed_training_leaves_the_old_model(tmp_path):
    output = tmp_path / "current"
    output.mkdir()
    (output / "kept").write_text("old")
    with pytest.raises(DataError):
        train(tmp_path, output, progress=lambda _: None)
    assert (output / "kept").read_text() == "old"
