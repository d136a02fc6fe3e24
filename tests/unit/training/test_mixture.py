"""A mixture: parts that learn from labels and from a teacher, in one calibrated sum over the same n-grams."""

import numpy as np
import pandas as pd
import pytest

from moderation.label import Attribute
from moderation.training.corpora import join, rows_of
from moderation.training.mixture import Material, fit_mixture
from moderation.training.ngram_tfidf import count, inverse_frequency, weigh
from moderation.training.recipe import Head, Part

RUDE = [f"you {word} {word}, go home number {i}" for i in range(20) for word in ("idiot", "moron", "clown")]
FINE = [f"thank you for the {word} {word}, number {i}" for i in range(20) for word in ("bus", "rain", "boat")]


@pytest.fixture(scope="module")
def material():
    texts = RUDE + FINE
    own = rows_of("data", texts, {"toxicity": pd.Series([1.0] * len(RUDE) + [0.0] * len(FINE))})
    pairs = rows_of("pairs", ["a clown came to the party"], {"toxicity": pd.Series([0.0])})
    rows = join([own, pairs])
    counts = count(rows.texts)
    features = weigh(counts.matrix, inverse_frequency(counts.document_frequency(), len(rows.texts)), counts.blocks)
    said = np.array([0.9] * len(RUDE) + [0.1] * len(FINE) + [0.95])
    return Material(features, rows, {"reader:toxicity": said})


def test_a_teacher_is_believed_but_where_labels_know_better(material):
    shares = material.shares("reader:toxicity")
    assert shares[0] == 0.9
    assert shares[-1] == 0.0  # a minimal pair is there to undo the teacher's bias


def test_the_sum_of_parts_is_calibrated_and_ranks(material):
    parts = (
        Part({"data": 1.0}, 0.7),
        Part({"data": 1.0, "pairs": 1.0}, 0.3, weighted=False, learns="reader:toxicity"),
    )
    prior = fit_mixture(material, {Attribute.TOXICITY: Head(parts)})
    linear = prior.of("toxicity")
    probability = 1 / (1 + np.exp(-linear.decide(material.features)))
    assert probability[: len(RUDE)].min() > 0.8
    assert probability[len(RUDE) : -1].max() < 0.2


def test_a_head_without_labels_where_it_is_calibrated_is_left_out(material):
    heads = {
        Attribute.TOXICITY: Head((Part({"data": 1.0}),)),
        Attribute.THREAT: Head((Part({"data": 1.0}),)),
    }
    assert fit_mixture(material, heads).heads == ("toxicity",)
