"""How fast an article's own head learns: accuracy on its other comments after so many labels."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from moderation.comment import Article
from moderation.label import Stance
from moderation.models.article_stance import SURE_FROM, ArticleStance
from moderation.models.bundle import Bundle
from moderation.models.split import SHARES
from moderation.models.stance import StanceModel
from moderation.training.export import stance_arrays, stance_spec
from moderation.training.pairs import StanceEstimator

COUNTS: Final = (0, 5, 10, 20, 30)


class Discussion(NamedTuple):
    """An article that training did not see, with its comments and their true stances."""

    article: Article
    comments: Sequence[tuple[str, Stance]]


def served(estimator: StanceEstimator) -> StanceModel:
    """Return the model that would be served, without writing a bundle."""
    return StanceModel(Bundle(stance_arrays(estimator), {"stance": stance_spec(estimator)}))


def learning_curve(
    model: StanceModel, discussions: Sequence[Discussion], *, draws: int = 4, seed: int = 0, neutral: bool = True
) -> pd.DataFrame:
    """Label 0 to 30 comments of each article at random, measure on those that are never labelled, `draws` times over.

    Returns a frame with `labels`, `accuracy`, `coverage` (probability at least `SURE_FROM`) and `answered_accuracy`.
    Where `neutral` is False the truth is support or oppose only. Discussions of no more than 30 comments are left out.
    """
    random = np.random.default_rng(seed)
    rows: list[tuple[int, bool, bool]] = []
    for article, comments in (d for d in discussions if len(d.comments) > COUNTS[-1]):
        for _ in range(draws):
            order = random.permutation(len(comments)).tolist()
            for count in COUNTS:
                head = ArticleStance(model, article, [comments[i] for i in order[:count]])
                for i in order[COUNTS[-1] :]:
                    text, truth = comments[i]
                    p_side, p_support = head.probabilities(text)
                    table = _table(p_side if neutral else 1.0, p_support)
                    rows.append((count, SHARES[int(np.argmax(table))] is truth, max(table) >= SURE_FROM))
    frame = pd.DataFrame(rows, columns=["labels", "right", "sure"])
    return pd.DataFrame(
        [
            (count, part["right"].mean(), part["sure"].mean(), part.loc[part["sure"], "right"].mean())
            for count, part in frame.groupby("labels")
        ],
        columns=["labels", "accuracy", "coverage", "answered_accuracy"],
    )


def _table(p_side: float, p_support: float) -> tuple[float, float, float]:
    return p_side * p_support, p_side * (1 - p_support), 1 - p_side
