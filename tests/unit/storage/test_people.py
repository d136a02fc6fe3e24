"""Users, readers' reports, authors, labels, and second opinions."""

import pytest

from moderation.decision import Action, Reason
from moderation.errors import ConflictError, InvalidFieldError, NotFoundError
from moderation.label import CIVILITY, Attribute
from moderation.storage import Filter, Queue, Role, Status, Verdict
from moderation.storage.reviews import kappa
from tests.unit.storage.conftest import add

PASSWORD = "correct horse battery"


def test_a_user_signs_in_with_the_right_password_only(store):
    user = store.users.add("ann", PASSWORD, Role.EDITOR)
    assert store.users.verify("ann", PASSWORD) == user
    assert store.users.verify("ann", PASSWORD + "x") is None
    assert store.users.verify("nobody", PASSWORD) is None
    with pytest.raises(ConflictError, match="'ann'"):
        store.users.add("ann", PASSWORD, Role.ADMIN)


def test_a_disabled_user_does_not_sign_in(store):
    store.users.add("ann", PASSWORD, Role.MODERATOR)
    assert store.users.disable("ann", "boss").disabled
    assert store.users.verify("ann", PASSWORD) is None


def test_role_and_password_change_and_the_log_has_no_hash(store):
    user = store.users.add("ann", PASSWORD, Role.MODERATOR)
    store.users.set_role("ann", Role.ADMIN, "boss")
    store.users.set_password("ann", "another long password", "boss")
    assert store.users.verify("ann", "another long password").role is Role.ADMIN
    assert [e.kind for e in store.log.of("user", user.id)] == ["add", "role", "password"]
    assert "argon2" not in repr(store.log.page())
    assert store.users.all() == (store.users.get(user.id),) == (store.users.find("ann"),)
    with pytest.raises(NotFoundError):
        store.users.set_role("nobody", Role.ADMIN, "boss")


@pytest.mark.parametrize(("password", "field"), [("x" * 11, "password"), (PASSWORD, "name")], ids=["short", "no name"])
def test_what_is_no_user_is_refused(store, password, field):
    with pytest.raises(InvalidFieldError, match=field):
        store.users.add("ann" if field == "password" else " ", password, Role.MODERATOR)
    assert store.users.all() == ()


@pytest.mark.parametrize("role", Role)
def test_a_role_includes_those_before_it(role):
    order = [Role.MODERATOR, Role.EDITOR, Role.ADMIN]
    assert [role.includes(other) for other in order] == [order.index(role) >= i for i in range(3)]


def test_a_reader_reports_once(store):
    comment = add(store, action=Action.PUBLISH)
    first = store.reports.add(comment.id, reporter="r1", reason="insult")
    assert store.reports.add(comment.id, reporter="r1") == first
    store.reports.add(comment.id)
    store.reports.add(comment.id)
    assert store.comments.get(comment.id).open_reports == 3
    assert len(store.reports.of(comment.id)) == 3
    with pytest.raises(NotFoundError):
        store.reports.add(99)


def test_an_authors_history(store, clock):
    begin = clock()
    for number, action in enumerate([Action.PUBLISH, Action.PUBLISH, Action.HOLD]):
        comment = add(store, number, action)
        clock.move(seconds=1)
    add(store, 9, author="bob")
    store.reports.add(comment.id)
    history = store.authors.history("default", "ann", limit=2)
    assert history.counts == {Status.PUBLISHED: 2, Status.HELD: 1}
    assert (history.first_seen, history.reports) == (begin, 1)
    assert [c.external_id for c in history.recent] == ["c2", "c1"]
    assert store.authors.history("default", "nobody").first_seen is None


def test_labels_are_explicit_or_implied_by_decisions(store):
    rejected, approved, spam, undone = (add(store, n) for n in range(4))
    store.acts.decide([rejected.id], Verdict.REJECT, "mod", reason=Reason.INSULT)
    store.acts.decide([approved.id], Verdict.APPROVE, "mod")
    store.acts.decide([spam.id], Verdict.REJECT, "mod", reason=Reason.SPAM)
    store.acts.undo(store.acts.decide([undone.id], Verdict.APPROVE, "mod").id, "mod")
    store.labels.add(spam.id, Attribute.SARCASTIC, 1.0, "mod")
    store.labels.add(spam.id, Attribute.SARCASTIC, 0.0, "mod")
    store.labels.add_text("From outside", Attribute.TOXICITY, 1.0, "perspective", "coral")
    rows = list(store.labels.rows())
    assert [(r.text, r.attribute, r.value, r.source) for r in rows[:2]] == [
        (spam.text, Attribute.SARCASTIC, 0.0, "moderator"),
        ("From outside", Attribute.TOXICITY, 1.0, "perspective"),
    ]
    assert {(r.text, r.attribute, r.value) for r in rows[2:]} == {
        (rejected.text, Attribute.INSULT, 1.0),
        *((approved.text, a, 0.0) for a in CIVILITY),
    }
    assert rows[2].article == "a1"


def test_a_decision_about_an_earlier_text_labels_nothing(store, clock):
    comment = add(store)
    store.acts.decide([comment.id], Verdict.APPROVE, "mod")
    clock.move(seconds=1)
    add(store, text="Something else")
    assert list(store.labels.rows()) == []


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_a_label_lies_between_0_and_1(store, value):
    with pytest.raises(InvalidFieldError, match="value"):
        store.labels.add_text("x", Attribute.INSULT, value, "s", "a")


def review_all(store, reviewer, answers):
    while (review := store.reviews.next(reviewer)) is not None:
        verdict, reason = answers[review.comment.external_id]
        store.reviews.answer(review.id, reviewer, verdict, reason)


def test_second_reviews_are_blind_and_counted(store):
    insult, spam = (Verdict.REJECT, Reason.INSULT), (Verdict.REJECT, Reason.SPAM)
    fine = (Verdict.APPROVE, None)
    first = {"c0": insult, "c1": insult, "c2": fine, "c3": fine, "c4": spam}
    for number, (verdict, reason) in enumerate(first.values()):
        store.acts.decide([add(store, number).id], verdict, "one", reason=reason)
    assert store.reviews.draw(99, seed=0) == 5
    assert store.reviews.draw(99) == 0
    assert store.reviews.next("one") is None
    review_all(store, "two", first | {"c1": fine, "c4": insult})
    assert store.reviews.pending() == 0
    agreement = store.reviews.agreement()
    assert agreement.reviews == 5
    assert agreement.kappa == pytest.approx(kappa([(1, 1), (1, 0), (0, 0), (0, 0), (1, 1)]))
    assert agreement.by_reason[Reason.INSULT] == pytest.approx(kappa([(1, 1), (1, 0), (0, 0), (0, 0), (0, 1)]))
    assert agreement.by_reason[Reason.SPAM] == pytest.approx(0.0)
    assert {e.kind for e in store.log.page()} >= {"review"}


def test_a_review_is_held_by_one_and_answered_once(store):
    for number in range(2):
        store.acts.decide([add(store, number).id], Verdict.APPROVE, "one")
    store.reviews.draw(2)
    mine = store.reviews.next("two")
    assert store.reviews.next("two").id == mine.id
    assert store.reviews.next("three").id != mine.id
    with pytest.raises(ConflictError):
        store.reviews.answer(mine.id, "three", Verdict.APPROVE)
    with pytest.raises(InvalidFieldError):
        store.reviews.answer(mine.id, "two", Verdict.REJECT)
    with pytest.raises(InvalidFieldError):
        store.reviews.answer(mine.id, "two", Verdict.DEFER)
    store.reviews.answer(mine.id, "two", Verdict.APPROVE)
    with pytest.raises(ConflictError):
        store.reviews.answer(mine.id, "two", Verdict.APPROVE)
    with pytest.raises(NotFoundError):
        store.reviews.answer(99, "two", Verdict.APPROVE)
    assert store.comments.get(mine.comment.id).decided_by == "one"


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [([], None), ([(1, 1), (1, 1)], None), ([(1, 1), (0, 0)], 1.0), ([(1, 0), (0, 1)], -1.0), ([(1, 1), (1, 0)], 0.0)],
)
def test_kappa_on_cases_worked_by_hand(pairs, expected):
    assert kappa(pairs) == expected


def test_undone_decisions_are_not_drawn(store):
    store.acts.undo(store.acts.decide([add(store).id], Verdict.APPROVE, "one").id, "one")
    assert store.reviews.draw(9) == 0
    assert store.queues.count(Filter(Queue.HELD)) == 1
