"""What must be forgotten is forgotten, in every table and in the file itself."""

from pathlib import Path

import pytest
from sqlalchemy import select

from moderation.decision import Action, Reason
from moderation.label import Attribute
from moderation.storage import Filter, Queue, Status, Verdict
from moderation.storage.tables import Base
from tests.unit.storage.conftest import add, unlike


def everything(store):
    with store.database.read() as connection:
        tables = Base.metadata.sorted_tables
        return "\n".join(str(row) for table in tables for row in connection.execute(select(table)))


@pytest.fixture
def traced(store):
    """A comment that has left its trace wherever one can."""
    comment = add(store, 1, text="xylophone " + unlike(1), author="zenobia", reasons=[Reason.LINKS])
    add(store, 1, text="xylophone again " + unlike(2), author="zenobia")
    store.reports.add(comment.id, reporter="r", note="says xylophone")
    store.labels.add(comment.id, Attribute.INSULT, 1.0, "mod")
    store.acts.decide([comment.id], Verdict.REJECT, "mod", reason=Reason.OTHER, note="xylophone")
    other = add(store, 2, author="bob")
    store.reports.add(other.id, reporter="zenobia")
    return comment


def test_erasing_an_author_leaves_no_word_and_no_name(store, traced):
    assert "xylophone" in everything(store)
    assert store.authors.erase("default", "zenobia", "admin") == 1
    left = everything(store)
    assert "xylophone" not in left
    assert "zenobia" not in left


def test_a_tombstone_and_the_log_stay(store, traced):
    store.authors.erase("default", "zenobia", "admin")
    tombstone = store.comments.find("default", "c1")
    assert (tombstone.status, tombstone.text, tombstone.author) == (Status.ERASED, "", None)
    entry = store.acts.history(tombstone.id)[-1]
    assert (entry.kind, entry.actor, entry.before["status"]) == ("erase", "admin", "rejected")
    assert len(store.acts.history(tombstone.id)) == 6


def test_a_tombstone_is_in_no_queue_and_cannot_be_decided(store, traced):
    act = store.acts.latest()[0]
    store.authors.erase("default", "zenobia", "admin")
    assert [store.queues.count(Filter(queue, author="zenobia")) for queue in Queue] == [0] * len(Queue)
    assert store.queues.count(Filter(Queue.ALL, search="xylophone")) == 0
    assert store.acts.undo(act.id, "mod").skipped == 1
    assert store.comments.get(traced.id).status is Status.ERASED


def test_other_authors_and_other_sites_stay(store):
    add(store, 1, author="zenobia", site="other")
    add(store, 2, author="bob")
    assert store.authors.erase("default", "zenobia", "admin") == 0
    assert store.queues.count(Filter(Queue.ALL)) == 2


def test_erased_words_are_gone_from_the_sqlite_file(sqlite_databases):
    from moderation.storage import open_store  # noqa: PLC0415

    path = sqlite_databases.create()
    store = open_store(path)
    add(store, 1, text="xylophone " + unlike(1), author="zenobia")
    for number in range(2, 20):
        add(store, number)
    store.authors.erase("default", "zenobia", "admin")
    store.close()
    with store.database.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    kept = b"".join(p.read_bytes() for p in Path(path).parent.glob(Path(path).name + "*"))
    assert b"xylophone" not in kept
    assert b"zenobia" not in kept


def test_retention_erases_what_is_older(store, clock):
    old = add(store, 1, Action.PUBLISH)
    clock.move(days=30)
    edge = add(store, 2)
    clock.move(days=30)
    assert store.retention.purge(days=60) == 0
    clock.move(seconds=1)
    assert store.retention.purge(days=60) == 1
    assert store.comments.get(old.id).status is Status.ERASED
    assert store.comments.get(edge.id).status is Status.HELD
    assert store.retention.purge(days=60) == 0


def test_retention_goes_on_until_all_is_erased(store, clock, monkeypatch):
    monkeypatch.setattr("moderation.storage.retention._AT_ONCE", 2)
    for number in range(5):
        add(store, number)
    clock.move(days=2)
    assert store.retention.purge(days=1) == 5
