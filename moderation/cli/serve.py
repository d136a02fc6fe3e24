"""`moderation serve`: the service over HTTP."""

from dataclasses import replace
from typing import Any

import click

from moderation.cli.train import run_training
from moderation.settings import Settings


@click.command()
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
    settings = replace(
        settings, host=host or settings.host, port=port or settings.port, workers=workers or settings.workers
    )
    application = create_app(settings)

    class Server(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", f"{settings.host}:{settings.port}")
            self.cfg.set("workers", settings.workers)
            self.cfg.set("preload_app", True)
            self.cfg.set("accesslog", None)

        def load(self) -> Any:
            return application

    Server().run()
