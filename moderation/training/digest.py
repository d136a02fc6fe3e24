"""A digest of what a corpus says, so that a copy can be told from another one whatever its compression and order.

SHA-256 over one line a row, sorted: the text with each run of blanks as one space, then the labels, numbers with six
digits. It depends on nothing of ours that may change (not on `text_key`, whose folding does).
"""

import hashlib
from collections.abc import Sequence

import pandas as pd

_BETWEEN = "\x1f"


def content_digest(frame: pd.DataFrame, labels: Sequence[str]) -> str:
    r"""Return the digest of the column `text` and of these labels.

    >>> one = pd.DataFrame({"text": ["a  b", "c"], "toxicity": [0, 1]})
    >>> other = pd.DataFrame({"toxicity": [1.0, 0.0], "text": ["c", "a b\r\n"], "id": [8, 9]})
    >>> content_digest(one, ["toxicity"]) == content_digest(other, ["toxicity"])
    True
    """
    texts = [" ".join(text.split()) for text in frame["text"].tolist()]
    columns = [_written(frame[label]) for label in labels]
    lines = sorted(_BETWEEN.join(row) for row in zip(texts, *columns, strict=True))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _written(column: "pd.Series[float] | pd.Series[str]") -> list[str]:
    if pd.api.types.is_numeric_dtype(column):
        return [f"{value:.6f}" for value in column.tolist()]
    return [str(value) for value in column.fillna("").tolist()]
