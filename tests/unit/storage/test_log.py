"""The log says everything, and nobody changes it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from moderation.decision import Reason
from moderation.storage import Verdict
from tests.unit.storage.conftest import add


@pytest.mark.parametrize("statement", ["UPDATE log SET actor = 'x'", "DELETE FROM log"])
def test_the_log_is_append_only(store, statement):
    add(store)
    with pytest.raises(DBAPIError, match="append-only"), store.database.write() as connection:
        connection.execute(text(statement))
    assert len(store.log.page()) == 1


def test_postgresql_does_not_truncate_it_either(postgresql_databases):
    from moderation.storage import open_store  # noqa: PLC0415

    store = open_store(postgresql_databases.create())
    with pytest.raises(DBAPIError, match="append-only"), store.database.write() as connection:
        connection.execute(text("TRUNCATE log"))
    store.close()


def test_an_entry_says_who_when_what_from_to_why_and_which_model(store, clock):
    comment = add(store)
    clock.move(minutes=3)
    act = store.acts.decide([comment.id], Verdict.REJECT, "mod", reason=Reason.THREAT)
    entry = store.acts.history(comment.id)[-1]
    assert (entry.actor, entry.at, entry.kind, entry.act) == ("mod", clock(), "reject", act.id)
    assert (entry.before["status"], entry.after["status"]) == ("held", "rejected")
    assert (entry.reason, entry.model_version) == ("threat", "fixed")


def test_the_log_has_no_word_and_no_name_of_a_reader(store):
    comment = add(store, text="secret words", author="secret author")
    add(store, text="other secret words", author="secret author")
    store.reports.add(comment.id, reporter="secret reporter", note="secret note")
    store.acts.decide([comment.id], Verdict.REJECT, "mod", reason=Reason.OTHER, note="secret note")
    store.authors.erase("default", "secret author", "admin")
    assert "secret" not in repr(store.log.page())


def test_pages_go_back_from_the_latest(store):
    for number in range(5):
        add(store, number)
    first = store.log.page(limit=2)
    assert [e.id for e in first] == [5, 4]
    assert [e.id for e in store.log.page(limit=2, before=first[-1].id)] == [3, 2]
