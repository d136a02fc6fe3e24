"""`moderation user …`: the people of the desk."""

import click

from moderation.settings import Settings
from moderation.storage import Role, Store, open_store

_ROLE = click.Choice([role.value for role in Role])
_ACTOR = "command line"


def _store() -> Store:
    settings = Settings.from_environment()
    if settings.database is None:
        raise click.ClickException("there is no database: set MODERATION_DATABASE")
    return open_store(settings.database)


@click.group()
def user() -> None:
    """Add moderators, editors and admins, and change them."""


@user.command()
@click.argument("name")
@click.option("--role", type=_ROLE, default=Role.MODERATOR.value, show_default=True)
@click.password_option(help="At least 12 characters; asked for where it is not given.")
def add(name: str, role: str, password: str) -> None:
    """Add NAME."""
    added = _store().users.add(name, password, Role(role), _ACTOR)
    click.echo(f"{added.name} can sign in as {added.role.value} at /desk")


@user.command("list")
def list_users() -> None:
    """List everybody."""
    for one in _store().users.all():
        disabled = "\tdisabled" if one.disabled else ""
        click.echo(f"{one.name}\t{one.role.value}{disabled}")


@user.command()
@click.argument("name")
@click.argument("role", type=_ROLE)
def role(name: str, role: str) -> None:
    """Give NAME another ROLE."""
    changed = _store().users.set_role(name, Role(role), _ACTOR)
    click.echo(f"{changed.name} is {changed.role.value} now")


@user.command()
@click.argument("name")
@click.password_option()
def password(name: str, password: str) -> None:
    """Give NAME another password."""
    _store().users.set_password(name, password, _ACTOR)
    click.echo(f"{name} has a new password")


@user.command()
@click.argument("name")
def disable(name: str) -> None:
    """Keep NAME from signing in; what they did stays in the log."""
    _store().users.disable(name, _ACTOR)
    click.echo(f"{name} can no longer sign in")
