"""The part of the model card that only the shipped bundle has: its corpora, and figures on sites it never saw."""

from collections.abc import Mapping
from pathlib import Path

from sklearn.pipeline import Pipeline


def write_section(civility: Pipeline, rows: Mapping[str, int], data: Path, corpora: Path) -> str:
    """Return the section as Markdown."""
    return "## Corpora\n\n" + "\n".join(f"- {name}: {count} rows" for name, count in rows.items()) + "\n"
