"""`moderation semantic fit`: the optional stronger scorers of stance and relevance, from what may train them."""

from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from moderation.errors import SettingsError
from moderation.settings import Settings
from moderation.training.starting_weights import STARTS


@click.group()
def semantic() -> None:
    """Look after the stronger, slower scorer of stance and relevance."""


@semantic.command()
@click.option("--output", type=click.Path(path_type=Path), default=Path("models/semantic"), help="Folder to write.")
@click.option(
    "--start",
    default="mpnet",
    show_default=True,
    type=click.Choice(tuple(STARTS)),
    help="mpnet is better; minilm is tuned and answers five times as fast.",
)
@click.option("--seed", default=0, show_default=True, help="Same seed, same data: same model.")
def fit(output: Path, start: str, seed: int) -> None:
    """Tune it, an hour on two cores (minilm: a quarter); needs MODERATION_CORPORA and the extra `semantic`."""
    # imported here: seconds that other commands do not spend
    from moderation.models.model import Model  # noqa: PLC0415
    from moderation.training.semantic_fit import fit_semantic  # noqa: PLC0415

    settings = Settings.from_environment()
    if settings.corpora is None:
        raise SettingsError("MODERATION_CORPORA is not set: name the folder of public corpora, see docs/corpora.md")
    click.echo("Reading the sentences of comments and articles, then tuning")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("loss", total=None)

        def show(step: int, steps: int, loss: float) -> None:
            bar.update(task, completed=step, total=steps, description=f"loss {loss:.2f}")

        light = Model.load(settings.model_path())
        made = fit_semantic(settings.data, settings.corpora, light, output, start=start, seed=seed, progress=show)
    click.echo(f"Written to {output}: set MODERATION_SEMANTIC={output} to use it.")
    click.echo(f"Side right on held-out articles of {settings.data}: {made.side_accuracy:.3f} (chance .5)")
