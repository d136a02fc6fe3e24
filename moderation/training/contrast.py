"""Read the contrast sets: rows in groups that each test one function (negation, quotation, identity, …).

Whole groups belong to a split: half may train, the other half only ever tests.
"""

import csv
from pathlib import Path
from typing import Final

import pandas as pd

from moderation.errors import DataError
from moderation.label import Attribute, Stance

COLUMNS: Final = (
    "id", "function", "group", "split", "attribute", "expected", "identity", "proposition", "opposite", "text",
)  # fmt: skip
SPLITS: Final = ("train", "test")
STANCE: Final = "stance"

_SHARES: Final = {"0": 0.0, "0.5": 0.5, "1": 1.0}
_STANCES: Final = (Stance.SUPPORT.value, Stance.OPPOSE.value, Stance.NEUTRAL.value)


def read_contrast(folder: Path) -> pd.DataFrame:
    """Read every `*.csv` of `folder` into one frame of `COLUMNS`; empty where there is no folder.

    `expected` is "0", "0.5" or "1" for an attribute, and a stance where `attribute` is "stance". Raises `DataError`
    for a wrong value, a repeated id, and a group that is on both sides of the split.
    """
    rows: list[dict[str, str]] = []
    side: dict[str, str] = {}
    seen: set[str] = set()
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise DataError(path, f"columns must be {', '.join(COLUMNS)}", line=1)
            for row in reader:
                _check(path, reader.line_num, row)
                _check_group(path, reader.line_num, row, side, seen)
                rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def civility_rows(contrast: pd.DataFrame, split: str) -> pd.DataFrame:
    """Return the rows of one split that are about an attribute, with `share` as a number."""
    rows = contrast[(contrast["split"] == split) & (contrast["attribute"] != STANCE)]
    return rows.assign(share=rows["expected"].map(_SHARES)).reset_index(drop=True)


def stance_rows(contrast: pd.DataFrame, split: str) -> pd.DataFrame:
    """Return the rows of one split that are about stance."""
    return contrast[(contrast["split"] == split) & (contrast["attribute"] == STANCE)].reset_index(drop=True)


def _check(path: Path, line: int, row: dict[str, str]) -> None:
    is_stance = row["attribute"] == STANCE
    for column, allowed in (
        ("split", SPLITS),
        ("attribute", (STANCE, *Attribute)),
        ("expected", _STANCES if is_stance else tuple(_SHARES)),
    ):
        if row[column] not in allowed:
            message = f"{row[column]!r} is none of {', '.join(allowed)}"
            raise DataError(path, message, line=line, column=column)
    for column in ("id", "function", "group", "text", *(("proposition", "opposite") if is_stance else ())):
        if not row[column] or not row[column].strip():
            raise DataError(path, "is empty", line=line, column=column)


def _check_group(path: Path, line: int, row: dict[str, str], side: dict[str, str], seen: set[str]) -> None:
    if row["id"] in seen:
        raise DataError(path, f"{row['id']!r} is there twice", line=line, column="id")
    seen.add(row["id"])
    if side.setdefault(row["group"], row["split"]) != row["split"]:
        message = f"group {row['group']!r} is in {side[row['group']]} and in {row['split']}"
        raise DataError(path, message, line=line, column="split")
