"""Read the minimal pairs: comments in small groups, alike in their words and not in what they mean.

They teach what single words cannot say: negation, quotation, figures of speech, a group that is spoken of and a group
that is attacked. Only for training; the contrast sets (`contrast`) test the same.
"""

from pathlib import Path
from typing import Final

import pandas as pd

from moderation.errors import DataError
from moderation.training.checked_rows import checked_rows
from moderation.training.corpora import Rows, rows_of

LABELLED: Final = (
    "toxicity", "insult", "profanity", "threat", "identity_attack", "condescending", "dismissive", "sarcastic",
    "generalising",
)  # fmt: skip
COLUMNS: Final = ("id", "function", "group", "text", *LABELLED)
_SHARES: Final = {"": float("nan"), "0": 0.0, "0.5": 0.5, "1": 1.0}


def read_minimal_pairs(path: Path) -> Rows:
    """Read the file as training rows of the corpus `pairs`; no rows where there is no file.

    Raises `DataError` for wrong columns, an empty text, a repeated id, and a label that is none of 0, 0.5, 1 and blank.
    """
    rows = list(checked_rows(path, COLUMNS, _check))
    said = {label: pd.Series([_SHARES[row[label]] for row in rows], dtype=float) for label in LABELLED}
    return rows_of("pairs", [row["text"] for row in rows], said, [row["group"] for row in rows])


def _check(path: Path, line: int, row: dict[str, str], seen: set[str]) -> None:
    for column in ("id", "function", "group", "text"):
        if not row[column] or not row[column].strip():
            raise DataError(path, "is empty", line=line, column=column)
    if row["id"] in seen:
        raise DataError(path, f"{row['id']!r} is there twice", line=line, column="id")
    seen.add(row["id"])
    for label in LABELLED:
        if row[label] not in _SHARES:
            raise DataError(path, f"{row[label]!r} is none of 0, 0.5, 1 and blank", line=line, column=label)
