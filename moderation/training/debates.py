"""Read debates as comments with propositions: public corpora, and the project's own (`data/debates.jsonl`).

None of the public corpora's sentences is part of the project. `argkp2021` (CDLA-Sharing 1.0) and `perspectrum`
(CC BY-SA 4.0) may train a model that is shipped; the others only measure: a model fitted on their own training rows
never leaves the benchmark.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from moderation.comment import Article
from moderation.errors import DataError
from moderation.features.normalise import normalise
from moderation.features.word_vectors import WordVectors
from moderation.label import Stance
from moderation.training.contrast import read_contrast, stance_rows
from moderation.training.data import Dataset, articles_of, records
from moderation.training.pairs import StancePairs

MAY_TRAIN: Final = ("argkp2021", "perspectrum")
ONLY_MEASURE: Final = ("ibm30k", "vast", "arc_rfd")

#: Each line of `debates.jsonl` has these, `comments` (lists of stance and text), and may have `headline` and `summary`.
KEYS: Final = ("id", "proposition", "opposite")
_STANCES: Final = {"favor": Stance.SUPPORT.value, "against": Stance.OPPOSE.value, "neutral": Stance.NEUTRAL.value}


@dataclass(frozen=True, slots=True)
class Debate:
    """Comments of one corpus and split, the article that each stands under, and its stance."""

    texts: list[str]
    articles: list[Article]
    stances: list[str]
    has_neutral: bool

    def pairs(self, tables: Sequence[WordVectors] = ()) -> StancePairs:
        """Return them as the stance estimator takes them."""
        return StancePairs.of(self.texts, self.articles, self.stances, has_neutral=self.has_neutral, tables=tables)

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
    """Read one corpus from `corpora/stance/NAME.csv.gz`; `without` names propositions to leave out, however written.

    Raises `DataError` where the file is missing.
    """
    path = corpora / "stance" / f"{name}.csv.gz"
    if not path.is_file():
        raise DataError(path, "there is no such corpus; point MODERATION_CORPORA at the folder of corpora")
    frame = pd.read_csv(path).dropna(subset=["text", "target", "stance"])
    left_out = frame["target"].map(folded).isin({folded(proposition) for proposition in without})
    frame = frame[frame["split"].isin(splits) & ~left_out]
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


def folded(proposition: str) -> str:
    """Return what is the same for a proposition in capitals and with a full stop.

    >>> folded("We should ban Zoos.")
    'we should ban zoos'
    """
    return normalise(proposition).rstrip(" .")


def read_own_debates(data: Path) -> Debate:
    """Read the project's own: `debates.jsonl` (1,350 propositions with comments), and contrast sets that may train.

    Empty where the files are not there. Raises `DataError` for a line that is no object, a missing or empty value, a
    repeated id, and a stance that is none of three.
    """
    path, found = data / "debates.jsonl", Debate([], [], [], has_neutral=True)
    seen: set[str] = set()
    for line, record in records(path, KEYS) if path.is_file() else ():
        if record["id"] in seen:
            raise DataError(path, f"{record['id']!r} is there twice", line=line, column="id")
        seen.add(record["id"])
        news = {key: _text_or_none(path, line, record, key) for key in ("headline", "summary")}
        asked = {key: str(record[key]) for key in KEYS}
        article = Article(**asked, headline=news["headline"], summary=news["summary"])
        _add(found, article, _comments(path, line, record))
    contrast = stance_rows(read_contrast(data / "contrast"), "train")
    for row in contrast.to_dict("records"):
        article = Article(id=row["group"], proposition=row["proposition"], opposite=row["opposite"])
        _add(found, article, [(row["expected"], row["text"])])
    return found


def _add(debate: Debate, article: Article, comments: Sequence[tuple[str, str]]) -> None:
    for stance, text in comments:
        debate.texts.append(text)
        debate.articles.append(article)
        debate.stances.append(stance)


def _text_or_none(path: Path, line: int, record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise DataError(path, f"must be text, but is {value!r}", line=line, column=key)
    return value


def _comments(path: Path, line: int, record: dict[str, Any]) -> list[tuple[str, str]]:
    """Return stance and text of each comment, checked."""
    comments = record.get("comments")
    if not isinstance(comments, list) or not comments:
        raise DataError(path, f"must be a list of [stance, text], but is {comments!r}", line=line, column="comments")
    for comment in comments:
        match comment:
            case [str(stance), str(text)] if stance in _STANCES.values() and text.strip():
                pass
            case _:
                message = f"{comment!r} is no [stance, text] with one of {', '.join(_STANCES.values())}"
                raise DataError(path, message, line=line, column="comments")
    return [(stance, text) for stance, text in comments]


def of_dataset(dataset: Dataset, *splits: str) -> Debate:
    """Return the comments of the project's articles."""
    frame = dataset.split(*splits)
    return Debate(frame["text"].tolist(), articles_of(dataset, frame), frame["stance"].tolist(), has_neutral=True)


def permitted_debates(data: Path, corpora: Path, *, without: Collection[str] = ()) -> list[Debate]:
    """Return all debates that a shipped model may be trained on: the project's own, and those of permitted corpora."""
    public = (read_debate(corpora, name, "train", "dev", without=without) for name in MAY_TRAIN)
    return [read_own_debates(data), *public]


def joined(debates: Sequence[Debate]) -> StancePairs:
    """Return the comments of all these debates as the light estimator takes them."""
    first, *rest = (debate.pairs() for debate in debates)
    for pairs in rest:
        first = first.joined(pairs)
    return first
