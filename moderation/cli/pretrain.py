"""`moderation pretrain`: the bundle that the package ships, from our data and the public corpora."""

from pathlib import Path

import click

from moderation.errors import SettingsError
from moderation.settings import PRETRAINED, Settings


@click.command()
@click.option("--output", type=click.Path(path_type=Path), default=PRETRAINED, help="Folder to write the bundle to.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same data: same model.")
@click.option("--keep-civility", is_flag=True, help="Fit stance and relevance alone again.")
def pretrain(output: Path, seed: int, *, keep_civility: bool) -> None:
    """Fit the model that comes with the package; needs MODERATION_CORPORA and the extra `pretrained`."""
    # imported here: scikit-learn takes two seconds that serving does not spend
    from moderation.training.ship import ship, ship_again  # noqa: PLC0415

    settings = Settings.from_environment()
    if settings.corpora is None:
        raise SettingsError("MODERATION_CORPORA is not set: name the folder of public corpora, see docs/corpora.md")

    def report(description: str) -> None:
        click.echo(description)

    make = ship_again if keep_civility else ship
    bundle = make(settings.data, settings.corpora, output, seed=seed, progress=report)
    click.echo(f"Model {bundle.version} written to {output}, with model_card.md")
