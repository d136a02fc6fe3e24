"""What was held out was not trained on: the shipped bundle carries the hashes of every text it has seen."""

from pathlib import Path

import numpy as np
import pytest

from moderation.models import bundle as bundles
from moderation.settings import PRETRAINED, Settings
from moderation.training.corpora import text_keys
from moderation.training.debates import read_own_debates
from moderation.training.held_out import held_out_keys
from moderation.training.minimal_pairs import read_minimal_pairs
from moderation.training.public_labels import read_public_labels

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="module")
def seen():
    return np.asarray(bundles.load(PRETRAINED).arrays["civility_seen"])


def test_no_held_out_text_was_trained_on(seen):
    # with MODERATION_CORPORA set, the public development sets are checked as well
    assert not np.isin(held_out_keys(DATA, Settings.from_environment().corpora), seen).any()


def test_what_was_trained_on_is_recognised(seen, dataset):
    known = np.isin(text_keys(dataset.split("train", "dev")["text"]), seen)
    assert known.mean() > 0.5  # the rest was rewritten since the bundle was made


def test_what_is_written_for_training_has_no_held_out_text():
    held_out = held_out_keys(DATA, Settings.from_environment().corpora)
    for texts in (read_minimal_pairs(DATA / "minimal_pairs.csv").texts, read_own_debates(DATA).texts):
        assert len(texts) > 1000
        assert not np.isin(text_keys(texts), held_out).any()


def test_no_label_of_a_public_comment_is_of_a_held_out_one():
    labels = read_public_labels(DATA / "public_labels.csv")
    assert len(labels.keys) > 10_000
    assert not np.isin(labels.keys, held_out_keys(DATA, Settings.from_environment().corpora)).any()
