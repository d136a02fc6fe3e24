"""Quantised weights stay within the bound that is stated for them."""

import numpy as np
import pytest

from moderation.features.ngrams import extract
from moderation.features.normalise import normalise
from moderation.models import bundle as bundles
from moderation.models.compiled import CompiledCivility, build_civility_model
from moderation.models.weights import decode_weights, encode_weights, error_bound, probability_bound

WEIGHTS = np.random.default_rng(0).normal(scale=2, size=(500, 12)).astype(np.float32)


@pytest.mark.parametrize("kind", ["float32", "float16", "int8"])
def test_each_weight_is_within_its_bound(kind):
    decoded = decode_weights(encode_weights(WEIGHTS, kind))
    assert decoded.dtype == np.float32
    assert np.all(np.abs(decoded - WEIGHTS) <= error_bound(WEIGHTS, kind) + 1e-9)


@pytest.mark.parametrize("kind", ["float16", "int8"])
def test_a_row_of_zeros_stays_zero(kind):
    assert not decode_weights(encode_weights(np.zeros((1, 3), dtype=np.float32), kind)).any()


@pytest.mark.parametrize("kind", ["float16", "int8"])
def test_probabilities_are_within_their_bound(model, model_folder, dataset, kind):
    exact = bundles.load(model_folder)
    weights = decode_weights(exact.arrays)
    coarse = build_civility_model(
        model.heads, bundles.Bundle({**exact.arrays, **encode_weights(weights, kind)}, exact.manifest)
    )
    assert isinstance(coarse, CompiledCivility)
    errors, fine = error_bound(weights, kind), model._civility
    for text in dataset.comments["text"].tolist()[:300]:
        rows = fine._hits(extract(normalise(text)).fingerprints).rows
        difference = np.abs(np.array(coarse.values(text)) - fine.values(text))
        assert np.all(difference <= probability_bound(errors, rows) + 1e-9)
        assert difference.max() < 0.01
