"""How readers divide, from answers that are often wrong."""

from dataclasses import replace

import numpy as np
import pytest

from moderation.decision import StanceOrigin
from moderation.label import Stance
from moderation.models.split import SHARES, SplitModel
from moderation.models.stance import Confidence, decide
from moderation.training.splits import fit_split

CONFIDENCE = Confidence(0.6, 0.6)


def comments(random, shares, count, *, knows):
    """Draw comments with a classifier that is right in the measure `knows`."""
    stances = random.choice([s.value for s in SHARES], size=count, p=shares)
    side = 1 / (1 + np.exp(-(knows * (2.0 * (stances != "neutral") - 1) + random.normal(size=count))))
    which = 1 / (1 + np.exp(-(knows * (2.0 * (stances == "support") - 1) + random.normal(size=count))))
    return stances, side, which


def world(knows, seed=0):
    """Return a split model fitted on 40 articles, and a function that draws another article."""
    random = np.random.default_rng(seed)
    drawn = [comments(random, random.dirichlet([4, 4, 2]), 60, knows=knows) for _ in range(40)]
    groups = np.repeat(np.arange(40), 60).astype(str)
    stances, side, which = (np.concatenate(part) for part in zip(*drawn, strict=True))
    model = fit_split(side, which, stances, groups, CONFIDENCE)

    def article(shares, count=200):
        truth, side, which = comments(random, shares, count, knows=knows)
        scores = [decide(a, b, CONFIDENCE, "", StanceOrigin.GIVEN) for a, b in zip(side, which, strict=True)]
        return np.array([(truth == s.value).mean() for s in SHARES]), scores

    return model, article


@pytest.fixture(scope="module")
def knowing():
    return world(knows=1.2)


def test_shares_add_up_and_lie_in_their_intervals(knowing):
    model, article = knowing
    split = model.split(article([0.6, 0.3, 0.1])[1])
    assert sum(s.estimate for s in split.shares.values()) == pytest.approx(1)
    assert all(0 <= s.low <= s.high <= 1 for s in split.shares.values())


def test_adjusting_is_closer_to_the_truth_than_counting(knowing):
    model, article = knowing
    adjusted, counted = [], []
    for shares in ([0.7, 0.2, 0.1], [0.2, 0.7, 0.1], [0.3, 0.3, 0.4]) * 4:
        truth, scores = article(shares)
        split = model.split(scores)
        adjusted.append(np.abs([split.shares[s].estimate for s in SHARES] - truth).mean())
        counted.append(np.abs([split.shares[s].said for s in SHARES] - truth).mean())
    assert np.mean(adjusted) < np.mean(counted) / 2


def test_most_intervals_hold_the_truth(knowing):
    model, article = knowing
    inside = []
    for shares in ([0.6, 0.3, 0.1], [0.3, 0.4, 0.3]) * 10:
        truth, scores = article(shares)
        split = model.split(scores)
        inside += [split.shares[s].low <= t <= split.shares[s].high for s, t in zip(SHARES, truth, strict=True)]
    assert np.mean(inside) > 0.75


def test_a_model_that_knows_nothing_answers_with_the_prior_and_a_wide_interval():
    model, article = world(knows=0.0)
    split = model.split(article([0.9, 0.05, 0.05])[1])
    support = split.shares[Stance.SUPPORT]
    assert support.estimate == pytest.approx(model.prior[0], abs=0.1)
    assert support.high - support.low > 0.2


def test_without_comments_it_is_the_prior(knowing):
    model, _ = knowing
    split = model.split([])
    assert split.comments == 0
    assert split.shares[Stance.SUPPORT].estimate == pytest.approx(model.prior[0], abs=0.01)


def test_more_comments_give_a_narrower_interval(knowing):
    model, article = knowing
    few, many = (model.split(article([0.5, 0.4, 0.1], n)[1]).shares[Stance.SUPPORT] for n in (8, 800))
    assert many.high - many.low < few.high - few.low


def test_labels_bring_a_model_that_knows_nothing_to_the_truth_and_narrow_its_interval():
    model, article = world(knows=0.0)
    truth, scores = article([0.9, 0.05, 0.05])
    counts = dict(zip(SHARES, np.round(truth * 40).astype(int), strict=True))
    none, some = model.split(scores), model.split(scores, [s for s, n in counts.items() for _ in range(n)])
    support = some.shares[Stance.SUPPORT]
    assert abs(support.estimate - truth[0]) < 0.1 < abs(none.shares[Stance.SUPPORT].estimate - truth[0])
    assert support.low <= truth[0] <= support.high
    assert support.high - support.low < none.shares[Stance.SUPPORT].high - none.shares[Stance.SUPPORT].low


def test_with_every_comment_labelled_nothing_is_left_to_estimate(knowing):
    model, article = knowing
    scores = article([0.5, 0.4, 0.1], 20)[1]
    split = model.split(scores, [Stance.SUPPORT] * 8 + [Stance.OPPOSE] * 10 + [Stance.NEUTRAL] * 2)
    for stance, share in zip(SHARES, (0.4, 0.5, 0.1), strict=True):
        assert split.shares[stance].low == pytest.approx(share, abs=0.01)
        assert split.shares[stance].high == pytest.approx(share, abs=0.01)


def test_what_labels_moved_is_observed_as_it_was_before(knowing):
    model, article = knowing
    scores = article([0.5, 0.4, 0.1])[1]
    moved = [replace(score, margin=0.99, prior=score, labels=1) for score in scores]
    assert model.split(moved).shares[Stance.SUPPORT] == model.split(scores).shares[Stance.SUPPORT]


def test_it_survives_the_manifest(knowing):
    model, article = knowing
    scores = article([0.5, 0.4, 0.1])[1]
    again = SplitModel.from_spec(model.to_spec()).split(scores).shares
    assert again[Stance.OPPOSE].estimate == pytest.approx(model.split(scores).shares[Stance.OPPOSE].estimate, abs=1e-3)
