"""The figures of a model: as tables in the terminal, and as the model card beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from moderation.training.evaluate import ArticleStanceReport, HeadReport, RelevanceReport, StanceReport


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of one training run, on articles that were held out."""

    heads: Sequence[HeadReport]
    unavailable: Sequence[str]
    stance: StanceReport
    relevance: RelevanceReport
    train_rows: int
    test_rows: int
    test_articles: int


HEAD_COLUMNS = (
    "head", "rows", "positive", "ROC AUC", "95 % interval", "AP", "F1", "ECE", "TN / FP / FN / TP",
)  # fmt: skip


def _head_cells(head: HeadReport) -> tuple[str, ...]:
    (tn, fp), (fn, tp) = head.confusion
    low, high = head.auc_interval
    return (
        head.head,
        f"{head.rows}",
        f"{head.positives}",
        f"{head.auc:.3f}",
        f"{low:.3f}-{high:.3f}",
        f"{head.average_precision:.3f}",
        f"{head.f1:.3f}",
        f"{head.calibration_error:.3f}",
        f"{tn} / {fp} / {fn} / {tp}",
    )


def _stance_rows(stance: StanceReport) -> list[tuple[str, str, str]]:
    return [
        ("macro-F1 of three classes", f"{stance.macro_f1:.3f}", f"{stance.majority_macro_f1:.3f}"),
        ("accuracy", f"{stance.accuracy:.3f}", f"{stance.majority_accuracy:.3f}"),
        ("accuracy where it answers", f"{stance.answered_accuracy:.3f}", "-"),
        ("answers (the rest is `unclear`)", f"{stance.coverage:.3f}", "-"),
    ]


ARTICLE_COLUMNS = ("article", "rows", "accuracy", "majority", "accuracy where it answers", "answers")


def _article_cells(article: ArticleStanceReport) -> tuple[str, ...]:
    answered = "-" if np.isnan(article.answered_accuracy) else f"{article.answered_accuracy:.2f}"
    return (
        article.article,
        f"{article.rows}",
        f"{article.accuracy:.2f}",
        f"{article.majority_accuracy:.2f}",
        answered,
        f"{article.coverage:.2f}",
    )


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for index, column in enumerate(columns):
        table.add_column(column, justify="left" if index == 0 else "right")
    for row in rows:
        table.add_row(*row)
    return table


def print_report(report: Report, console: Console) -> None:
    """Print the tables."""
    held = f"{report.test_rows} comments under {report.test_articles} articles that training did not see"
    console.print(_table(f"Civility on {held}", HEAD_COLUMNS, [_head_cells(h) for h in report.heads]))
    if report.unavailable:
        console.print(f"Too few labels for a head: {', '.join(report.unavailable)}")
    console.print(
        _table(
            f"Stance on {report.stance.rows} comments under {report.stance.articles} articles",
            ("figure", "model", "each article's majority"),
            _stance_rows(report.stance),
        )
    )
    relevance = report.relevance
    console.print(
        f"Relevance: AUC {relevance.auc_shuffled:.3f} against shuffled articles, "
        f"{relevance.auc_labelled:.3f} on labelled off-topic comments ({relevance.rows} rows)"
    )


def markdown(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown, columns padded."""
    cells = [tuple(columns), *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(columns))]

    def line(row: Sequence[str]) -> str:
        return "| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |"

    rule = "|" + "|".join("-" * (w + 2) for w in widths) + "|"
    return "\n".join([line(cells[0]), rule, *(line(row) for row in cells[1:])])


def write_card(report: Report, version: str, sources: Mapping[str, str], versions: Mapping[str, str]) -> str:
    """Return the model card as Markdown."""
    stance = report.stance
    confusion = markdown(
        ("true \\ said", *stance.labels),
        [(label, *(str(n) for n in row)) for label, row in zip(stance.labels, stance.confusion, strict=True)],
    )
    unavailable = ", ".join(report.unavailable) or "none"
    return f"""# Model card: moderation {version}

A linear model of reader comments on news: TF-IDF over word 1-2-grams and character 2-5-grams, one logistic regression
a head, calibrated; stance towards the article's proposition; relevance to the article.

## Data

{markdown(("file", "SHA-256"), [(name, digest[:16]) for name, digest in sources.items()])}

Trained on {report.train_rows} comments. All figures below are on {report.test_rows} comments under
{report.test_articles} articles that training did not see.

## Civility

ROC AUC of chance is 0.5. TN / FP / FN / TP at a probability of 0.5. ECE: expected calibration error, 10 bins.

{markdown(HEAD_COLUMNS, [_head_cells(h) for h in report.heads])}

Heads with too few labels to train: {unavailable}.

## Stance

The baseline answers every comment with the commonest stance of its own article, which no model can know beforehand.

{markdown(("figure", "model", "each article's majority"), _stance_rows(stance))}

{confusion}

### By article

{markdown(ARTICLE_COLUMNS, [_article_cells(article) for article in stance.by_article])}

## Relevance

AUC {report.relevance.auc_shuffled:.3f} against comments put under another article,
{report.relevance.auc_labelled:.3f} on comments labelled off topic, over {report.relevance.rows} rows. A hint for
moderators, never a reason to reject.

## What it must not be used for

It ranks comments for people to look at. It does not know whether a claim is true, who wrote a comment or what they
meant, and it reads English only. Stance never decides whether a comment is published. Do not use it to
judge people, and do not let it delete anything unread.

## Made with

{markdown(("package", "version"), list(versions.items()))}
"""
