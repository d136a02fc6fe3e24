"""Labels of stance: one of each moderator for a comment, undone as other acts, and an article's version with each."""

import pytest

from moderation.errors import ConflictError, NotFoundError
from moderation.label import Attribute, Stance
from moderation.storage import open_store
from tests.unit.storage.conftest import ARTICLE, add

ASKED = ARTICLE.proposition


def label(store, comment, stance, moderator="mara", proposition=ASKED, **given):
    return store.acts.label_stance(comment.id, stance, moderator, proposition=proposition, **given)


def standing(store):
    return [(label.stance, label.moderator) for label in store.stances.under("default", "a1")]


def version(store):
    return store.stances.versions().get(("default", "a1"))


def test_a_label_is_kept_with_what_was_asked_and_logged(store):
    comment = add(store)
    assert (standing(store), version(store)) == ([], None)
    label(store, comment, Stance.SUPPORT)
    (kept,) = store.stances.under("default", "a1")
    assert (kept.comment_id, kept.text, kept.proposition) == (comment.id, comment.text, ASKED)
    assert store.articles.find("default", "a1").stance_version == version(store) is not None
    entry = store.acts.history(comment.id)[-1]
    assert (entry.kind, entry.actor, entry.before["stance"], entry.after["stance"]) == (
        "stance",
        "mara",
        None,
        "support",
    )


def test_a_moderators_second_label_replaces_the_first_and_the_latest_of_two_moderators_counts(store, clock):
    comment = add(store)
    for stance, moderator in ((Stance.SUPPORT, "mara"), (Stance.OPPOSE, "ed"), (Stance.NEUTRAL, "mara")):
        clock.move(minutes=1)
        label(store, comment, stance, moderator)
    assert standing(store) == [(Stance.NEUTRAL, "mara")]
    label(store, comment, None)
    assert standing(store) == [(Stance.OPPOSE, "ed")]


def test_a_label_is_undone_and_the_undo_as_well_and_each_changes_the_version(store, clock):
    comment = add(store)
    label(store, comment, Stance.SUPPORT)
    clock.move(minutes=1)
    act, versions = label(store, comment, Stance.OPPOSE), [version(store)]
    undo = store.acts.undo(act.id, "ed")
    versions.append(version(store))
    assert (undo.count, standing(store)) == (1, [(Stance.SUPPORT, "mara")])
    store.acts.undo(undo.id, "ed")
    versions.append(version(store))
    assert standing(store) == [(Stance.OPPOSE, "mara")]
    assert len(set(versions)) == 3


def test_a_label_that_was_changed_since_is_not_undone(store):
    comment = add(store)
    first = label(store, comment, Stance.SUPPORT)
    label(store, comment, Stance.OPPOSE)
    assert store.acts.undo(first.id, "mara").skipped == 1
    assert standing(store) == [(Stance.OPPOSE, "mara")]


def test_an_edited_or_erased_comment_teaches_nothing_and_the_version_says_so(store, clock):
    for number in (1, 2):
        label(store, add(store, number, author=f"author {number}"), Stance.SUPPORT)
    clock.move(minutes=1)
    before = version(store)
    add(store, 1, text="Something else altogether, after I slept on it.", author="author 1")
    edited = version(store)
    assert len(standing(store)) == 1
    store.authors.erase("default", "author 2", "test")
    assert standing(store) == []
    assert len({before, edited, version(store)}) == 3


def test_an_undone_label_does_not_come_back_to_an_erased_comment(store):
    comment = add(store)
    undo = store.acts.undo(label(store, comment, Stance.SUPPORT).id, "mara")
    store.authors.erase("default", "ann", "test")
    assert store.acts.undo(undo.id, "mara").count == 0
    assert list(store.labels.rows()) == []


def test_what_cannot_be_labelled_is_refused(store):
    comment = add(store)
    with pytest.raises(NotFoundError):
        store.acts.label_stance(999, Stance.SUPPORT, "mara", proposition=ASKED)
    with pytest.raises(ConflictError, match="changed"):
        label(store, comment, Stance.SUPPORT, revision=2)


def test_labels_of_tone_and_of_stance_are_kept_apart(store):
    comment = add(store)
    store.labels.add(comment.id, Attribute.INSULT, 1.0, "mara")
    label(store, comment, Stance.OPPOSE)
    assert [kept.attribute for kept in store.labels.rows()] == [Attribute.INSULT]
    assert standing(store) == [(Stance.OPPOSE, "mara")]


def test_another_process_sees_the_version_that_this_one_wrote(store, url):
    label(store, add(store), Stance.SUPPORT)
    other = open_store(url)
    assert other.stances.versions() == store.stances.versions()
    other.close()
