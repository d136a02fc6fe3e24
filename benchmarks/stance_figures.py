"""What is measured of stance, whoever said it: labels, what is answered, and the split of each discussion."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from moderation.decision import StanceOrigin
from moderation.models.split import SHARES, SplitModel
from moderation.models.stance import Confidence, decide

Floats = NDArray[np.float64]
Names = NDArray[np.str_]
Figures = dict[str, float]

STANCES = tuple(stance.value for stance in SHARES)


def best_labels(p_side: Floats, p_support: Floats) -> tuple[Names, Floats]:
    """Return the likeliest of three labels and its probability."""
    table = np.column_stack((p_side * p_support, p_side * (1 - p_support), 1 - p_side))
    return np.array(STANCES)[table.argmax(axis=1)], table.max(axis=1)


def accuracy(truth: Names, said: Names) -> float:
    """Return the share that is right."""
    return float((truth == said).mean())


def macro_f1(truth: Names, said: Names) -> float:
    """Return the mean F1 of the three classes."""
    return float(f1_score(truth, said, average="macro", labels=list(STANCES), zero_division=0))


def side_accuracy(truth: Names, p_support: Floats) -> float:
    """Return how often the side of those that take one is right: chance is .5."""
    sided = truth != STANCES[2]
    return accuracy(truth[sided], np.where(p_support[sided] > 0.5, *STANCES[:2]))


def surest(truth: Names, p_support: Floats, coverage: float) -> float:
    """Return the accuracy of the most confident share of answers, of comments that all take a side."""
    first = np.argsort(-np.abs(p_support - 0.5))[: round(coverage * len(truth))]
    return side_accuracy(truth[first], p_support[first])


def articles_figures(
    kind: str,
    truth: Names,
    groups: Names,
    probabilities: tuple[Floats, Floats],
    confidence: Confidence,
    split: SplitModel,
) -> Figures:
    """Measure comments of articles of data/: one by one, those that are answered, and each article's split."""
    p_side, p_support = probabilities
    best = best_labels(p_side, p_support)[0]
    scores = np.array(
        [
            decide(a, b, confidence, "", StanceOrigin.GIVEN)
            for a, b in zip(p_side.tolist(), p_support.tolist(), strict=True)
        ]
    )
    said = np.array([s.label.value for s in scores])
    answered = said != "unclear"
    figures = {
        f"data.macro_f1.{kind}": macro_f1(truth, best),
        f"data.sides.{kind}": side_accuracy(truth, p_support),
        f"data.coverage.{kind}": float(answered.mean()),
    }
    if answered.any():
        figures[f"data.answered_accuracy.{kind}"] = accuracy(truth[answered], said[answered])
    errors: dict[str, list[float]] = {kind: [], f"{kind}.prior": [], f"{kind}.counted": []}
    inside = []
    for group in np.unique(groups):
        rows = groups == group
        shares = np.array([(truth[rows] == s).mean() for s in STANCES])
        found = split.split(list(scores[rows]))
        estimate = np.array([found.shares[s].estimate for s in SHARES])
        errors[kind].append(np.abs(estimate - shares).mean())
        errors[f"{kind}.prior"].append(np.abs(split.prior - shares).mean())
        errors[f"{kind}.counted"].append(np.abs(np.array([(best[rows] == s).mean() for s in STANCES]) - shares).mean())
        inside += [found.shares[s].low <= t <= found.shares[s].high for s, t in zip(SHARES, shares, strict=True)]
    figures |= {f"split.mae.{name}": float(np.mean(values)) for name, values in errors.items()}
    return figures | {f"split.inside_90.{kind}": float(np.mean(inside))}
