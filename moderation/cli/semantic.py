"""`moderation semantic fit`: the optional stronger stance scorer, from our data and the debates that may train it."""

from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from moderation.errors import SettingsError
from moderation.settings import Settings


@click.group()
def semantic() -> None:
    """Look after the stronger, slower stance scorer."""


@semantic.command()
@click.option("--output", type=click.Path(path_type=Path), default=Path("models/semantic"), help="Folder to write.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same data: same model.")
def fit(output: Path, seed: int) -> None:
    """Tune MiniLM for a quarter of an hour; needs MODERATION_CORPORA and the extra `semantic`."""
    # imported here: seconds that other commands do not spend
    from moderation.training.cross_encoder import Questions, fit_cross_encoder, side_accuracy, start, write  # noqa: PLC0415
    from moderation.training.data import read_dataset  # noqa: PLC0415
    from moderation.training.debates import of_dataset, permitted_debates  # noqa: PLC0415

    settings = Settings.from_environment()
    if settings.corpora is None:
        raise SettingsError("MODERATION_CORPORA is not set: name the folder of public corpora, see docs/corpora.md")
    dataset = read_dataset(settings.data)
    debates = [of_dataset(dataset, "train"), *permitted_debates(settings.data, settings.corpora)]
    questions, encoder = Questions.of(debates), start()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("loss")
        fit_cross_encoder(
            encoder,
            questions,
            seed=seed,
            progress=lambda step, steps, loss: bar.update(
                task, completed=step, total=steps, description=f"loss {loss:.2f}"
            ),
        )
    write(encoder, Questions.of([of_dataset(dataset, "dev")]), output, {"comments": len(questions.texts)})
    test = Questions.of([of_dataset(dataset, "test")])
    click.echo(f"Written to {output}: set MODERATION_SEMANTIC={output} to use it.")
    click.echo(f"Side right on held-out articles of {settings.data}: {side_accuracy(encoder, test):.3f} (chance .5)")
