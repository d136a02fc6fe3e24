"""What moderators do, and the way back from all of it."""

import pytest

from moderation.decision import Action, Reason
from moderation.errors import ConflictError, InvalidFieldError, NotFoundError
from moderation.storage import Filter, Queue, Status, Verdict
from tests.unit.storage.conftest import add


def decide(store, ids, verdict=Verdict.REJECT, moderator="mod", reason=Reason.INSULT, **arguments):
    return store.acts.decide(ids, verdict, moderator, reason=reason, **arguments)


@pytest.mark.parametrize(
    ("verdict", "status", "deferred"),
    [
        (Verdict.APPROVE, Status.PUBLISHED, False),
        (Verdict.REJECT, Status.REJECTED, False),
        (Verdict.DEFER, Status.HELD, True),
    ],
)
def test_a_verdict_gives_the_status(store, verdict, status, deferred):
    comment = add(store)
    decide(store, [comment.id], verdict)
    after = store.comments.get(comment.id)
    assert (after.status, after.deferred) == (status, deferred)


@pytest.mark.parametrize("verdict", Verdict)
def test_undo_brings_back_everything(store, verdict):
    comment = add(store)
    act = decide(store, [comment.id], verdict)
    undone = store.acts.undo(act.id, "mod")
    assert store.comments.get(comment.id) == comment
    assert (undone.kind, undone.count, undone.skipped) == ("undo", 1, 0)


def test_an_undo_is_undone(store, clock):
    comment = add(store)
    store.reports.add(comment.id, reporter="r")
    act = decide(store, [comment.id])
    rejected = store.comments.get(comment.id)
    again = store.acts.undo(store.acts.undo(act.id, "mod").id, "mod")
    assert store.comments.get(comment.id) == rejected
    store.acts.undo(again.id, "mod")
    assert store.comments.get(comment.id).status is Status.HELD
    assert store.comments.get(comment.id).open_reports == 1


def test_an_act_is_undone_once(store):
    act = decide(store, [add(store).id])
    store.acts.undo(act.id, "mod")
    with pytest.raises(ConflictError, match="already undone"):
        store.acts.undo(act.id, "mod")


def test_undo_leaves_alone_what_somebody_changed_since(store):
    first, second = add(store, 1), add(store, 2)
    act = decide(store, [first.id, second.id])
    decide(store, [second.id], Verdict.APPROVE, "other", None)
    undone = store.acts.undo(act.id, "mod")
    assert (undone.count, undone.skipped) == (1, 1)
    assert store.comments.get(second.id).status is Status.PUBLISHED


def test_a_rejection_needs_a_reason(store):
    with pytest.raises(InvalidFieldError, match="reason: is missing"):
        decide(store, [add(store).id], reason=None)


def test_an_unknown_act_is_named(store):
    with pytest.raises(NotFoundError, match="'nothing'"):
        store.acts.undo("nothing", "mod")


def test_a_text_that_changed_since_it_was_seen_is_not_decided(store):
    comment = add(store)
    add(store, text="Another text")
    with pytest.raises(ConflictError, match="was not changed"):
        decide(store, [comment.id], revisions={comment.id: 1})
    assert decide(store, [comment.id], revisions={comment.id: 2}).count == 1


def test_what_another_holds_is_skipped_among_many(store, clock):
    first, second = add(store, 1), add(store, 2)
    store.claims.claim(first.id, "other", minutes=5)
    with pytest.raises(ConflictError):
        decide(store, [first.id])
    act = decide(store, [first.id, second.id])
    assert (act.count, act.skipped) == (1, 1)
    clock.move(minutes=5)
    assert decide(store, [first.id]).count == 1


def test_deciding_deals_with_reports_and_undo_opens_them_again(store):
    comment = add(store, action=Action.PUBLISH)
    store.reports.add(comment.id, reporter="r1")
    act = decide(store, [comment.id], Verdict.APPROVE)
    assert store.queues.count(Filter(Queue.REPORTED)) == 0
    assert store.reports.of(comment.id)[0].resolved
    store.acts.undo(act.id, "mod")
    assert store.queues.count(Filter(Queue.REPORTED)) == 1


def test_deferring_leaves_reports_open(store):
    comment = add(store)
    store.reports.add(comment.id)
    decide(store, [comment.id], Verdict.DEFER)
    assert store.comments.get(comment.id).open_reports == 1


def test_a_band_is_decided_and_undone_as_one(store):
    ids = [add(store, n, toxicity=n / 10).id for n in range(1, 10)]
    act = store.acts.decide_band(Filter(score_from=0.3, score_to=0.6), Verdict.APPROVE, "mod")
    assert act.count == 3
    assert [store.comments.get(i).status for i in ids[2:5]] == [Status.PUBLISHED] * 3
    assert store.acts.undo(act.id, "mod").count == 3
    assert store.queues.count(Filter()) == 9


def test_a_band_leaves_out_what_came_after_the_look(store):
    add(store, 1)
    seen = store.queues.histogram().up_to
    add(store, 2)
    assert store.acts.decide_band(Filter(up_to=seen), Verdict.APPROVE, "mod").count == 1


def test_an_act_that_changes_nothing_leaves_no_trace(store):
    act = store.acts.decide_band(Filter(), Verdict.APPROVE, "mod")
    assert act.count == 0
    assert store.acts.latest() == ()


def test_a_proposition_is_edited_kept_and_brought_back(store):
    comment = add(store)
    act = store.acts.edit_proposition(comment.article_id, "Keep it closed.", "Open it.", "ed")
    add(store, 2)  # the caller sends the old proposition once more
    stored = store.articles.get(comment.article_id)
    assert (stored.article.proposition, stored.article.opposite, stored.edited_by) == (
        "Keep it closed.",
        "Open it.",
        "ed",
    )
    store.acts.undo(act.id, "ed")
    assert store.articles.get(comment.article_id).article.proposition == "Mill Road should stay closed."


def test_the_latest_acts_come_first(store, clock):
    acts = []
    for number in (1, 2, 3):
        acts.append(decide(store, [add(store, number).id], moderator=f"m{number % 2}"))
        clock.move(seconds=1)
    assert [a.id for a in store.acts.latest()] == [a.id for a in reversed(acts)]
    assert [a.id for a in store.acts.latest("m0")] == [acts[1].id]
    store.acts.undo(acts[2].id, "m1")
    assert store.acts.last_undoable("m1").id == acts[0].id
    assert store.acts.latest()[1].undone
    assert store.acts.last_undoable("nobody") is None


def test_a_thousand_comments_are_one_act(store):
    ids = [add(store, n).id for n in range(30)]
    act = decide(store, ids * 40)
    assert act.count == 30
