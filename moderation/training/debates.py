"""Read public debate corpora as comments with propositions. None of their sentences is part of the project.

`argkp2021` (CDLA-Sharing 1.0) and `perspectrum` (CC BY-SA 4.0) may train a model that is shipped; the others
only measure: a model fitted on their own training rows never leaves the benchmark.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from moderation.comment import Article
from moderation.errors import DataError
from moderation.label import Stance
from moderation.training.pairs import StancePairs

MAY_TRAIN: Final = ("argkp2021", "perspectrum")
ONLY_MEASURE: Final = ("ibm30k", "vast", "arc_rfd")

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


def read_permitted(corpora: Path, *, without: Collection[str] = ()) -> StancePairs:
    """Return all rows of the corpora that a shipped model may be trained on."""
    first, *rest = (read_debate(corpora, name, "train", "dev", without=without).pairs() for name in MAY_TRAIN)
    for pairs in rest:
        first = first.joined(pairs)
    return first
