"""Stance as it is served, on corpora that it was not trained on: what it answers, how much of that is right."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from moderation.comment import Article
from moderation.label import Stance
from moderation.training.debates import MAY_TRAIN, ONLY_MEASURE, Debate, read_debate
from moderation.training.evaluate import majority_by_article

#: `Model.stance` with its article: label, support minus oppose, and confidence of each text.
Answers = Callable[[Sequence[str], Article], list[tuple[str, float, float]]]
NEUTRAL: Final = Stance.NEUTRAL.value


class Elsewhere(NamedTuple):
    """Figures of one corpus. `side` and `majority` are of comments that take a side, `right` of what is answered."""

    corpus: str
    articles: int
    comments: int
    side: float
    majority: float
    coverage: float
    right: float


def measure_elsewhere(answer: Answers, corpora: Path) -> list[Elsewhere]:
    """Measure on the test halves of `ONLY_MEASURE`, less the propositions that training has seen."""
    known = {a.proposition or "" for name in MAY_TRAIN for a in read_debate(corpora, name, "train", "dev").articles}
    debates = ((name, read_debate(corpora, name, "dev", without=known)) for name in ONLY_MEASURE)
    return [_measure(name, debate, answer) for name, debate in debates if debate.texts]


def _measure(name: str, debate: Debate, answer: Answers) -> Elsewhere:
    rows: dict[Article, list[int]] = {}
    for row, article in enumerate(debate.articles):
        rows.setdefault(article, []).append(row)
    said, margins = np.empty(len(debate.texts), dtype=object), np.empty(len(debate.texts))
    for article, places in rows.items():
        for place, (label, margin, _) in zip(places, answer([debate.texts[i] for i in places], article), strict=True):
            said[place], margins[place] = label, margin
    truth, groups = np.array(debate.stances), np.array([a.id for a in debate.articles])
    sided, answered = truth != NEUTRAL, said != Stance.UNCLEAR.value
    support = np.where(margins > 0, Stance.SUPPORT.value, Stance.OPPOSE.value)
    return Elsewhere(
        name,
        len(np.unique(groups)),
        len(truth),
        float((support == truth)[sided].mean()),
        float((majority_by_article(truth[sided], groups[sided]) == truth[sided]).mean()),
        float(answered.mean()),
        float((said == truth)[answered].mean()) if answered.any() else float("nan"),
    )


def table(measured: Iterable[Elsewhere]) -> list[tuple[str, ...]]:
    """Return the figures as rows of text, in the order of the fields."""
    return [(m.corpus, str(m.articles), str(m.comments), *(f"{figure:.3f}" for figure in m[3:])) for m in measured]
