"""`moderation corpora …`: list, fetch and verify the public corpora."""

from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from moderation.errors import ModerationError, SettingsError
from moderation.settings import Settings


@click.group()
def corpora() -> None:
    """Get the public corpora that the pretrained model learns from."""


@corpora.command("list")
def list_() -> None:
    """List the corpora: what can be fetched from where, and what has to be got by hand."""
    # imported here, and below: pandas takes half a second that other commands do not spend
    from moderation.training.sources import SOURCES  # noqa: PLC0415

    for source in SOURCES:
        click.echo(f"{source.name}: {source.rows:,} rows, {'fetched' if source.original else 'by hand'}")
        for line in source.original.addresses if source.original else (source.by_hand,):
            click.echo(f"    {line}")


@corpora.command()
@click.argument("names", nargs=-1, metavar="[NAME …]")
def fetch(names: tuple[str, ...]) -> None:
    """Download corpora into the folder MODERATION_CORPORA: these, or all that need no account.

    Each is kept only where its content has the digest that we know; those that are there are skipped.
    """
    from moderation.training.fetch import Fetcher  # noqa: PLC0415
    from moderation.training.sources import chosen  # noqa: PLC0415

    fetcher = Fetcher(_folder())
    with _bar() as bar:
        task = bar.add_task("")

        def step(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        def get(name: str) -> str:
            bar.update(task, description=name)
            return "fetched" if fetcher.fetch(sources[name], step) else "there already"

        sources = {source.name: source for source in chosen(names) if names or source.original}
        _each(tuple(sources), get)


@corpora.command()
@click.argument("names", nargs=-1, metavar="[NAME …]")
def verify(names: tuple[str, ...]) -> None:
    """Check corpora in the folder MODERATION_CORPORA against their digests: these, or all."""
    from moderation.training.corpora import place  # noqa: PLC0415
    from moderation.training.fetch import verify  # noqa: PLC0415
    from moderation.training.sources import chosen  # noqa: PLC0415

    folder = _folder()
    sources = {source.name: source for source in chosen(names)}

    def check(name: str) -> str:
        verify(place(folder, name), sources[name])
        return f"{sources[name].rows:,} rows as they should be"

    _each(tuple(sources), check)


def _folder() -> Path:
    folder = Settings.from_environment().corpora
    if folder is None:
        raise SettingsError("MODERATION_CORPORA is not set: name the folder for public corpora, see docs/corpora.md")
    return folder


def _each(names: tuple[str, ...], act: Callable[[str], str]) -> None:
    """Act on each corpus and say what came of it; fail at the end where one failed."""
    failed = 0
    for name in names:
        try:
            click.echo(f"{name}: {act(name)}")
        except ModerationError as error:
            failed += 1
            click.echo(f"{name}: {error}", err=True)
    if failed:
        raise click.ClickException(f"{failed} of {len(names)} corpora failed, see above")


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
