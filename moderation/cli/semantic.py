"""`moderation semantic fit`: the optional stronger scorers of stance and relevance, from what may train them."""

from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from moderation.errors import SettingsError
from moderation.models.model import Model
from moderation.settings import Settings


@click.group()
def semantic() -> None:
    """Look after the stronger, slower scorer of stance and relevance."""


@semantic.command()
@click.option("--output", type=click.Path(path_type=Path), default=Path("models/semantic"), help="Folder to write.")
@click.option(
    "--start",
    default="mpnet",
    show_default=True,
    type=click.Choice(("mpnet", "minilm")),
    help="mpnet is better; minilm is tuned and answers five times as fast.",
)
@click.option("--seed", default=0, show_default=True, help="Same seed, same data: same model.")
def fit(output: Path, start: str, seed: int) -> None:
    """Tune it, an hour and a half (minilm: a quarter); needs MODERATION_CORPORA and the extra `semantic`."""
    # imported here: seconds that other commands do not spend
    from moderation.training.cross_encoder import (  # noqa: PLC0415
        Questions,
        fit_cross_encoder,
        side_accuracy,
        with_head,
        write,
    )
    from moderation.training.data import articles_of, read_dataset  # noqa: PLC0415
    from moderation.training.debates import of_dataset, permitted_debates  # noqa: PLC0415
    from moderation.training.relevance import fit_sentences  # noqa: PLC0415
    from moderation.training.starting_weights import STARTS, load_start  # noqa: PLC0415

    settings = Settings.from_environment()
    if settings.corpora is None:
        raise SettingsError("MODERATION_CORPORA is not set: name the folder of public corpora, see docs/corpora.md")
    dataset = read_dataset(settings.data)
    debates = [of_dataset(dataset, "train"), *permitted_debates(settings.data, settings.corpora)]
    questions, encoder = Questions.of(debates).with_elsewhere(), with_head(load_start(start), seed=seed)
    frozen = load_start(start)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as bar:
        task = bar.add_task("loss")
        fit_cross_encoder(
            encoder,
            questions,
            epochs=STARTS[start].epochs,
            rate=STARTS[start].rate,
            seed=seed,
            progress=lambda step, steps, loss: bar.update(
                task, completed=step, total=steps, description=f"loss {loss:.2f}"
            ),
        )
    click.echo("Reading sentences for relevance")
    frame = dataset.split("train", "dev")
    relevance = fit_sentences(
        frozen,
        Model.load(settings.model_path()).relevance,
        frame["text"].tolist(),
        articles_of(dataset, frame),
        frame["on_topic"].fillna(1).to_numpy(),
        seed,
    )
    held_out = Questions.of([of_dataset(dataset, "dev")])
    write(encoder, held_out, output, start, {"comments": len(questions.texts)}, relevance)
    test = Questions.of([of_dataset(dataset, "test")])
    click.echo(f"Written to {output}: set MODERATION_SEMANTIC={output} to use it.")
    click.echo(f"Side right on held-out articles of {settings.data}: {side_accuracy(encoder, test):.3f} (chance .5)")
