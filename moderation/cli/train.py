"""`moderation train`: labelled comments in, a model and its figures out."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from moderation.settings import Settings


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled comments.")
@click.option("--output", type=click.Path(path_type=Path), help="Folder to write the model to.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same data: same model.")
def train(data: Path | None, output: Path | None, seed: int) -> None:
    """Fit a model to labelled comments, print its figures, write bundle and model card."""
    settings = Settings.from_environment()
    run_training(data or settings.data, output or settings.model_path(), seed)


def run_training(data: Path, output: Path, seed: int) -> None:
    """Train with a progress bar and print the figures."""
    # imported here: scikit-learn takes two seconds that serving does not spend
    from moderation.training.card import print_report  # noqa: PLC0415
    from moderation.training.fit import STEPS, train  # noqa: PLC0415

    console = Console()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Training", total=STEPS)
        begun = False

        def step(description: str) -> None:
            nonlocal begun
            bar.update(task, advance=1 if begun else 0, description=description)
            begun = True

        trained = train(data, output, seed=seed, progress=step)
        bar.update(task, completed=STEPS, description="Trained")
    print_report(trained.report, console)
    console.print(f"Model {trained.bundle.version} written to {output}, with model_card.md")
