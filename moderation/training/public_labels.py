"""Labels that this project gave to sentences of public corpora, without the sentences: a hash of the text names each.

Public corpora hardly say what is condescending, dismissive, sarcastic or generalising; `data/public_labels.csv` does,
for 19,000 of their comments, read one by one. Where the corpora are not there, the labels wait for them.
"""

import re
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.errors import DataError
from moderation.training.checked_rows import checked_rows
from moderation.training.corpora import LABELS, READ_AGAIN, Rows

Floats = NDArray[np.float64]

#: The file's label columns, and what each is among `LABELS` (`hostile` teaches nothing so far).
LABELLED: Final = {
    "toxicity": READ_AGAIN,
    "hostile": None,
    "antagonise": "antagonise",
    "condescending": "condescending",
    "dismissive": "dismissive",
    "sarcastic": "sarcastic",
    "generalising": "generalising",
}
COLUMNS: Final = ("key", "corpus", *LABELLED)
_KEY: Final = re.compile(r"[0-9a-f]{16}")
_SHARES: Final = {"0": 0.0, "0.5": 0.5, "1": 1.0}


class PublicLabels(NamedTuple):
    """Keys (`text_key`) and labels, shape (texts, `LABELLED`)."""

    keys: NDArray[np.uint64]
    shares: Floats


def read_public_labels(path: Path) -> PublicLabels:
    """Read the file; empty where there is none. Raises `DataError` at the first row that is wrong."""
    keys, shares = [], []
    for row in checked_rows(path, COLUMNS, _check):
        keys.append(int(row["key"], 16))
        shares.append([_SHARES[row[label]] for label in LABELLED])
    return PublicLabels(np.array(keys, dtype=np.uint64), np.array(shares, dtype=float).reshape(-1, len(LABELLED)))


def _check(path: Path, line: int, row: dict[str, str], seen: set[str]) -> None:
    if not _KEY.fullmatch(row["key"]) or row["key"] in seen:
        message = f"{row['key']!r} is no key of 16 hexadecimal digits, or is there twice"
        raise DataError(path, message, line=line, column="key")
    seen.add(row["key"])
    for label in LABELLED:
        if row[label] not in _SHARES:
            raise DataError(path, f"{row[label]!r} is none of 0, 0.5 and 1", line=line, column=label)


def with_public_labels(rows: Rows, keys: NDArray[np.uint64], labels: PublicLabels) -> Rows:
    """Return the rows with these labels where a row (by its key) has none of its own."""
    place = {key: line for line, key in enumerate(labels.keys.tolist())}
    shares = rows.shares.copy()
    for row, key in enumerate(keys.tolist()):
        if (line := place.get(key)) is not None:
            for column, label in enumerate(LABELLED.values()):
                if label is not None and np.isnan(shares[row, LABELS.index(label)]):
                    shares[row, LABELS.index(label)] = labels.shares[line, column]
    return Rows(rows.texts, shares, rows.corpus, rows.group)
