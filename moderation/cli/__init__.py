"""`moderation …`: one file a command, listed here."""

from typing import Any

import click

import moderation
from moderation.cli.corpora import corpora
from moderation.cli.data import data
from moderation.cli.db import db
from moderation.cli.doctor import doctor
from moderation.cli.key import key
from moderation.cli.migrate import migrate
from moderation.cli.policy import policy
from moderation.cli.pretrain import pretrain
from moderation.cli.score import score
from moderation.cli.semantic import semantic
from moderation.cli.serve import serve
from moderation.cli.train import train
from moderation.cli.user import user
from moderation.errors import ModerationError

__all__ = ["main"]


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


for command in (
    train,
    pretrain,
    serve,
    score,
    data,
    corpora,
    db,
    key,
    user,
    migrate,
    doctor,
    policy,
    semantic,
):
    main.add_command(command)
