"""What was held out was not trained on: the shipped bundle carries the hashes of every text it has seen."""

from pathlib import Path

import numpy as np
import pytest

from moderation.models import bundle as bundles
from moderation.settings import PRETRAINED, Settings
from moderation.training.corpora import text_keys
from moderation.training.held_out import held_out_keys

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
