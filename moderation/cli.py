"""`moderation …`: train a model, serve it, score a line."""

from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import moderation
from moderation.errors import ModerationError
from moderation.settings import Settings


class _Commands(click.Group):
    """A group whose commands report our errors in one line, without a stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ModerationError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Commands)
@click.version_option(moderation.__version__)
def main() -> None:
    """Score readers' comments on news sites for civility and stance."""


@main.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder of labelled comments.")
@click.option("--output", type=click.Path(path_type=Path), help="Folder to write the model to.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same data: same model.")
def train(data: Path | None, output: Path | None, seed: int) -> None:
    """Fit a model to labelled comments, print its figures, write bundle and model card."""
    settings = Settings.from_environment()
    run_training(data or settings.data, output or settings.model_path(), seed)


@main.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--workers", type=int, help="Server processes.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the model over HTTP; trains it first where there is none."""
    # imported here: gunicorn needs a POSIX system, training and scoring do not
    from gunicorn.app.base import BaseApplication  # noqa: PLC0415

    from moderation.app import create_app  # noqa: PLC0415

    settings = Settings.from_environment()
    if not settings.model_path().is_dir():
        run_training(settings.data, settings.model_path(), seed=0)
    application = create_app(settings)

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
        def load_config(self) -> None:
            self.cfg.set("bind", f"{host or settings.host}:{port or settings.port}")
            self.cfg.set("workers", workers or settings.workers)
            self.cfg.set("preload_app", True)
            self.cfg.set("accesslog", None)

        def load(self) -> Any:
            return application

    Server().run()


@main.command()
@click.argument("text")
def score(text: str) -> None:
    """Score one line of text and print the result as JSON."""
    # imported here: the response is Flask's side of the house, `train` does without it
    from moderation.app import create_app  # noqa: PLC0415

    client = create_app().test_client()
    answer = client.post("/v1/score", json={"comment": {"text": text}}).get_json()
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())


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
