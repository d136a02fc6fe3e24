"""`moderation user …`: the people of the desk."""

from typing import TYPE_CHECKING, Final

import click

from moderation.cli.db import database_url
from moderation.settings import Settings

if TYPE_CHECKING:
    from moderation.storage.users import Users

_ACTOR: Final = "command line"
#: The names of `storage.Role`, written out: the database's libraries are loaded only where they are used.
_ROLE: Final = click.Choice(["moderator", "editor", "admin"])


def _users() -> "Users":
    from moderation.storage import open_store  # noqa: PLC0415  # as above

    return open_store(database_url(Settings.from_environment())).users


@click.group()
def user() -> None:
    """Add moderators, editors and admins, and change them."""


@user.command()
@click.argument("name")
@click.option("--role", type=_ROLE, default="moderator", show_default=True)
@click.password_option(help="At least 12 characters; asked for where it is not given.")
def add(name: str, role: str, password: str) -> None:
    """Add NAME."""
    from moderation.storage import Role  # noqa: PLC0415  # as above

    added = _users().add(name, password, Role(role), _ACTOR)
    click.echo(f"{added.name} can sign in at /desk as {added.role.value}.")


@user.command("list")
def list_users() -> None:
    """List everybody."""
    for one in _users().all():
        disabled = ", disabled" if one.disabled else ""
        click.echo(f"{one.name}: {one.role.value}{disabled}")


@user.command("role")
@click.argument("name")
@click.argument("role", type=_ROLE)
def set_role(name: str, role: str) -> None:
    """Give NAME another ROLE."""
    from moderation.storage import Role  # noqa: PLC0415  # as above

    changed = _users().set_role(name, Role(role), _ACTOR)
    click.echo(f"{changed.name} is {changed.role.value} now.")


@user.command("password")
@click.argument("name")
@click.password_option()
def set_password(name: str, password: str) -> None:
    """Give NAME another password."""
    _users().set_password(name, password, _ACTOR)
    click.echo(f"{name} has a new password.")


@user.command()
@click.argument("name")
def disable(name: str) -> None:
    """Keep NAME from signing in; what they did stays in the log."""
    _users().disable(name, _ACTOR)
    click.echo(f"{name} can no longer sign in.")
