"""The semantic figures of `benchmarks.stance`: cross-encoders tuned as `moderation semantic fit` does.

Not run by itself: `python -m benchmarks.stance --semantic [mpnet|minilm]`. On ibm30k and vast the network is tuned on
that set's own training rows (it never leaves the benchmark); `semantic.data` is tuned on what may be shipped, less the
motions of ibm30k's test split, and also answers ibm30k and arc_rfd, which it never saw (`.semantic_zero_shot`), and
arc_rfd once more after its own training rows (`.semantic`).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.stance_figures import Figures, articles_figures, best_labels, macro_f1, side_accuracy, surest
from moderation.models.civility import sigmoid
from moderation.models.semantic import CrossEncoder, both_ways
from moderation.models.split import SplitModel
from moderation.models.stance import Confidence
from moderation.training.cross_encoder import Questions, calibrate, fit_cross_encoder, with_head
from moderation.training.data import Dataset
from moderation.training.debates import Debate, of_dataset, permitted_debates, read_debate
from moderation.training.starting_weights import STARTS, Start, load_start

Floats = NDArray[np.float64]

#: On arc_rfd the figure is the accuracy of the most confident share of answers.
ARC_COVERAGE: Final = 0.5
OwnSplits = Callable[[Path, str], tuple[Debate, Debate]]


def tune(name: str, encoder: CrossEncoder, questions: Questions, start: Start) -> CrossEncoder:
    """Tune the network, with a progress bar."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as bar:
        task = bar.add_task(name)
        fit_cross_encoder(
            encoder,
            questions,
            epochs=start.epochs,
            rate=start.rate,
            progress=lambda step, steps, loss: bar.update(
                task, completed=step, total=steps, description=f"{name}, loss {loss:.2f}"
            ),
        )
    return encoder


def uncalibrated(encoder: CrossEncoder, questions: Questions) -> tuple[Floats, Floats]:
    """Return p(side) and p(support given a side) as the network says them."""
    said = both_ways(encoder, questions.asked, questions.texts)
    return sigmoid(said[:, 0]), sigmoid(said[:, 1])


def rows(
    start: str, data: Path, corpora: Path, dataset: Dataset, own_splits: OwnSplits
) -> dict[str, Callable[[], Figures]]:
    """Return the rows to measure, by name; each tunes a network of its own."""

    def own(name: str, epochs: int) -> tuple[CrossEncoder, Questions]:
        train, test = own_splits(corpora, name)
        settings = STARTS[start]._replace(epochs=epochs)
        return tune(name, with_head(load_start(start)), Questions.of([train]), settings), Questions.of([test])

    def ibm30k() -> Figures:
        encoder, test = own("ibm30k", epochs=1)
        return {"ibm30k.accuracy.semantic": side_accuracy(test.labels, uncalibrated(encoder, test)[1])}

    def vast() -> Figures:
        encoder, test = own("vast", epochs=2)
        return {"vast.macro_f1.semantic": macro_f1(test.labels, best_labels(*uncalibrated(encoder, test))[0])}

    def shipped() -> Figures:
        unseen = {a.proposition or "" for a in read_debate(corpora, "ibm30k", "dev").articles}
        debates = [of_dataset(dataset, "train"), *permitted_debates(data, corpora, without=unseen)]
        encoder = tune("data", with_head(load_start(start)), Questions.of(debates).with_elsewhere(), STARTS[start])
        return _measure_shipped(encoder, dataset, corpora) | _measure_arc(encoder, *own_splits(corpora, "arc_rfd"))

    def _measure_arc(encoder: CrossEncoder, train: Debate, test: Debate) -> Figures:
        questions, figures = Questions.of([test]), {"arc.coverage.semantic": ARC_COVERAGE}
        for kind in ("semantic_zero_shot", "semantic"):
            if kind == "semantic":
                tune("arc_rfd", encoder, Questions.of([train]), STARTS[start])
            p_support = uncalibrated(encoder, questions)[1]
            figures |= {
                f"arc.accuracy.{kind}": side_accuracy(questions.labels, p_support),
                f"arc.answered_accuracy.{kind}": surest(questions.labels, p_support, ARC_COVERAGE),
                f"arc.answered_accuracy.{kind}_at_030": surest(questions.labels, p_support, 0.3),
            }
        return figures

    return {"semantic.data": shipped, "semantic.ibm30k": ibm30k, "semantic.vast": vast}


def _measure_shipped(encoder: CrossEncoder, dataset: Dataset, corpora: Path) -> Figures:
    dev, test = (Questions.of([of_dataset(dataset, split)]) for split in ("dev", "test"))
    fitted = calibrate(encoder, dev)
    said = both_ways(encoder, test.asked, test.texts)
    scale, shift = fitted["side"]
    found = sigmoid(scale * said[:, 0] + shift), sigmoid(fitted["which"] * said[:, 1])
    confidence, split = Confidence(**fitted["confidence"]), SplitModel.from_spec(fitted["split"])
    figures = articles_figures("semantic", test.labels, test.groups, found, confidence, split)
    motions = Questions.of([read_debate(corpora, "ibm30k", "dev")])
    topics = Questions.of([read_debate(corpora, "vast", "dev")])
    return figures | {
        "ibm30k.accuracy.semantic_zero_shot": side_accuracy(motions.labels, uncalibrated(encoder, motions)[1]),
        "vast.macro_f1.semantic_zero_shot": macro_f1(topics.labels, best_labels(*uncalibrated(encoder, topics))[0]),
    }
