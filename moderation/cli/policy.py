"""`moderation policy …`: check a policy file, and see what it would change before it is switched on."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click
from rich.console import Console
from rich.table import Table

from moderation.cli.db import database_url
from moderation.policy import DEFAULT_PATH, Policy, Replay, replay
from moderation.settings import Settings

if TYPE_CHECKING:
    from moderation.comment import Comment
    from moderation.decision import Decision
    from moderation.storage import Store

_SPAN: Final = re.compile(r"(\d+)([mhdw])")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _read_since(_ctx: click.Context, _param: click.Parameter, value: str) -> datetime:
    """Read a span ("7d") or a date."""
    if span := _SPAN.fullmatch(value):
        return datetime.now(UTC) - timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no span (30m, 12h, 7d, 4w) and no date (2026-11-23)") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.group()
def policy() -> None:
    """Check a policy file and try it on stored comments."""


@policy.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
def check(path: Path | None) -> None:
    """Check PATH, by default the policy that the settings name, and say what it has rules for."""
    settings = Settings.from_environment()
    path = path or settings.policy or DEFAULT_PATH
    places = Policy.read(path, settings.minimum_length).places
    names = [site if section is None else f"{site}/{section}" for site, section in places]
    click.echo(f"{path} is a good policy, with rules for {', '.join(['every site', *names])}.")


@policy.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--since", callback=_read_since, default="7d", show_default=True, help="A span (12h, 7d, 4w) or a date.")
@click.option("--site", help="Only comments of this site.")
@click.option("--show", default=10, show_default=True, help="So many of the comments that would be treated otherwise.")
def test(path: Path, since: datetime, site: str | None, show: int) -> None:
    """Judge stored comments by the policy in PATH, and show what would differ from the one in use. Changes nothing."""
    # imported here: SQLAlchemy takes a third of a second that checking a file does not spend
    from moderation.storage import open_store  # noqa: PLC0415

    settings = Settings.from_environment()
    in_use = Policy.read(settings.policy, settings.minimum_length)
    changed = Policy.read(path, settings.minimum_length)
    store = open_store(database_url(settings))
    print_replay(replay(in_use, changed, _judged(store, since, site)), show, Console())


def _judged(store: "Store", since: datetime, site: str | None) -> Iterator[tuple["Comment", "Decision", str | None]]:
    for comment, stored in store.comments.judged(since, site):
        decided = stored.decided_by is not None and not stored.deferred
        yield comment, stored.decision, stored.status.value if decided else None


def print_replay(result: Replay, show: int, console: Console) -> None:
    """Print what differs: a table of counts, then the comments themselves."""
    console.print(f"{result.total:,} comments replayed, {len(result.differences):,} would be treated otherwise.")
    if not result.differences:
        return
    table = Table("now", "then", "comments", "of these published by people", "rejected by people")
    for (before, after), count in sorted(result.counts.items()):
        if before is not after:
            said = [d.verdict for d in result.differences if (d.before, d.after) == (before, after)]
            table.add_row(before, after, f"{count:,}", str(said.count("published")), str(said.count("rejected")))
    console.print(table)
    for difference in result.differences[:show]:
        why = "; ".join(finding.message for finding in difference.findings) or "nothing speaks against it"
        line = " ".join(difference.comment.text.split())
        shown = line if len(line) <= 100 else f"{line[:99]}…"
        console.print(f"{difference.before} → {difference.after}  {shown}", markup=False, highlight=False)
        console.print(f"    {why}", markup=False, highlight=False, style="dim")
