"""`moderation migrate report LOG`: a publisher's own log of Perspective calls, scored again here and compared."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from moderation.settings import Settings

if TYPE_CHECKING:
    from moderation.api.attributes import AttributeTable
    from moderation.models.model import Model
    from moderation.training.migration.compare import Comparison
    from moderation.training.migration.log import PerspectiveLog
    from moderation.training.migration.report import MigrationReport

_WIDEST_TEXT = 90


@click.group()
def migrate() -> None:
    """Move here from Google's Perspective API."""


@migrate.command()
@click.argument("log", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path("migration_report.html"),
    show_default=True,
    help="The page to write.",
)
def report(log: Path, output: Path) -> None:
    """Score the comments of LOG (JSON lines with text and Perspective's scores) and compare both scores.

    Prints the agreement and the thresholds that keep the rate of flags; the page has plots and all disagreements.
    """
    # imported here: SciPy takes a second that other commands do not spend
    from moderation.training.migration.report import render_page  # noqa: PLC0415

    settings = Settings.from_environment()
    found = build_report(log, settings)
    _print(found, Console(markup=False))
    output.write_text(render_page(found), encoding="utf-8")
    click.echo(f"Plots and {len(found.disagreements)} disagreements to read: {output}")


def build_report(log: Path, settings: Settings) -> "MigrationReport":
    """Read, score and compare a log. Raises `DataError`, `BundleError`."""
    import moderation  # noqa: PLC0415
    from moderation.api.attributes import AttributeTable  # noqa: PLC0415
    from moderation.policy.composite import parse_composites  # noqa: PLC0415
    from moderation.training.migration.compare import largest_disagreements  # noqa: PLC0415
    from moderation.training.migration.log import read_log  # noqa: PLC0415
    from moderation.training.migration.report import MigrationReport  # noqa: PLC0415

    given = read_log(log)
    if not given.comments:
        raise click.ClickException(f"{log} has no comment with a score: {dict(given.skipped) or 'it is empty'}")
    model = moderation.load(settings.model_path())
    table = AttributeTable(model.heads, settings.minimum_length, parse_composites(settings.composites))
    scored = _score(given, model, table)
    compared = [_compare(name, given, scored[name], table) for name in given.attributes if scored[name]]
    return MigrationReport(
        log.name,
        len(given.comments),
        given.skipped,
        model.version,
        [comparison for comparison, _ in compared],
        [name for name in given.attributes if not scored[name]],
        largest_disagreements([comparison for comparison, _ in compared], [places for _, places in compared]),
    )


def _score(log: "PerspectiveLog", model: "Model", table: "AttributeTable") -> Mapping[str, Mapping[int, float]]:
    """Return our score of each comment that Perspective scored, by attribute and place in the log."""
    from moderation.comment import Comment  # noqa: PLC0415

    rows = {name: row for name in log.attributes if (row := table.find(name)) is not None and row.is_available}
    scored: dict[str, dict[int, float]] = {name: {} for name in log.attributes}
    comments: Iterable[int] = range(len(log.comments))
    for i in track(comments, "Scoring", console=Console(stderr=True), transient=True):
        comment = Comment(log.comments[i].text)
        scores = model.score(comment)
        for name in log.comments[i].scores.keys() & rows.keys():
            value = table.value(rows[name], comment, scores)
            if value is not None:
                scored[name][i] = value
    return scored


def _compare(
    name: str, log: "PerspectiveLog", scored: Mapping[int, float], table: "AttributeTable"
) -> "tuple[Comparison, list[tuple[int, str]]]":
    import numpy as np  # noqa: PLC0415

    from moderation.training.migration.compare import compare  # noqa: PLC0415

    row = table.find(name)
    theirs = np.array([log.comments[i].scores[name] for i in scored])
    places = [(log.comments[i].line, log.comments[i].text) for i in scored]
    source = f"{row.kind.value}, {row.source}" if row else ""
    return compare(name, source, theirs, np.array(list(scored.values()))), places


def _print(report: "MigrationReport", console: Console) -> None:
    from moderation.training.migration.report import share  # noqa: PLC0415

    console.print(f"{report.comments:,} comments of {report.log}, model {report.model_version}")
    for cause, count in report.skipped.items():
        console.print(f"{count:,} lines left out: {cause}")
    if report.unavailable:
        console.print(f"No number here for {', '.join(report.unavailable)}")
    table = Table("attribute", "Spearman", "above", "Perspective", "moderation", "both", "overlap", "AUC", "same rate")
    for comparison in report.comparisons:
        for i, row in enumerate(comparison.flags):
            first = (comparison.attribute, share(comparison.spearman)) if i == 0 else ("", "")
            counts = (f"{n:,}" for n in (row.theirs, row.ours, row.both))
            same = "–" if row.same_rate is None else f"{row.same_rate:g} (keeps {row.kept:,})"
            table.add_row(*first, f"{row.threshold:.2f}", *counts, share(row.overlap), share(row.auc), same)
    console.print(table)
    disagreements = Table("line", "attribute", "Perspective", "moderation", "comment", title="Largest disagreements")
    for one in report.disagreements:
        text = " ".join(one.text.split())[:_WIDEST_TEXT]
        disagreements.add_row(str(one.line), one.attribute, f"{one.theirs:.2f}", f"{one.ours:.2f}", text)
    console.print(disagreements)
