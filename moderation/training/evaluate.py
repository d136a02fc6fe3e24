"""Figures on held-out articles, each beside the baseline that it must beat."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, confusion_matrix, f1_score, roc_auc_score

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeadReport:
    """How one civility head does on held-out rows.

    Shares and probabilities are 0..1; `confusion` is ((true negative, false positive), (false negative, true positive))
    at 0.5; `auc_interval` the 95 % bootstrap interval over rows.
    """

    head: str
    rows: int
    positives: int
    auc: float
    auc_interval: tuple[float, float]
    average_precision: float
    f1: float
    calibration_error: float
    confusion: tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class ArticleStanceReport:
    """One held-out article: the majority's share is what answering it everywhere would score."""

    article: str
    rows: int
    accuracy: float
    majority_accuracy: float
    answered_accuracy: float
    coverage: float


@dataclass(frozen=True, slots=True)
class StanceReport:
    """How stance does on held-out articles, beside answering each article's own majority."""

    rows: int
    articles: int
    macro_f1: float
    accuracy: float
    majority_macro_f1: float
    majority_accuracy: float
    answered_accuracy: float
    coverage: float
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    by_article: tuple[ArticleStanceReport, ...] = ()


@dataclass(frozen=True, slots=True)
class RelevanceReport:
    """How well relevance tells a comment under its own article from one under a shuffled article."""

    rows: int
    auc_shuffled: float
    auc_labelled: float


def expected_calibration_error(probabilities: Floats, labels: Floats, bins: int = 10) -> float:
    """Return the mean distance of probability and frequency over equal-width bins, weighted by rows.

    After Naeini, Cooper and Hauskrecht (AAAI 2015).

    >>> expected_calibration_error(np.array([0.5, 0.5]), np.array([0.0, 1.0]))
    0.0
    """
    which = np.minimum((probabilities * bins).astype(int), bins - 1)
    total = 0.0
    for index in np.unique(which):
        member = which == index
        total += abs(float((probabilities[member] - labels[member]).sum()))
    return total / len(labels)


def auc(labels: NDArray[np.bool_], scores: Floats) -> float:
    """Return the area under the ROC curve, NaN where there is only one class."""
    return float(roc_auc_score(labels, scores)) if 0 < labels.sum() < len(labels) else float("nan")


def bootstrap_interval(
    labels: NDArray[np.bool_], scores: Floats, *, seed: int = 0, draws: int = 200
) -> tuple[float, float]:
    """Return the 95 % interval of the AUC over resampled rows."""
    random = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        rows = random.integers(len(labels), size=len(labels))
        values.append(auc(labels[rows], scores[rows]))
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def report_head(head: str, labels: Floats, probabilities: Floats) -> HeadReport:
    """Measure one head on the rows that are labelled for it."""
    known = ~np.isnan(labels)
    labels, probabilities = labels[known], probabilities[known]
    truth, said = labels >= 0.5, probabilities >= 0.5
    table = confusion_matrix(truth, said, labels=[False, True])
    return HeadReport(
        head=head,
        rows=len(labels),
        positives=int(truth.sum()),
        auc=auc(truth, probabilities),
        auc_interval=bootstrap_interval(truth, probabilities),
        average_precision=float(average_precision_score(truth, probabilities)) if truth.any() else 0.0,
        f1=float(f1_score(truth, said, zero_division=0)),
        calibration_error=expected_calibration_error(probabilities, labels),
        confusion=((int(table[0, 0]), int(table[0, 1])), (int(table[1, 0]), int(table[1, 1]))),
    )


def majority_by_article(stances: NDArray[np.str_], groups: NDArray[np.str_]) -> NDArray[np.str_]:
    """Answer every comment with the commonest stance of its own article: a baseline that knows the truth.

    >>> majority_by_article(np.array(["a", "a", "b", "c"]), np.array(["1", "1", "1", "2"])).tolist()
    ['a', 'a', 'a', 'c']
    """
    result = np.empty_like(stances)
    for group in np.unique(groups):
        member = groups == group
        names, counts = np.unique(stances[member], return_counts=True)
        result[member] = names[np.argmax(counts)]
    return result


def report_stance(
    truth: NDArray[np.str_],
    best: NDArray[np.str_],
    answered: NDArray[np.bool_],
    groups: NDArray[np.str_],
    labels: Sequence[str],
) -> StanceReport:
    """Measure stance: `best` is the likeliest label, `answered` says where it was sure enough to say so."""
    majority = majority_by_article(truth, groups)

    def macro_f1(said: NDArray[np.str_]) -> float:
        return float(f1_score(truth, said, average="macro", labels=list(labels), zero_division=0))

    return StanceReport(
        rows=len(truth),
        articles=len(np.unique(groups)),
        macro_f1=macro_f1(best),
        accuracy=float((best == truth).mean()),
        majority_macro_f1=macro_f1(majority),
        majority_accuracy=float((majority == truth).mean()),
        answered_accuracy=float((best == truth)[answered].mean()) if answered.any() else float("nan"),
        coverage=float(answered.mean()),
        labels=tuple(labels),
        confusion=tuple(map(tuple, confusion_matrix(truth, best, labels=list(labels)).tolist())),
        by_article=tuple(
            _report_article(str(group), truth == best, truth == majority, answered, groups == group)
            for group in np.unique(groups)
        ),
    )


def _report_article(
    article: str,
    right: NDArray[np.bool_],
    majority: NDArray[np.bool_],
    answered: NDArray[np.bool_],
    member: NDArray[np.bool_],
) -> ArticleStanceReport:
    said = member & answered
    return ArticleStanceReport(
        article,
        int(member.sum()),
        float(right[member].mean()),
        float(majority[member].mean()),
        float(right[said].mean()) if said.any() else float("nan"),
        float(answered[member].mean()),
    )
