"""Near-duplicates find each other, on their own site."""

from moderation.decision import Reason
from moderation.storage import Status, Verdict
from tests.unit.storage.conftest import add, unlike


def test_copies_with_small_changes_are_one_cluster(store):
    text = unlike(1)
    first = add(store, 1, text=text)
    copies = [add(store, n, text=t) for n, t in enumerate([text.upper(), text + "!!!", "Hey! " + text], 2)]
    assert {c.cluster_id for c in copies} == {first.id}
    assert [c.id for c in store.clusters.members(copies[0].id)] == [first.id, *(c.id for c in copies)]


def test_other_texts_and_other_sites_are_not_in_it(store):
    first, other, elsewhere = add(store, 1), add(store, 2), add(store, 3, text=unlike(1), site="other")
    assert len({first.cluster_id, other.cluster_id, elsewhere.cluster_id}) == 3


def test_texts_without_words_have_no_cluster(store):
    first, second = add(store, 1, text="\u200b"), add(store, 2, text="\u200b")
    assert first.cluster_id is second.cluster_id is None
    assert store.clusters.members(first.id) == (first,)


def test_a_cluster_is_decided_once_and_leaves_what_is_decided_alone(store):
    first = add(store, 1, text=unlike(1))
    approved = add(store, 2, text=unlike(1) + "!")
    store.acts.decide([approved.id], Verdict.APPROVE, "mod")
    third = add(store, 3, text=unlike(1) + "?")
    act = store.acts.decide_cluster(third.id, Verdict.REJECT, "mod", reason=Reason.SPAM)
    assert (act.count, act.kind) == (2, "cluster")
    assert store.comments.get(approved.id).status is Status.PUBLISHED
    assert store.acts.undo(act.id, "mod").count == 2
    assert store.comments.get(first.id).status is Status.HELD


def test_a_comment_without_a_cluster_is_decided_alone(store):
    first, second = add(store, 1, text="\u200b"), add(store, 2, text="\u200b")
    assert store.acts.decide_cluster(first.id, Verdict.APPROVE, "mod").count == 1
    assert store.comments.get(second.id).status is Status.HELD


def test_an_edit_leaves_the_cluster(store):
    first = add(store, 1)
    add(store, 1, text=unlike(5))
    assert add(store, 2, text=unlike(1)).cluster_id != first.id
    assert add(store, 3, text=unlike(5) + "!").cluster_id == first.id
