"""A publisher's own labels improve the pretrained weights and do not wipe them out."""

import numpy as np
import pandas as pd
import pytest

from moderation.models import bundle as bundles
from moderation.models.model import Model
from moderation.settings import PRETRAINED
from moderation.training.continued import continue_civility
from moderation.training.corpora import HEADS, text_keys

UNKNOWN = "brindle marquee"  # an insult that only this publisher's readers use


def frame(rows):
    texts = [
        f"{'what a ' + UNKNOWN if i % 2 else 'what a lovely day'}, visitor {i} from house {i * 7}" for i in range(rows)
    ]
    labels = pd.DataFrame(np.nan, index=range(rows), columns=list(HEADS))
    labels["toxicity"] = [float(i % 2) for i in range(rows)]
    return labels.assign(text=texts, article_id=[f"a{i % 5}" for i in range(rows)])


@pytest.fixture(scope="module")
def pretrained():
    return Model.load(PRETRAINED)


def test_without_new_labels_the_weights_stay(pretrained):
    texts = ["You idiot", "Thank you for the report."]
    same = continue_civility(PRETRAINED, frame(0), seed=0).predict_proba(texts)
    served = pretrained.score_texts(texts)
    assert same == pytest.approx(np.column_stack([served[h.value] for h in pretrained.heads]), abs=1e-5)


def test_two_hundred_labels_teach_a_new_word_and_keep_the_old_ones(pretrained):
    model = continue_civility(PRETRAINED, frame(200), seed=0)
    column = model["heads"].heads_.index("toxicity")
    new, old, clean = model.predict_proba([f"look, a {UNKNOWN}", "you stupid idiot", "Thank you for the report."])[
        :, column
    ]
    assert new > pretrained.score_texts([f"look, a {UNKNOWN}"])["toxicity"][0] + 0.2
    assert old > 0.5 > clean


def test_rows_that_it_was_trained_on_change_nothing(dataset):
    comments = dataset.split("train")
    seen = bundles.load(PRETRAINED).arrays["civility_seen"]
    known = comments[np.isin(text_keys(comments["text"]), seen)].head(400)
    before = continue_civility(PRETRAINED, frame(0), seed=0)["heads"].coef_
    assert np.abs(continue_civility(PRETRAINED, known, seed=0)["heads"].coef_ - before).max() < 1e-9
