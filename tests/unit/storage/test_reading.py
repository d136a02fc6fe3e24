"""Statements of reasons, the dashboard's figures, and the schema."""

import csv
import io
import json
from datetime import timedelta

import pytest

from moderation.decision import Action, Reason
from moderation.errors import NotFoundError, SettingsError, StorageError
from moderation.label import Stance
from moderation.storage import Verdict, open_store, schema
from moderation.storage.database import Database
from moderation.storage.statements import AUTHOR_TEXTS, REJECT_REASONS
from moderation.storage.tables import Base
from tests.unit.storage.conftest import add


def test_every_reason_has_a_text_for_the_author():
    assert set(AUTHOR_TEXTS) == set(Reason)
    assert set(REJECT_REASONS) <= set(Reason)


def test_a_persons_rejection_gives_a_statement(store, clock):
    comment = add(store)
    clock.move(seconds=9)
    store.acts.decide([comment.id], Verdict.REJECT, "mod", reason=Reason.INSULT)
    statement = store.statements.of(comment.id)
    assert (statement.comment, statement.article, statement.reason) == ("c1", "a1", "insult")
    assert statement.text == AUTHOR_TEXTS[Reason.INSULT]
    assert (statement.decided_at, statement.automated_detection, statement.automated_decision) == (clock(), True, False)


def test_a_rules_rejection_says_that_it_was_automatic(store):
    comment = add(store, action=Action.REJECT, reasons=[Reason.TOO_SHORT])
    statement = store.statements.of(comment.id)
    assert (statement.reason, statement.automated_decision) == ("too_short", True)


def test_what_is_not_rejected_has_no_statement(store):
    with pytest.raises(NotFoundError, match="is not rejected"):
        store.statements.of(add(store).id)


def test_statements_export_as_json_and_csv(store, clock):
    begin = clock()
    for number in range(2):
        add(store, number, Action.REJECT, reasons=[Reason.LINKS], site="=cmd()")
        clock.move(seconds=1)
    statements = list(store.statements.between(begin, clock(), "=cmd()"))
    assert [s["comment"] for s in json.loads(store.statements.to_json(statements))] == ["c0", "c1"]
    rows = list(csv.DictReader(io.StringIO(store.statements.to_csv(statements))))
    assert [row["reason"] for row in rows] == ["links", "links"]
    assert rows[0]["site"] == "'=cmd()"
    assert len(list(store.statements.between(begin, begin + timedelta(seconds=1)))) == 1


def test_figures_of_an_empty_database(store, clock):
    span = (clock() - timedelta(days=1), clock())
    assert store.figures.volume(*span) == store.figures.agreement(*span) == store.figures.stances(*span) == ()
    summary = store.figures.summary(*span)
    assert (summary.comments, summary.held_share, summary.median_seconds) == (0, 0.0, None)


def test_figures_count(store, clock):
    begin = clock()
    high = [add(store, n, Action.HOLD, toxicity=0.9, stance=Stance.OPPOSE).id for n in range(3)]
    low = [add(store, n, Action.PUBLISH, toxicity=0.1, stance=Stance.SUPPORT).id for n in range(3, 6)]
    clock.move(seconds=100)
    store.acts.decide(high[:2] + low[:1], Verdict.REJECT, "mod", reason=Reason.INSULT)
    store.acts.decide(low[1:2], Verdict.APPROVE, "mod")
    clock.move(days=1)
    add(store, 9, Action.REJECT, site="other")
    span = (begin, clock() + timedelta(seconds=1))
    days = store.figures.volume(*span)
    assert [(d.day.isoformat(), d.published, d.held, d.rejected) for d in days] == [
        ("2026-11-23", 3, 3, 0),
        ("2026-11-24", 0, 0, 1),
    ]
    assert len(store.figures.volume(*span, "default")) == 1
    summary = store.figures.summary(*span, "default")
    assert (summary.comments, summary.held_share, summary.open_held, summary.decided) == (6, 0.5, 1, 4)
    assert (summary.median_seconds, summary.ninth_decile_seconds) == (100, 100)
    row = next(r for r in store.figures.agreement(*span) if r.threshold == 0.5)
    assert (row.caught, row.agreement, row.precision) == (2, 0.75, 1.0)
    assert row.recall == pytest.approx(2 / 3)
    (split,) = store.figures.stances(*span, "default")
    assert (split.counts[Stance.SUPPORT], split.counts[Stance.OPPOSE], split.article.article.id) == (3, 3, "a1")


def test_the_migrations_build_what_the_tables_say(store):
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    with store.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _is_ours})
        assert compare_metadata(context, Base.metadata) == []


def _is_ours(_object, name, kind, _reflected, _compared):
    """Full-text search is a migration of its own: FTS5 and expression indexes are no part of the metadata."""
    return name is None or not name.startswith(("comment_search", "ix_comment_search")) or kind == "column"


def test_upgrading_twice_changes_nothing(store):
    schema.upgrade(store.database)
    schema.check(store.database)


def test_a_new_sqlite_file_is_migrated_at_once(tmp_path):
    path = tmp_path / "new" / "moderation.db"
    open_store(str(path)).close()
    assert path.is_file()


def test_a_postgresql_database_that_is_not_up_to_date_is_refused(postgresql_databases):
    import psycopg  # noqa: PLC0415

    url = postgresql_databases.create()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty_one")
    with pytest.raises(StorageError, match="moderation db upgrade"):
        open_store(url.replace("/postgres?", "/empty_one?"))


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "oracle://x/y"])
def test_what_is_no_database_is_refused(url):
    with pytest.raises(SettingsError):
        Database(url)


def test_a_database_that_does_not_answer_is_an_error_of_ours(tmp_path):
    with pytest.raises(StorageError, match="did not answer"):
        open_store("postgresql://localhost:1/none")
    (tmp_path / "x.db").write_text("this is no database, whatever its name says" * 100)
    with pytest.raises(StorageError, match="no SQLite database"):
        open_store(str(tmp_path / "x.db"))
