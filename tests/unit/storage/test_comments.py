"""A comment is stored once, and an edit is not a way around a moderator."""

import threading

import pytest

from moderation.comment import Article, Comment
from moderation.decision import Action, Reason
from moderation.errors import ConflictError, NotFoundError
from moderation.storage import Queue, Status, Verdict
from tests.unit.storage.conftest import ARTICLE, add, decide, unlike


def test_what_was_stored_comes_back_the_same(store):
    decision = decide("Some text", reasons=[Reason.TOXICITY])
    comment = Comment("Some text", "c1", "ann", "c0", ARTICLE, "gazette", "sport")
    store.comments.save(comment, decision)
    stored = store.comments.find("gazette", "c1")
    assert stored.decision == decision
    assert (stored.text, stored.author, stored.parent, stored.section) == ("Some text", "ann", "c0", "sport")
    assert stored.status is Status.HELD
    assert stored == store.comments.get(stored.id)


@pytest.mark.parametrize(
    ("action", "status"),
    [(Action.PUBLISH, Status.PUBLISHED), (Action.HOLD, Status.HELD), (Action.REJECT, Status.REJECTED)],
)
def test_the_decision_gives_the_status(store, action, status):
    assert add(store, action=action).status is status


def test_a_repeat_changes_nothing(store, clock):
    first = add(store)
    clock.move(minutes=1)
    saved = store.comments.save(Comment(first.text, "c1", "ann", article=ARTICLE), decide("x", Action.PUBLISH))
    assert saved.outcome == "repeated"
    assert saved.comment == first
    assert len(store.log.page()) == 1


def test_the_same_id_on_another_site_is_another_comment(store):
    assert add(store, site="one").id != add(store, site="two").id


def test_a_comment_without_an_id_gets_one(store):
    first, second = (store.comments.save(Comment("Hi"), decide("Hi")).comment for _ in range(2))
    assert first.external_id
    assert first.external_id != second.external_id


def test_an_edit_keeps_the_earlier_text_and_is_logged(store):
    first = add(store)
    edited = add(store, text="Something else")
    assert (edited.id, edited.revision, edited.text) == (first.id, 2, "Something else")
    assert store.comments.revisions(first.id) == ((1, first.text),)
    entry = store.log.of("comment", first.id)[-1]
    assert (entry.kind, entry.before["revision"], entry.after["revision"]) == ("edit", 1, 2)


def test_an_edit_of_what_a_moderator_rejected_is_held(store):
    comment = add(store)
    store.acts.decide([comment.id], Verdict.REJECT, "mod", reason=Reason.INSULT)
    assert add(store, action=Action.PUBLISH, text="Now I am kind").status is Status.HELD


def test_an_edit_of_what_a_rule_rejected_may_be_published(store):
    add(store, action=Action.REJECT)
    assert add(store, action=Action.PUBLISH, text="Now it is long enough").status is Status.PUBLISHED


def test_an_edit_is_found_by_its_new_words_only(store):
    add(store, text="the purple elephant")
    add(store, text="the yellow giraffe")
    found = {word: store.queues.count(_search(word)) for word in ("elephant", "giraffe")}
    assert found == {"elephant": 0, "giraffe": 1}


def _search(word):
    from moderation.storage import Filter  # noqa: PLC0415

    return Filter(Queue.ALL, search=word)


def test_an_unknown_comment_is_named(store):
    with pytest.raises(NotFoundError, match="'default' has no comment 'c9'"):
        store.comments.find("default", "c9")


def test_an_erased_comment_cannot_come_back(store):
    comment = add(store)
    store.authors.erase("default", "ann", "admin")
    with pytest.raises(ConflictError, match="was erased"):
        add(store)
    with pytest.raises(ConflictError, match="was erased"):
        store.comments.repeated(Comment(comment.text, "c1"))


def test_twenty_threads_that_store_the_same_comment_store_one(store):
    outcomes, barrier = [], threading.Barrier(20)

    def save():
        barrier.wait()
        outcomes.append(store.comments.save(Comment(unlike(1), "c1", article=ARTICLE), decide("x")).outcome)

    threads = [threading.Thread(target=save) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["created"] + ["repeated"] * 19


def test_what_readers_see_is_published_and_newest_first(store, clock):
    for number, action in enumerate([Action.PUBLISH, Action.HOLD, Action.PUBLISH, Action.REJECT]):
        add(store, number, action)
        clock.move(seconds=1)
    assert [c.external_id for c in store.comments.published("default", "a1")] == ["c2", "c0"]


def test_history_counts_what_an_author_did_before(store, clock):
    add(store, 1, Action.PUBLISH)
    clock.move(days=2)
    add(store, 2, Action.HOLD, text="Same again")
    clock.move(seconds=30)
    known = store.comments.known(Comment("Same again", "c3", "ann"))
    assert (known.published, known.ages, known.same_text) == (1, (30.0,), 1)
    assert store.comments.known(Comment("Same again", "c2", "ann")).same_text == 0
    assert store.comments.known(Comment("Same again", "c3", "bob")).published == 0
    assert store.comments.known(Comment("Same again", "c3")) is None


def test_an_article_is_filled_from_what_is_stored(store):
    add(store)
    complete = store.articles.complete("default", Article("a1", summary="New"))
    assert (complete.headline, complete.summary) == (ARTICLE.headline, "New")
    assert store.articles.complete("default", Article("other")) == Article("other")
    add(store, 2, article=Article("a1", summary="New"))
    assert store.articles.find("default", "a1").article.summary == "New"
