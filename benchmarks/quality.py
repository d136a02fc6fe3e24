"""Measure the shipped bundle on sites it never saw, beside two baselines in the same run.

MODERATION_CORPORA=… python -m benchmarks.quality [--model FOLDER] [--json FILE]

Baselines: bare word TF-IDF with logistic regression on the same rows, and alt-profanity-check (which has seen Wikipedia
talk pages of the same crawl as jigsaw_wiki20k and cat_small, so that its figures there are too good).
"""

import argparse
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from moderation.features.normalise import normalise
from moderation.label import Attribute
from moderation.models.model import Model
from moderation.settings import PRETRAINED, Settings
from moderation.training.corpora import HEADS, Rows
from moderation.training.data import read_dataset
from moderation.training.elsewhere import Score, contrast_accuracy, madlibs, own_tests, public_tests, remembered
from moderation.training.evaluate import report_head
from moderation.training.pretrain import training_rows
from moderation.training.teacher import teacher_shares

#: The baseline learns a head from no more rows than this: it is bare, not slow.
MOST_ROWS: Final = 30_000


def bare_baseline(rows: Rows) -> Score:
    """Fit word TF-IDF and logistic regression, one a head, to the rows that the shipped model learnt from."""
    fitted = {}
    for column, head in enumerate(HEADS):
        known = np.flatnonzero(~np.isnan(rows.shares[:, column]))
        known = np.random.default_rng(0).permutation(known)[:MOST_ROWS]
        pipeline = make_pipeline(
            TfidfVectorizer(preprocessor=normalise, sublinear_tf=True, min_df=2), LogisticRegression(solver="liblinear")
        )
        fitted[head] = pipeline.fit([rows.texts[i] for i in known.tolist()], rows.shares[known, column] >= 0.5)
    return lambda texts: {head: p.predict_proba(texts)[:, 1] for head, p in fitted.items()}


def teacher(texts: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Answer toxicity and insult with alt-profanity-check's probability."""
    shares = teacher_shares(texts)
    return {Attribute.TOXICITY.value: shares, Attribute.INSULT.value: shares}


def main() -> None:
    """Run, print the table, write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=PRETRAINED)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--no-baselines", action="store_true", help="the shipped bundle alone")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    corpora = Settings.from_environment().corpora
    if corpora is None:
        parser.error("set MODERATION_CORPORA to the folder of public corpora (docs/corpora.md)")
    ours = remembered(Model.load(arguments.model).score_texts)
    others: dict[str, Score] = {}
    if not arguments.no_baselines:
        rows, _ = training_rows(read_dataset(arguments.data), arguments.data, corpora)
        others = {"TF-IDF + LR": remembered(bare_baseline(rows)), "alt-profanity-check": remembered(teacher)}
    figures = _measure(arguments.data, corpora, ours, others)
    report = madlibs(corpora, ours)
    figures["madlibs.worst_term_fpr_at_080"] = report.worst.false_positive_rate
    figures["contrast.accuracy"] = contrast_accuracy(arguments.data, ours).get("all", (0, float("nan")))[1]
    size = sum(f.stat().st_size for f in arguments.model.iterdir())
    figures["bundle_mb"] = size / 1e6
    in_domain = [v for k, v in figures.items() if re.fullmatch(r"data\.\w+\.ece", k)]
    figures["data.mean_ece"] = float(np.mean(in_domain))
    for name in ("madlibs.worst_term_fpr_at_080", "contrast.accuracy", "data.mean_ece", "bundle_mb"):
        print(f"{name:32} {figures[name]:.4f}")
    print(f"worst term on madlibs77k: {report.worst.term}")
    if arguments.json:
        rounded = {k: None if np.isnan(v) else round(v, 4) for k, v in figures.items()}
        arguments.json.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")


def _measure(data: Path, corpora: Path, ours: Score, others: dict[str, Score]) -> dict[str, float]:
    figures: dict[str, float] = {}
    table = Table(title="ROC AUC (AP, ECE) by set and label", title_justify="left")
    for column in ("set", "label", "head", "rows", "positive", "AUC", "AP", "ECE", *(f"AUC {n}" for n in others)):
        table.add_column(column, justify="left" if column in {"set", "label", "head"} else "right")
    for test in (*own_tests(data), *public_tests(corpora)):
        scores = ours(test.texts)
        if test.head not in scores:
            table.add_row(test.name, test.label, test.head, *["unavailable"] * 6)
            continue
        found = report_head(test.head, test.truth, scores[test.head])
        key = f"{test.name}.{test.label}"
        figures |= {
            f"{key}.auc": found.auc,
            f"{key}.ap": found.average_precision,
            f"{key}.ece": found.calibration_error,
        }
        cells = [f"{found.auc:.3f}", f"{found.average_precision:.3f}", f"{found.calibration_error:.3f}"]
        for other in others.values():
            theirs = other(test.texts)
            cells.append(
                f"{report_head(test.head, test.truth, theirs[test.head]).auc:.3f}" if test.head in theirs else "-"
            )
        table.add_row(test.name, test.label, test.head, str(found.rows), str(found.positives), *cells)
    Console(width=140).print(table)
    return figures


if __name__ == "__main__":
    main()
