"""Two moderators never hold the same card."""

import threading

import pytest

from moderation.errors import NotFoundError
from moderation.storage import Filter, Verdict
from tests.unit.storage.conftest import add, unlike


def test_a_claim_keeps_others_away_until_it_expires(store, clock):
    comment = add(store)
    assert store.claims.claim(comment.id, "one", minutes=5)
    assert not store.claims.claim(comment.id, "two")
    clock.move(minutes=4, seconds=59)
    assert not store.claims.claim(comment.id, "two")
    clock.move(seconds=1)
    assert store.claims.claim(comment.id, "two")
    assert not store.claims.claim(comment.id, "one")


def test_ones_own_claim_is_renewed(store, clock):
    comment = add(store)
    store.claims.claim(comment.id, "one", minutes=5)
    clock.move(minutes=4)
    assert store.claims.claim(comment.id, "one", minutes=5)
    clock.move(minutes=4)
    assert not store.claims.claim(comment.id, "two")


def test_what_is_released_or_decided_is_free(store):
    first, second, third = (add(store, n) for n in range(3))
    for comment in (first, second, third):
        store.claims.claim(comment.id, "one")
    store.claims.release(first.id, "two")
    assert not store.claims.claim(first.id, "two")
    store.claims.release(first.id, "one")
    store.acts.decide([second.id], Verdict.DEFER, "one")
    assert store.claims.claim(first.id, "two")
    assert store.claims.claim(second.id, "two")
    assert store.claims.release_all("one") == 1
    assert store.claims.claim(third.id, "two")


def test_a_claim_covers_the_near_duplicates_behind_the_card(store):
    first = add(store, 1, text=unlike(1))
    second = add(store, 2, text=unlike(1) + "!")
    assert store.claims.claim(first.id, "one")
    assert not store.claims.claim(second.id, "two")
    third = add(store, 3, text=unlike(1) + "!!")
    assert not store.claims.claim(third.id, "two")
    assert store.acts.decide_cluster(first.id, Verdict.APPROVE, "one").count == 3


def test_an_unknown_card_is_named(store):
    with pytest.raises(NotFoundError):
        store.claims.claim(99, "one")


def test_the_next_cards_come_by_score_and_once(store):
    for number in range(5):
        add(store, number, toxicity=number / 10)
    add(store, 5, text=unlike(4) + " x", toxicity=0.39)
    taken = store.claims.claim_next(Filter(), "one", limit=2)
    assert [(c.comment.external_id, c.cluster_size) for c in taken] == [("c4", 2), ("c3", 1)]
    assert [c.comment.external_id for c in store.claims.claim_next(Filter(), "two", limit=9)] == ["c2", "c1", "c0"]
    assert store.claims.claim_next(Filter(), "three") == ()


def test_ten_moderators_at_once_get_ten_different_cards(store):
    for number in range(10):
        add(store, number)
    taken, barrier = [], threading.Barrier(10)

    def claim(name):
        barrier.wait()
        taken.extend(card.comment.id for card in store.claims.claim_next(Filter(), name))

    threads = [threading.Thread(target=claim, args=(f"m{n}",)) for n in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 10
