"""The civility estimator: masks, soft labels, determinism, and what it refuses."""

import numpy as np
import pytest

from moderation.errors import TrainingError
from moderation.training.estimator import FEWEST_ROWS, build_civility

GOOD, BAD = "thank you for the clear report", "you stupid useless idiot"
TEXTS = [f"{GOOD if i % 2 else BAD} {i % 7}" for i in range(200)]
LABELS = np.array([[float(i % 2 == 0), np.nan] for i in range(200)])


def test_a_head_without_enough_labels_is_left_out():
    assert build_civility(["toxicity", "threat"]).fit(TEXTS, LABELS)["heads"].heads_ == ("toxicity",)


def test_labels_of_one_class_only_are_refused():
    with pytest.raises(TrainingError, match=f"{FEWEST_ROWS} rows of each class"):
        build_civility(["toxicity"]).fit(TEXTS, np.zeros((200, 1)))


def test_the_same_seed_gives_the_same_weights():
    first, second = (build_civility(["toxicity"]).fit(TEXTS, LABELS[:, :1])["heads"] for _ in range(2))
    assert np.array_equal(first.coef_, second.coef_)


def test_what_was_learnt_ranks_new_text():
    model = build_civility(["toxicity"]).fit(TEXTS, LABELS[:, :1])
    bad, good = model.predict_proba(["what an idiot", "a clear report"])[:, 0]
    assert bad > 0.5 > good
