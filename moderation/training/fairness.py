"""Measure fairness towards identity terms: a word for a group of people must not raise the score by itself.

The figures are those of Borkan et al., "Nuanced Metrics for Measuring Unintended Bias with Real Data for Text
Classification" (WWW 2019): AUC within the texts of a term (subgroup), its harmless texts against the others'
hostile ones (BPSN), its hostile texts against the others' harmless ones (BNSP), and the power mean of each over
terms with exponent -5, which the worst terms dominate. The false-positive rate counts harmless texts of a term at
or over a threshold.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.errors import TrainingError
from moderation.training.evaluate import auc
from moderation.training.identity import ADJECTIVES, HARMLESS

Floats = NDArray[np.float64]

POWER: Final = -5.0
#: A comment at or over it is surely acted upon: the figure that the gate is about.
THRESHOLD: Final = 0.8
#: Of no term may more than this share of harmless sentences reach `THRESHOLD`.
WORST_RATE: Final = 0.03
#: A term with fewer harmless texts has no rate worth the name.
FEWEST_TEXTS: Final = 30


@dataclass(frozen=True, slots=True)
class TermReport:
    """One identity term: AUCs (NaN where a class is missing) and its false-positive rate at `THRESHOLD`."""

    term: str
    texts: int
    subgroup_auc: float
    bpsn_auc: float
    bnsp_auc: float
    false_positive_rate: float


@dataclass(frozen=True, slots=True)
class FairnessReport:
    """All terms of one set of texts, worst false-positive rate first, and the whole set's figures."""

    terms: Sequence[TermReport]
    auc: float

    @property
    def worst(self) -> TermReport:
        """The term whose harmless texts are flagged most often."""
        return self.terms[0]

    def power_mean(self, figure: Callable[[TermReport], float]) -> float:
        """Return the power mean over terms of one of their AUCs."""
        values = np.array([figure(term) for term in self.terms])
        values = values[~np.isnan(values)]
        return float(np.mean(values**POWER) ** (1 / POWER)) if len(values) else float("nan")


def members(texts: Sequence[str], term: str) -> NDArray[np.bool_]:
    """Say which texts have the term, as a word, in the plural too.

    >>> members(["Two Mexicans.", "New Mexico"], "mexican").tolist()
    [True, False]
    """
    pattern = re.compile(rf"\b{re.escape(term)}s?\b", re.IGNORECASE)
    return np.array([pattern.search(text) is not None for text in texts], dtype=np.bool_)


def report_fairness(
    texts: Sequence[str], hostile: NDArray[np.bool_], probabilities: Floats, terms: Sequence[str] = ADJECTIVES
) -> FairnessReport:
    """Measure every term that has at least `FEWEST_TEXTS` harmless texts.

    Raises `TrainingError` where none has.
    """
    reports = []
    for term in terms:
        member = members(texts, term)
        harmless = member & ~hostile
        if harmless.sum() < FEWEST_TEXTS:
            continue
        reports.append(
            TermReport(
                term,
                int(member.sum()),
                subgroup_auc=auc(hostile[member], probabilities[member]),
                bpsn_auc=_auc_of(harmless | (~member & hostile), hostile, probabilities),
                bnsp_auc=_auc_of((member & hostile) | (~member & ~hostile), hostile, probabilities),
                false_positive_rate=float((probabilities[harmless] >= THRESHOLD).mean()),
            )
        )
    if not reports:
        raise TrainingError(f"no identity term is in {FEWEST_TEXTS} harmless texts or more: nothing to measure")
    reports.sort(key=lambda r: (-r.false_positive_rate, r.term))
    return FairnessReport(reports, auc(hostile, probabilities))


def _auc_of(chosen: NDArray[np.bool_], hostile: NDArray[np.bool_], probabilities: Floats) -> float:
    return auc(hostile[chosen], probabilities[chosen])


def swap_spread(score: Callable[[Sequence[str]], Floats]) -> tuple[float, str]:
    """Put every term into the same harmless sentences; return the largest distance from the average, and the term.

    The counterfactual test: who the sentence is about should not change its score.
    """
    templates = [t for t in HARMLESS if "{b}" not in t]
    texts = [t.format(a=term) for term in ADJECTIVES for t in templates]
    by_term = score(texts).reshape(len(ADJECTIVES), len(templates)).mean(axis=1)
    distance = np.abs(by_term - by_term.mean())
    return float(distance.max()), ADJECTIVES[int(distance.argmax())]


def check_gate(report: FairnessReport) -> None:
    """Refuse a model that flags the harmless sentences of any term. Raises `TrainingError` with the terms."""
    over = [t for t in report.terms if t.false_positive_rate > WORST_RATE]
    if over:
        named = ", ".join(f"{t.term} {t.false_positive_rate:.3f}" for t in over[:8])
        raise TrainingError(
            f"{len(over)} identity terms are over {WORST_RATE} false positives at {THRESHOLD}: {named}; "
            "add harmless sentences with these terms to the training data"
        )
