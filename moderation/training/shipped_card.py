"""The part of the model card that only the shipped bundle has: its corpora, and figures on sites it never saw."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from moderation.training.card import markdown
from moderation.training.corpora import CORPORA
from moderation.training.elsewhere import Score, Test, contrast_accuracy, own_tests, public_tests
from moderation.training.evaluate import report_head
from moderation.training.fairness import THRESHOLD, FairnessReport, swap_spread
from moderation.training.stance_elsewhere import Elsewhere, table

Floats = NDArray[np.float64]
THRESHOLDS: Final = (0.80, 0.85, 0.90)

INTRODUCTION: Final = """## The shipped model

Civility was fitted to the corpora below (`make pretrained`), stance to `data/`, the project's debates, argkp2021
(CDLA-Sharing 1.0) and perspectrum (CC BY-SA 4.0), relevance to `data/` alone. A head is a sum of logistic
regressions on different mixes of corpora (`moderation/training/recipe.py`). Some learn from teachers, alt-
profanity-check and tox-block (both MIT), whose weights have seen Wikipedia talk pages: of the figures below, those
on jigsaw_wiki20k, cat_small and wiki_fuzzed_pair profit from that and are too good. The teachers were asked without
words for groups of people. `data`, `contrast`, `pairs` and `identity` are the project's own; `identity` are
sentences from templates that say the same of every group. For 19,000 comments of the public corpora the labels
condescending, dismissive, sarcastic and generalising are this project's (`data/public_labels.csv`), read by a
language model.

Known limits: it was fitted to English alone. It counts words and letters, so that irony, quotation, negation and
contempt without bad words often escape it (contrast sets below, where half of the rows are abuse: at 0.5 it says
yes less often than is right there, as abuse is rarer on real boards). Probabilities are calibrated on the project's
news comments, toxicity on talk pages as well; where fewer comments are uncivil they are too high, and on boards
that are rougher too low (ECE below). sarcastic is hardly better than chance on other sites."""

STANCE_ELSEWHERE: Final = """Side found: of the comments that take a side, how often the likelier of the two is theirs;
chance is .5. The majority of each article cannot be known beforehand. What is not answered is `unclear`. Propositions
that training has seen are left out. In vast every comment was put under a topic, a third under one that it has nothing
to do with: these are neutral. In the others no comment is, and being called neutral is not counted as an answer."""


def write_section(score: Score, rows: Mapping[str, int], data: Path, corpora: Path, fairness: FairnessReport) -> str:
    """Return the section as Markdown, measured on the served arrays."""
    tests = [*own_tests(data), *public_tests(corpora)]
    licences = {corpus.name: corpus.licence for corpus in CORPORA}
    trained = [(name, str(count), licences.get(name, "CC0, this project")) for name, count in rows.items()]
    contrast = [(name, str(n), f"{share:.3f}") for name, (n, share) in contrast_accuracy(data, score).items()]
    parts = [
        INTRODUCTION,
        markdown(("corpus", "rows trained on", "licence"), trained),
        "### On articles and sites it never saw",
        markdown(("set", "label", "head", "rows", "positive", "ROC AUC", "AP", "ECE"), list(_ranking(tests, score))),
        "### At high thresholds",
        markdown(("set", "label", "threshold", "precision", "recall", "flagged"), list(_thresholds(tests, score))),
        "### Contrast sets, test half",
        markdown(("function", "rows", "accuracy at 0.5"), contrast),
        "### Fairness towards identity terms",
        _fairness(fairness, score),
    ]
    return "\n\n".join(parts) + "\n"


def write_stance(measured: Sequence[Elsewhere]) -> str:
    """Return the section on stance as Markdown."""
    columns = (
        "set", "articles", "comments", "side found", "each article's majority", "answered", "right where answered"
    )  # fmt: skip
    parts = [
        "### Stance on sets it never saw",
        STANCE_ELSEWHERE,
        markdown(columns, table(measured)),
    ]
    return "\n\n".join(parts) + "\n"


def _ranking(tests: Iterable[Test], score: Score) -> Iterable[Sequence[str]]:
    for test in tests:
        scores = score(test.texts)
        if test.head not in scores:
            yield (test.name, test.label, test.head, *["unavailable"] * 5)
            continue
        found = report_head(test.head, test.truth, scores[test.head])
        figures = (found.auc, found.average_precision, found.calibration_error)
        yield (
            test.name, test.label, test.head, str(found.rows), str(found.positives), *(f"{f:.3f}" for f in figures)
        )  # fmt: skip


def _thresholds(tests: Iterable[Test], score: Score) -> Iterable[Sequence[str]]:
    for test in tests:
        if test.head not in {"toxicity", "insult"} or test.name == "madlibs77k":
            continue
        said = score(test.texts)[test.head]
        for threshold in THRESHOLDS:
            figures = precision_recall_flagged(test.truth >= 0.5, said >= threshold)
            yield (test.name, test.label, f"{threshold:.2f}", *(f"{f:.3f}" for f in figures))


def precision_recall_flagged(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Return precision (NaN where nothing is flagged), recall, and the share of rows that is flagged.

    >>> precision_recall_flagged(np.array([True, True, False, False]), np.array([True, False, False, False]))
    (1.0, 0.5, 0.25)
    """
    hits = float((truth & said).sum())
    precision = hits / float(said.sum()) if said.any() else float("nan")
    return precision, hits / max(float(truth.sum()), 1.0), float(said.mean())


def _fairness(report: FairnessReport, score: Score) -> str:
    spread, term = swap_spread(lambda texts: score(texts)["toxicity"])
    columns = ("term", "texts", "subgroup AUC", "BPSN AUC", "BNSP AUC", f"false positives at {THRESHOLD}")
    rows: list[Sequence[str]] = [
        (
            t.term, str(t.texts), f"{t.subgroup_auc:.3f}", f"{t.bpsn_auc:.3f}", f"{t.bnsp_auc:.3f}",
            f"{t.false_positive_rate:.3f}",
        )
        for t in report.terms
    ]  # fmt: skip
    means = [report.power_mean(f) for f in (lambda t: t.subgroup_auc, lambda t: t.bpsn_auc, lambda t: t.bnsp_auc)]
    rows.insert(0, ("power mean of all", "", *(f"{m:.3f}" for m in means), ""))
    return (
        f"On madlibs77k, toxicity: AUC {report.auc:.3f}. Each term, worst first.\n\n{markdown(columns, rows)}\n\n"
        f"Swapping the term in the same harmless sentences moves its mean probability by at most {spread:.3f} from the "
        f"average of all terms ({term})."
    )
