"""Read the labelled comments and their articles; refuse bad rows with file, line, column and value.

`articles.jsonl` has one article a line, `comments.csv` one comment a row; `read_dataset` joins them. The
articles carry the split, so that no article is on both sides of it.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from moderation.comment import Article
from moderation.errors import DataError
from moderation.label import Attribute, OffTopicKind, Stance
from moderation.training.json_lines import json_object

SPLITS: Final = ("train", "dev", "test")
STANCES: Final = (Stance.SUPPORT.value, Stance.OPPOSE.value, Stance.NEUTRAL.value)
LABELS: Final = (*(a.value for a in Attribute), "on_topic")
COLUMNS: Final = ("id", "article_id", "parent_id", "text", "stance", *LABELS, "off_topic_kind")
_KINDS: Final = ("", *OffTopicKind)
ARTICLE_KEYS: Final = (
    "id", "beat", "country", "split", "headline", "summary", "body", "proposition", "opposite",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dataset:
    """Comments as a frame (columns `COLUMNS` plus `split`), their articles by id, and the files' hashes."""

    comments: pd.DataFrame
    articles: Mapping[str, Article]
    sources: Mapping[str, str]

    def split(self, *names: str) -> pd.DataFrame:
        """Return the comments of one or more splits."""
        return self.comments[self.comments["split"].isin(names)].reset_index(drop=True)

    def uncivil(self, frame: pd.DataFrame) -> pd.Series:
        """Say which comments most readers would call toxic."""
        return frame[Attribute.TOXICITY.value] >= 0.5


def read_dataset(folder: Path) -> Dataset:
    """Read `articles.jsonl` and `comments.csv` from `folder`.

    Raises `DataError` at the first row that is wrong: a missing column or value, an unknown label, a label outside
    0..1, a repeated id, an unknown article or parent, text that is not UTF-8.
    """
    articles, splits = _read_articles(folder / "articles.jsonl")
    frame = _read_comments(folder / "comments.csv", articles)
    frame["split"] = frame["article_id"].map(splits)
    return Dataset(
        frame,
        articles,
        {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in ("articles.jsonl", "comments.csv")},
    )


def articles_of(dataset: Dataset, frame: pd.DataFrame) -> list[Article]:
    """Return the article of each comment."""
    return [dataset.articles[i] for i in frame["article_id"]]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.is_file():
        raise DataError(path, "there is no such file; point MODERATION_DATA or --data at the folder")
    for number, raw in enumerate(path.read_bytes().splitlines(keepends=True), 1):
        try:
            yield number, raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            message = f"byte {raw[error.start]:#04x} is not UTF-8; save the file as UTF-8"
            raise DataError(path, message, line=number) from error


def _read_articles(path: Path) -> tuple[dict[str, Article], dict[str, str]]:
    articles: dict[str, Article] = {}
    splits: dict[str, str] = {}
    for number, record in records(path, ARTICLE_KEYS):
        identifier = record["id"]
        if identifier in articles:
            raise DataError(path, f"{identifier!r} is there twice", line=number, column="id")
        if record["split"] not in SPLITS:
            message = f"{record['split']!r} is none of {', '.join(SPLITS)}"
            raise DataError(path, message, line=number, column="split")
        splits[identifier] = record["split"]
        articles[identifier] = Article(
            id=identifier,
            headline=record["headline"],
            summary=record["summary"],
            body=record["body"],
            proposition=record["proposition"],
            opposite=record["opposite"],
        )
    if not articles:
        raise DataError(path, "it holds no article")
    return articles, splits


def records(path: Path, texts: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield line number and object of a file of JSON lines; the values of `texts` are checked to be text.

    Raises `DataError` for a line that is something else.
    """
    for number, line in _lines(path):
        if not line.strip():
            continue
        record = json_object(path, number, line)
        for key in texts:
            value = record.get(key)
            if not isinstance(value, str) or not value.strip():
                raise DataError(path, f"must be text, but is {value!r}", line=number, column=key)
        yield number, record


def _read_comments(path: Path, articles: Mapping[str, Article]) -> pd.DataFrame:
    reader = csv.DictReader((line for _, line in _lines(path)), strict=True)
    missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
    if missing:
        raise DataError(path, f"columns are missing: {', '.join(missing)}", line=1)
    rows: list[dict[str, Any]] = []
    seen: dict[str, str] = {}
    line = reader.line_num
    try:
        for raw in reader:
            line, first_line = reader.line_num, line + 1
            row = _comment_row(path, first_line, raw, articles)
            _check_identity(path, first_line, row, seen)
            rows.append(row)
    except csv.Error as error:
        raise DataError(path, f"not CSV: {error}", line=reader.line_num) from error
    if not rows:
        raise DataError(path, "it holds no comment")
    return pd.DataFrame(rows)


def _comment_row(
    path: Path, line: int, raw: Mapping[str, str | None], articles: Mapping[str, Article]
) -> dict[str, Any]:
    if None in raw or None in raw.values():
        raise DataError(path, f"has not {len(COLUMNS)} fields as the header says", line=line)
    row: dict[str, Any] = {name: raw[name] for name in COLUMNS}
    for column, is_right, complaint in (
        ("id", str.strip, "is empty"),
        ("text", str.strip, "is empty"),
        ("article_id", articles.__contains__, "{!r} is not in articles.jsonl"),
        ("stance", STANCES.__contains__, f"{{!r}} is none of {', '.join(STANCES)}"),
        ("off_topic_kind", _KINDS.__contains__, f"{{!r}} is none of {', '.join(OffTopicKind)}"),
    ):
        if not is_right(row[column]):
            raise DataError(path, complaint.format(row[column]), line=line, column=column)
    for label in LABELS:
        row[label] = _share(path, line, label, raw[label] or "")
    return row


def _share(path: Path, line: int, column: str, value: str) -> float:
    if not value:
        return np.nan  # not labelled: the head is trained without this row
    try:
        share = float(value)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise DataError(path, f"{value!r} is no share between 0 and 1", line=line, column=column)
    return share


def _check_identity(path: Path, line: int, row: Mapping[str, Any], seen: dict[str, str]) -> None:
    if row["id"] in seen:
        raise DataError(path, f"{row['id']!r} is there twice", line=line, column="id")
    parent = row["parent_id"]
    if parent and seen.get(parent) != row["article_id"]:
        message = f"{parent!r} is no earlier comment under the same article"
        raise DataError(path, message, line=line, column="parent_id")
    seen[row["id"]] = row["article_id"]
