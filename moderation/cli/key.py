"""`moderation key add|list|revoke`: the API keys of a deployment."""

import click

from moderation.api.keys import Scope, add_key, read_keys, revoke_key
from moderation.settings import Settings


@click.group()
def key() -> None:
    """Make, list and revoke API keys; a running server notices at once."""


@key.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    default=[Scope.SCORE.value, Scope.FEEDBACK.value],  # erasing cannot be undone: only by name
    show_default=True,
    help="What it may do; repeat for several.",
)
def add(name: str, scopes: tuple[str, ...]) -> None:
    """Make a key called NAME and print it: it is shown once, only its hash is kept."""
    path = Settings.from_environment().keys
    made, secret = add_key(path, name, [Scope(scope) for scope in scopes])
    click.echo(secret)
    click.echo(f"Key {made.id} ({name}) may {', '.join(sorted(made.scopes))}; its hash is in {path}.", err=True)


@key.command("list")
def list_keys() -> None:
    """List the keys: id, day, scopes, name."""
    keys = read_keys(Settings.from_environment().keys)
    for one in keys:
        click.echo(f"{one.id}  {one.created[:10]}  {','.join(sorted(one.scopes)):14}  {one.name}")
    if not keys:
        click.echo("No keys: the server answers this machine alone.", err=True)


@key.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Revoke the key with this id (see `moderation key list`)."""
    gone = revoke_key(Settings.from_environment().keys, key_id)
    click.echo(f"Key {gone.id} ({gone.name}) is revoked.")
