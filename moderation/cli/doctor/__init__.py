"""`moderation doctor --url …`: call a running deployment as its callers would, and say what each would do.

service      one call over HTTP, as the callers make it: no redirects, their time-outs
finding      what came of a call, and what it means for readers
samples      the comments that are sent
perspective  what Coral and Discourse read out of comments:analyze
coral        Coral: Perspective, and the external moderation phase
discourse    Discourse's Perspective plugin
google       Google's client libraries: discovery, keys, batch
"""

import click
from rich.console import Console
from rich.table import Table

from moderation.cli.doctor import coral, discourse, google
from moderation.cli.doctor.finding import Finding, Health
from moderation.cli.doctor.service import Service

__all__ = ["doctor"]

_STYLES = {Health.GOOD: "green", Health.DOUBTFUL: "yellow", Health.BAD: "bold red"}


@click.command()
@click.option("--url", required=True, help="The address that callers are given, without a path.")
@click.option("--key", envvar="MODERATION_DOCTOR_KEY", help="An API key with the scopes score and feedback.")
@click.option("--coral-secret", envvar="MODERATION_DOCTOR_CORAL_SECRET", help="The signing secret of Coral's phase.")
def doctor(url: str, key: str | None, coral_secret: str | None) -> None:
    """Call a deployment as Coral, Discourse and Google's clients do; fails where a comment would go unmoderated.

    Nothing is stored: what is sent says so.
    """
    service = Service(url, key)
    findings = [*coral.examine(service, coral_secret), *discourse.examine(service), *google.examine(service)]
    console = Console(markup=False)
    console.print(_table(findings))
    bad = sum(finding.health is Health.BAD for finding in findings)
    doubtful = sum(finding.health is Health.DOUBTFUL for finding in findings)
    console.print(f"{len(findings)} calls: {bad} bad, {doubtful} doubtful")
    if bad:
        raise click.exceptions.Exit(1)


def _table(findings: list[Finding]) -> Table:
    table = Table("", "caller", "call", "answer", "what it does with it")
    for one in findings:
        table.add_row(one.health.value, one.caller, one.call, one.answer, one.consequence, style=_STYLES[one.health])
    return table
