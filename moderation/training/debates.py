"""Read debates as comments with propositions: public corpora, and the project's own (`data/debates.csv`).

None of the public corpora's sentences is part of the project. `argkp2021` (CDLA-Sharing 1.0) and `perspectrum`
(CC BY-SA 4.0) may train a model that is shipped; the others only measure: a model fitted on their own training rows
never leaves the benchmark.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from moderation.comment import Article
from moderation.errors import DataError
from moderation.label import Stance
from moderation.training.checked_rows import checked_rows
from moderation.training.contrast import read_contrast, stance_rows
from moderation.training.data import Dataset, articles_of
from moderation.training.pairs import StancePairs

MAY_TRAIN: Final = ("argkp2021", "perspectrum")
ONLY_MEASURE: Final = ("ibm30k", "vast", "arc_rfd")

COLUMNS: Final = ("id", "group", "proposition", "opposite", "text", "stance")
_STANCES: Final = {"favor": Stance.SUPPORT.value, "against": Stance.OPPOSE.value, "neutral": Stance.NEUTRAL.value}


@dataclass(frozen=True, slots=True)
class Debate:
    """Comments of one corpus and split, the article that each stands under, and its stance."""

    texts: list[str]
    articles: list[Article]
    stances: list[str]
    has_neutral: bool

    def pairs(self) -> StancePairs:
        """Return them as the stance estimator takes them."""
        return StancePairs.of(self.texts, self.articles, self.stances, has_neutral=self.has_neutral)

    def without_articles(self, ids: Collection[str]) -> "Debate":
        """Return the rows that stand under other articles."""
        rows = [i for i, article in enumerate(self.articles) if article.id not in ids]
        return Debate(
            [self.texts[i] for i in rows],
            [self.articles[i] for i in rows],
            [self.stances[i] for i in rows],
            self.has_neutral,
        )


def read_debate(corpora: Path, name: str, *splits: str, without: Collection[str] = ()) -> Debate:
    """Read one corpus from `corpora/stance/NAME.csv.gz`; `without` names propositions to leave out.

    Raises `DataError` where the file is missing.
    """
    path = corpora / "stance" / f"{name}.csv.gz"
    if not path.is_file():
        raise DataError(path, "there is no such corpus; point MODERATION_CORPORA at the folder of corpora")
    frame = pd.read_csv(path).dropna(subset=["text", "target", "stance"])
    frame = frame[frame["split"].isin(splits) & ~frame["target"].isin(set(without))]
    optional = {
        c: frame[c].fillna("") if c in frame else [""] * len(frame) for c in ("article", "counter_target", "url")
    }
    articles = [
        Article(
            id=f"{name}:{url or target}",
            headline=lead.partition("||")[0].strip() or None,
            summary=lead.partition("||")[2].strip() or None,
            proposition=target,
            opposite=opposite or None,
        )
        for target, lead, opposite, url in zip(
            frame["target"], optional["article"], optional["counter_target"], optional["url"], strict=True
        )
    ]
    stances = frame["stance"].map(_STANCES)
    return Debate(frame["text"].tolist(), articles, stances.tolist(), bool((stances == Stance.NEUTRAL.value).any()))


def read_own_debates(data: Path) -> Debate:
    """Read the project's own: `debates.csv` (150 propositions, ten comments each), and contrast sets that may train.

    Empty where the files are not there. Raises `DataError` for wrong columns, an empty cell, a repeated id, and a
    stance that is none of three.
    """
    rows = list(checked_rows(data / "debates.csv", COLUMNS, _check_own))
    contrast = stance_rows(read_contrast(data / "contrast"), "train").rename(columns={"expected": "stance"})
    rows += [dict(zip(COLUMNS, row, strict=True)) for row in contrast[list(COLUMNS)].itertuples(index=False)]
    return Debate(
        [row["text"] for row in rows],
        [Article(id=row["group"], proposition=row["proposition"], opposite=row["opposite"]) for row in rows],
        [row["stance"] for row in rows],
        has_neutral=True,
    )


def _check_own(path: Path, line: int, row: dict[str, str], seen: set[str]) -> None:
    for column in COLUMNS:
        if not row[column] or not row[column].strip():
            raise DataError(path, "is empty", line=line, column=column)
    if row["stance"] not in _STANCES.values():
        message = f"{row['stance']!r} is none of {', '.join(_STANCES.values())}"
        raise DataError(path, message, line=line, column="stance")
    if row["id"] in seen:
        raise DataError(path, f"{row['id']!r} is there twice", line=line, column="id")
    seen.add(row["id"])


def of_dataset(dataset: Dataset, *splits: str) -> Debate:
    """Return the comments of the project's articles."""
    frame = dataset.split(*splits)
    return Debate(frame["text"].tolist(), articles_of(dataset, frame), frame["stance"].tolist(), has_neutral=True)


def permitted_debates(data: Path, corpora: Path, *, without: Collection[str] = ()) -> list[Debate]:
    """Return all debates that a shipped model may be trained on: the project's own, and those of permitted corpora."""
    public = (read_debate(corpora, name, "train", "dev", without=without) for name in MAY_TRAIN)
    return [read_own_debates(data), *public]


def read_permitted(data: Path, corpora: Path, *, without: Collection[str] = ()) -> StancePairs:
    """Return them as the light estimator takes them."""
    first, *rest = (debate.pairs() for debate in permitted_debates(data, corpora, without=without))
    for pairs in rest:
        first = first.joined(pairs)
    return first
