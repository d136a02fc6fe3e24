"""`moderation train`: labelled comments in, a model and its figures out."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from moderation.settings import PRETRAINED, TRAINED, Settings


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled comments.")
@click.option("--output", type=click.Path(path_type=Path), help="Folder to write the model to.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same data: same model.")
@click.option("--from-scratch", is_flag=True, help="Learn from these comments alone, not from the pretrained weights.")
def train(data: Path | None, output: Path | None, seed: int, *, from_scratch: bool) -> None:
    """Fit a model to labelled comments, print its figures, write bundle and model card.

    Civility starts from the pretrained weights: comments that they were not trained on change them.
    """
    settings = Settings.from_environment()
    run_training(data or settings.data, output or settings.model or TRAINED, seed, from_scratch=from_scratch)


def run_training(data: Path, output: Path, seed: int, *, from_scratch: bool = False) -> None:
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

        start = PRETRAINED if PRETRAINED.is_dir() and not from_scratch else None
        trained = train(data, output, seed=seed, progress=step, start=start)
        bar.update(task, completed=STEPS, description="Trained")
    print_report(trained.report, console)
    console.print(f"Model {trained.bundle.version} written to {output}, with model_card.md")
