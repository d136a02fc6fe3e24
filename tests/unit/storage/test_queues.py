"""Queues: what is in them, in which order, page by page."""

from dataclasses import replace

import pytest

from moderation.decision import Action, Reason
from moderation.errors import InvalidFieldError, NotFoundError
from moderation.label import Attribute, Stance
from moderation.storage import Filter, Order, Queue, Status, Verdict
from tests.unit.storage.conftest import ARTICLE, add, unlike


def ids(page):
    return [card.comment.external_id for card in page.cards]


def walk(store, *arguments, **named):
    found, after = [], None
    while True:
        page = store.queues.page(*arguments, after=after, **named)
        found += ids(page)
        after = page.next
        if after is None:
            return found


def test_each_queue_has_its_own(store):
    add(store, 1, Action.HOLD, toxicity=0.99)
    add(store, 2, Action.PUBLISH, toxicity=0.4)
    add(store, 3, Action.REJECT, toxicity=0.99)
    deferred = add(store, 4, Action.HOLD, toxicity=0.99)
    store.acts.decide([deferred.id], Verdict.DEFER, "mod")
    reported = add(store, 5, Action.PUBLISH, toxicity=0.01)
    store.reports.add(reported.id)
    found = {queue: sorted(ids(store.queues.page(Filter(queue)))) for queue in Queue}
    assert found == {
        Queue.HELD: ["c1"],
        Queue.DEFERRED: ["c4"],
        Queue.REPORTED: ["c5"],
        Queue.UNSURE: ["c2"],
        Queue.ALL: ["c1", "c2", "c3", "c4", "c5"],
    }
    assert store.queues.counts() == {queue: len(members) for queue, members in found.items()}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.SCORE, ["c3", "c2", "c1"]),
        (Order.UNCERTAINTY, ["c1", "c2", "c3"]),
        (Order.TIME, ["c3", "c2", "c1"]),
        (Order.REPORTS, ["c2", "c3", "c1"]),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3])
def test_every_order_is_paged_both_ways(store, clock, order, expected, limit):
    comments = []
    for number, score in enumerate([0.55, 0.7, 0.9], 1):
        comments.append(add(store, number, toxicity=score))
        clock.move(seconds=1)
    for index, reports in enumerate([0, 2, 1]):
        for reader in range(reports):
            store.reports.add(comments[index].id, reporter=f"r{reader}")
    assert walk(store, Filter(), order, limit=limit) == expected
    assert walk(store, Filter(), order, limit=limit, ascending=True) == expected[::-1]


@pytest.mark.parametrize("order", Order)
def test_equal_keys_lose_nothing_between_pages(store, order):
    for number in range(7):
        add(store, number)
    assert sorted(walk(store, Filter(), order, limit=3)) == [f"c{n}" for n in range(7)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"site": "gazette"}, ["c2"]),
        ({"section": "sport"}, ["c3"]),
        ({"author": "bob"}, ["c4"]),
        ({"reason": Reason.LINKS}, ["c5"]),
        ({"stance": Stance.OPPOSE}, ["c6"]),
        ({"score_from": 0.7}, ["c7"]),
        ({"score_to": 0.2}, ["c8"]),
        ({"score_from": 0.9, "score_to": 1.0}, ["c7"]),
        ({"attribute": Attribute.THREAT, "score_from": 0.4}, ["c9"]),
        ({"status": Status.PUBLISHED}, ["c1"]),
        ({"search": "ZÉBRA stripe"}, ["c1"]),
        ({"search": "..."}, ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9"]),
        ({"search": 'zebra" OR x* :!&('}, []),
        ({"search": "stripes zebra lion"}, []),
    ],
)
def test_a_filter_finds_its_own(store, given, expected):
    add(store, 1, Action.PUBLISH, text="A zebra has stripes", toxicity=0.5)
    add(store, 2, site="gazette", toxicity=0.5)
    add(store, 3, section="sport", toxicity=0.5)
    add(store, 4, author="bob", toxicity=0.5)
    add(store, 5, reasons=[Reason.LINKS], toxicity=0.5)
    add(store, 6, stance=Stance.OPPOSE, toxicity=0.5)
    add(store, 7, toxicity=1.0)
    add(store, 8, toxicity=0.1)
    add(store, 9, toxicity=0.5, threat=0.45)
    given = Filter(Queue.ALL, **given)
    assert sorted(ids(store.queues.page(given))) == expected
    assert store.queues.count(given) == len(expected)


def test_time_bounds_include_their_beginning_only(store, clock):
    begin = clock()
    add(store, 1)
    clock.move(hours=1)
    add(store, 2)
    assert ids(store.queues.page(Filter(since=begin, until=clock()))) == ["c1"]


def test_near_duplicates_are_one_card_with_a_count(store):
    text = unlike(1)
    for number in range(3):
        add(store, number, text=f"{text} {number}", toxicity=0.5 + number / 10)
    add(store, 9, toxicity=0.1)
    page = store.queues.page()
    assert [(c.comment.external_id, c.cluster_size) for c in page.cards] == [("c2", 3), ("c9", 1)]
    assert len(ids(store.queues.page(collapse=False))) == 4
    assert store.queues.card(page.cards[0].comment.id).cluster_size == 3


def test_a_card_has_article_and_parent_beside_it(store):
    add(store, 1)
    answer = add(store, 2, parent="c1")
    card = store.queues.card(answer.id)
    assert card.article.article == ARTICLE
    assert card.parent.external_id == "c1"
    lonely = add(store, 3, parent="not stored", article=None)
    assert (store.queues.card(lonely.id).article, store.queues.card(lonely.id).parent) == (None, None)
    with pytest.raises(NotFoundError):
        store.queues.card(999)


def test_what_another_moderator_holds_is_left_out(store):
    first, _ = add(store, 1), add(store, 2)
    store.claims.claim(first.id, "other")
    assert ids(store.queues.page(moderator="mod")) == ["c2"]
    assert len(ids(store.queues.page(moderator="other"))) == 2


@pytest.mark.parametrize("after", ["nonsense", "!", "WzFd", "eyJhIjoxfQ", "W10"])
def test_a_place_that_is_none_is_refused(store, after):
    with pytest.raises(InvalidFieldError, match="after: is no place in this queue"):
        store.queues.page(after=after)


def test_a_histogram_counts_every_comment_once(store):
    for number, score in enumerate([0.0, 0.04, 0.05, 0.5, 0.949, 0.95, 1.0]):
        add(store, number, toxicity=score)
    histogram = store.queues.histogram()
    counts = {band.low: band.count for band in histogram.bands if band.count}
    assert counts == {0.0: 2, 0.05: 1, 0.5: 1, 0.9: 1, 0.95: 2}
    for band in histogram.bands:
        assert store.queues.count(Filter(score_from=band.low, score_to=band.high)) == band.count
    assert store.queues.histogram(Filter(site="none")).up_to == 0


def test_a_histogram_by_attribute(store):
    add(store, 1, toxicity=0.9, threat=0.31)
    bands = store.queues.histogram(Filter(attribute=Attribute.THREAT), bins=10).bands
    assert [band.count for band in bands] == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]


def test_a_sample_is_of_the_filter_and_repeatable(store):
    for number in range(9):
        add(store, number, toxicity=number / 10)
    given = replace(Filter(), score_from=0.5)
    cards = store.queues.sample(given, 2, seed=1)
    assert cards == store.queues.sample(given, 2, seed=1)
    assert all(card.comment.score >= 0.5 for card in cards)
    assert len(store.queues.sample(given, 99)) == 4


def test_facets_name_what_there_is(store):
    add(store, 1, site="one", section="sport")
    add(store, 2, site="two", article=None)
    add(store, 3, Action.PUBLISH, site="two", section="local")
    facets = store.queues.facets()
    assert (facets.sites, facets.sections) == (("one", "two"), ("local", "sport"))
    assert [(a.site, a.article.id, held) for a, held in facets.articles] == [("one", "a1", 1)]
