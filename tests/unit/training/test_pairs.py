"""The stance estimator: nearness in meaning tells comments on something else, which take no side."""

import numpy as np
import pytest

from moderation.comment import Article
from moderation.features.word_vectors import StemTable, content_words
from moderation.models.bundle import Bundle
from moderation.models.stance import Nearness, StanceModel
from moderation.training.export import stance_arrays, stance_spec
from moderation.training.pairs import StancePairs, fit_nearness, fit_stance
from moderation.training.word_vectors import fit_vectors

THINGS = ["railways", "ferries", "coaches", "taxis"]
NEAR, FAR = ["buses", "trams", "tickets"], ["soup", "salt", "onions"]
ARTICLES = [
    Article(id=f"a{number}", proposition=f"The city should buy {word}.", opposite=f"The city should sell {word}.")
    for number, word in enumerate(THINGS)
]


@pytest.fixture(scope="module")
def tables():
    stems = content_words(" ".join([*THINGS, *NEAR, "tramway", *FAR, "stew", "city buy sell"]))
    vectors = np.array([[100, 0]] * 8 + [[0, 100]] * 4 + [[70, 70]] * 3, dtype=np.int8)
    return [fit_vectors(StemTable(stems, vectors), NEAR + FAR, ARTICLES)]


def pairs_of(tables):
    texts, articles, stances = [], [], []
    for article in ARTICLES:
        for ending in ("yes please", "no thanks", "never again", "at last"):
            for word in NEAR:
                texts.append(f"the {word} {ending}")
                stances.append("support" if ending in {"yes please", "at last"} else "oppose")
            for word in FAR:
                texts.append(f"the {word} {ending}")
                stances.append("neutral")
        articles += [article] * 24
    return StancePairs.of(texts, articles, stances, tables=tables)


def test_nearness_is_the_cosine_of_comment_and_question_whichever_side_is_asked(tables):
    pairs = pairs_of(tables)
    near = pairs.near[:, 0].reshape(-1, 2, 3)
    assert near.shape == (16, 2, 3)
    assert (near[:, 0] > near[:, 1]).all()
    turned = [Article(id=a.id, proposition=a.opposite, opposite=a.proposition) for a in ARTICLES]
    there = StancePairs.of(["the trams"] * 4, turned, ["neutral"] * 4, tables=tables).near
    here = StancePairs.of(["the trams"] * 4, ARTICLES, ["neutral"] * 4, tables=tables).near
    assert here == pytest.approx(there, abs=1e-9)


def test_without_tables_there_is_no_nearness():
    assert pairs_of([]).near.shape == (96, 0)
    assert fit_nearness(np.zeros(4), np.empty((4, 0)), np.array(["support"] * 4)) == Nearness(1.0, 0.0, ())


def test_what_is_served_with_tables_and_without_is_what_was_fitted(tables):
    pairs = pairs_of(tables)
    estimator = fit_stance(pairs, folds=2)
    bundle = Bundle(stance_arrays(estimator), {"stance": stance_spec(estimator)})
    for known in (tables, []):
        model = StanceModel(bundle, known)
        p_side, p_support = estimator.probabilities(pairs, len(known))
        for row in (0, 3, 40):
            text = " ".join(pairs.tokens[row].words)
            asked = pairs.asked[row]
            side, which = model.logits(model.features(pairs.tokens[row], text, asked), asked.question)
            assert 1 / (1 + np.exp(-side)) == pytest.approx(p_side[row], abs=1e-5)
            assert 1 / (1 + np.exp(-which)) == pytest.approx(p_support[row], abs=1e-5)


def test_a_comment_on_something_else_takes_a_side_less_often(tables):
    estimator = fit_stance(pairs_of(tables), folds=2)
    # no word of these was in training; the vectors know two of them
    unseen = StancePairs.of(["a tramway", "a stew"], ARTICLES[:2], ["support"] * 2, tables=tables)
    assert unseen.near[0, 0] > unseen.near[1, 0]
    near, far = estimator.probabilities(unseen)[0]
    assert near > far
    alike = estimator.probabilities(unseen, 0)[0]
    assert alike[0] == pytest.approx(alike[1], abs=1e-9)


def test_a_bundle_from_before_has_its_calibration_in_the_weights(tables):
    pairs = pairs_of([])
    estimator = fit_stance(pairs, folds=2)
    spec = stance_spec(estimator)
    del spec["nearness"]
    model = StanceModel(Bundle(stance_arrays(estimator), {"stance": spec}), tables)
    text = " ".join(pairs.tokens[0].words)
    side = model.logits(model.features(pairs.tokens[0], text, pairs.asked[0]), pairs.asked[0].question).side
    assert side == pytest.approx(estimator.logits(pairs)[0][0], abs=1e-4)
