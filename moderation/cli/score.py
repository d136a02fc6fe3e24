"""`moderation score`: one line, or a whole file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from moderation.settings import Settings

if TYPE_CHECKING:
    from rich.progress import Task
    from rich.text import Text


@click.command()
@click.argument("source", type=click.Path(path_type=Path), required=False)
@click.option("--text", help="One line of text to score; prints JSON.")
@click.option("--text-column", default="text", show_default=True, help="The column that holds the comment.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write: .parquet, .csv or .jsonl.")
@click.option("--processes", type=int, help="Scoring processes; one a core by default.")
@click.option("--scheduler", help="Dask scheduler (tcp://…), or `local`: SOURCE and OUT are folders of Parquet.")
def score(
    source: Path | None,
    text: str | None,
    text_column: str,
    out: Path | None,
    processes: int | None,
    scheduler: str | None,
) -> None:
    """Score a line, a file (.csv, .jsonl, .parquet) or, on a Dask cluster, a folder of Parquet."""
    settings = Settings.from_environment()
    if text is not None:
        _score_line(text)
    elif source is None or out is None:
        raise click.UsageError("give SOURCE and --out, or --text")
    elif scheduler:
        _score_on_cluster(source, out, text_column, scheduler, settings)
    else:
        _score_file(source, out, text_column, processes, settings)


def _score_line(text: str) -> None:
    # imported here: the response is Flask's side of the house, files do without it
    from moderation.app import create_app  # noqa: PLC0415

    answer = create_app().test_client().post("/v1/score", json={"comment": {"text": text}}).get_json()
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


class _RateColumn(TextColumn):
    """Rows a second."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: "Task") -> "Text":
        from rich.text import Text  # noqa: PLC0415  # only when a bar is drawn

        return Text(f"{task.completed:,.0f} rows  {task.finished_speed or task.speed or 0:,.0f}/s")


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        _RateColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _score_file(source: Path, out: Path, text_column: str, processes: int | None, settings: Settings) -> None:
    # imported here: pyarrow takes a while to load
    from moderation.bulk.files import score_file  # noqa: PLC0415
    from moderation.bulk.rows import count_rows  # noqa: PLC0415

    console = Console(stderr=True)
    with _bar(console) as bar:
        task = bar.add_task(source.name, total=count_rows(source))
        summary = score_file(
            source,
            out,
            model=settings.model_path(),
            text_column=text_column,
            longest=settings.maximum_bytes,
            processes=processes,
            progress=lambda rows: bar.advance(task, rows),
        )
    console.print(f"{summary.scored:,} rows scored into {out}")
    if summary.rejected_file:
        console.print(f"{summary.rejected:,} rows refused: see {summary.rejected_file}")


def _score_on_cluster(source: Path, out: Path, text_column: str, scheduler: str, settings: Settings) -> None:
    # imported here: Dask comes with the extra [cluster]
    from distributed import Client, LocalCluster  # noqa: PLC0415

    from moderation.bulk.cluster import score_folder  # noqa: PLC0415

    console = Console(stderr=True)
    cluster = LocalCluster(threads_per_worker=1, dashboard_address=None) if scheduler == "local" else scheduler
    with Client(cluster) as client, _bar(console) as bar:
        task = bar.add_task(source.name, total=None)
        rows = score_folder(
            source,
            out,
            client=client,
            model=settings.model_path(),
            text_column=text_column,
            progress=lambda done: bar.advance(task, done),
        )
    console.print(f"{rows:,} rows scored into {out}")
