"""Stance as it is served, on corpora that it was not trained on: what it answers, how much of that is right."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from moderation.comment import Article
from moderation.label import Stance
from moderation.training.debates import ONLY_MEASURE, Debate, permitted_debates, read_debate
from moderation.training.evaluate import majority_by_article

#: `Model.stance` with its article: label, support minus oppose, and confidence of each text.
Answers = Callable[[Sequence[str], Article], list[tuple[str, float, float]]]
NEUTRAL: Final = Stance.NEUTRAL.value


class Elsewhere(NamedTuple):
    """Figures of one corpus. `side` and `majority` are of comments that take a side, `right` of what is answered.

    Where no comment is neutral, being called so is no answer. A margin of 0 finds half a side.
    """

    corpus: str
    articles: int
    comments: int
    side: float
    majority: float
    coverage: float
    right: float


def measure_elsewhere(answer: Answers, data: Path, corpora: Path) -> list[Elsewhere]:
    """Measure on the test halves of `ONLY_MEASURE`, less the propositions that training has seen."""
    known = {a.proposition or "" for debate in permitted_debates(data, corpora) for a in debate.articles}
    debates = ((name, read_debate(corpora, name, "dev", without=known)) for name in ONLY_MEASURE)
    return [_measure(name, debate, answer) for name, debate in debates if debate.texts]


def _measure(name: str, debate: Debate, answer: Answers) -> Elsewhere:
    answers = [answer([text], article)[0] for text, article in zip(debate.texts, debate.articles, strict=True)]
    said, margins = np.array([label for label, _, _ in answers]), np.array([margin for _, margin, _ in answers])
    truth, groups = np.array(debate.stances), np.array([a.id for a in debate.articles])
    sided, answered = truth != NEUTRAL, said != Stance.UNCLEAR.value
    if not debate.has_neutral:
        answered &= said != NEUTRAL
    found = np.where(margins == 0, 0.5, (margins > 0) == (truth == Stance.SUPPORT.value))
    return Elsewhere(
        name,
        len(np.unique(groups)),
        len(truth),
        float(found[sided].mean()),
        float((majority_by_article(truth[sided], groups[sided]) == truth[sided]).mean()),
        float(answered.mean()),
        float((said == truth)[answered].mean()) if answered.any() else float("nan"),
    )


def table(measured: Iterable[Elsewhere]) -> list[tuple[str, ...]]:
    """Return the figures as rows of text, in the order of the fields."""
    return [
        (m.corpus, str(m.articles), str(m.comments), *("-" if np.isnan(f) else f"{f:.3f}" for f in m[3:]))
        for m in measured
    ]
