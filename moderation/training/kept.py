"""Which rows of an original our prepared corpora hold, by their ids.

Some lack a few rows of their originals, and why is not recorded: in paradetox, those looked at are commonplaces ("Who
cares?"), as if texts that occur elsewhere had been left out. So rows are named: those ours lacks where they are few,
else those it has, in `kept.npz`.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from moderation.training.corpora import read_frame

#: Which rows of a converted original stay.
Keep = Callable[[pd.DataFrame], "pd.Series[bool]"]

KEPT_PATH: Final = Path(__file__).with_name("kept.npz")
_REWRITINGS: Final = (1, 2, 3)


def all_rows(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Keep every row."""
    return pd.Series(data=True, index=frame.index)


def without(*ids: str) -> Keep:
    """Keep all rows but these."""
    return lambda frame: ~frame["id"].isin(ids)


def kept_spans(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Keep the rows of civil_toxic_spans that ours has."""
    with np.load(KEPT_PATH) as file:
        ids = np.cumsum(file["civil_toxic_spans"], dtype=np.int64)
    return frame["id"].isin([str(number) for number in ids.tolist()])


def kept_paradetox(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Keep the toxic sentences of paradetox, and the rewritings that ours has."""
    with np.load(KEPT_PATH) as file:
        bits = file["paradetox"].tolist()
    ids = {f"{row}_n{k}" for row, kept in enumerate(bits) for k in _REWRITINGS if kept >> (k - 1) & 1}
    return frame["id"].isin(ids) | frame["id"].str.endswith("_t")


def save_kept(corpora: Path, path: Path = KEPT_PATH) -> None:
    """Write the ids of prepared corpora: differences of sorted numbers, and three bits a row of paradetox."""
    numbers = np.sort(read_frame(corpora, "civil_toxic_spans")["id"].to_numpy(dtype=np.int64))
    ids = read_frame(corpora, "paradetox")["id"].str.extract(r"(\d+)_n(\d)").dropna().astype(int)
    bits = np.zeros(int(ids[0].max()) + 1, dtype=np.uint8)
    np.bitwise_or.at(bits, ids[0].to_numpy(), 1 << (ids[1].to_numpy() - 1))
    np.savez_compressed(path, civil_toxic_spans=np.diff(numbers, prepend=0).astype(np.uint32), paradetox=bits)
