"""`moderation data check`: are the labelled comments fit to train on."""

from pathlib import Path

import click

from moderation.settings import Settings


@click.group()
def data() -> None:
    """Look after the labelled comments."""


@data.command()
@click.option("--data", "folder", type=click.Path(path_type=Path), help="Folder of labelled comments.")
def check(folder: Path | None) -> None:
    """Check every file of the data folder; stops at the first wrong row with file, line, column and value."""
    # imported here: pandas takes half a second that other commands do not spend
    from moderation.training.contrast import read_contrast  # noqa: PLC0415
    from moderation.training.data import SPLITS, read_dataset  # noqa: PLC0415
    from moderation.training.debates import read_own_debates  # noqa: PLC0415
    from moderation.training.minimal_pairs import read_minimal_pairs  # noqa: PLC0415
    from moderation.training.public_labels import read_public_labels  # noqa: PLC0415

    folder = folder or Settings.from_environment().data
    dataset = read_dataset(folder)
    contrast = read_contrast(folder / "contrast")
    pairs, labels = read_minimal_pairs(folder / "minimal_pairs.csv"), read_public_labels(folder / "public_labels.csv")
    debates = read_own_debates(folder)
    for split in SPLITS:
        part = dataset.split(split)
        click.echo(f"{split:6} {part['article_id'].nunique():4} articles {len(part):6} comments")
    click.echo(f"{'all':6} {len(dataset.articles):4} articles {len(dataset.comments):6} comments")
    groups = contrast.groupby("split")["group"].nunique().to_dict()
    click.echo(f"contrast: {len(contrast)} rows; groups {groups}")
    click.echo(f"minimal pairs: {len(pairs.texts)} comments in {len(set(pairs.group.tolist()))} groups")
    click.echo(f"debates: {len(debates.texts)} comments on {len({a.id for a in debates.articles})} propositions")
    click.echo(f"labels of public comments: {len(labels.keys)}")
