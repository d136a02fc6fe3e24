"""`moderation serve`: the service over HTTP."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
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
    # imported here: no other command needs a server
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    settings = Settings.from_environment()
    if not settings.model_path().is_dir():
        run_training(settings.data, settings.model_path(), seed=0)
    settings = replace(
        settings, host=host or settings.host, port=port or settings.port, workers=workers or settings.workers
    )
    load_application(settings)  # before the workers are forked: they share its memory, and a bad model stops the start
    server = Server(
        "moderation",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        # scoring holds the interpreter's lock: a second thread would only wait for it (docs/decisions/0021)
        blocking_threads=1,
        respawn_failed_workers=True,
    )
    loader: Callable[[], Any] = partial(load_application, settings)
    server.serve(target_loader=loader, wrap_loader=False)


@cache
def load_application(settings: Settings) -> Any:
    """Return the WSGI application, built once a process."""
    from moderation.app import create_app  # noqa: PLC0415  # imported here: `--help` stays quick

    return create_app(settings)
