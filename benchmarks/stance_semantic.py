"""The semantic figures of `benchmarks.stance`: cross-encoders tuned as `moderation semantic fit` does.

Not run by itself: `python -m benchmarks.stance --semantic`, half an hour. On ibm30k and vast the network is tuned on
that set's own training rows (it never leaves the benchmark); `data` and `arc` are answered by one tuned on what may be
shipped, less the motions of ibm30k's test split, which `ibm30k.accuracy.semantic_zero_shot` is measured on.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sklearn.metrics import f1_score

from moderation.models.semantic import CLASSES, CrossEncoder, both_ways
from moderation.training.cross_encoder import EPOCHS, Questions, fit_cross_encoder, start
from moderation.training.data import Dataset
from moderation.training.debates import Debate, of_dataset, permitted_debates, read_debate
from moderation.training.pairs import calibration, fit_confidence, probabilities
from moderation.training.splits import fit_split

Floats = NDArray[np.float64]
Figures = dict[str, float]

#: On arc_rfd the figure is the accuracy of the most confident share of answers.
ARC_COVERAGE: Final = 0.5


def tuned(name: str, debates: Sequence[Debate], epochs: int) -> CrossEncoder:
    """Tune the network on these debates, with a progress bar."""
    encoder = start()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as bar:
        task = bar.add_task(name)
        fit_cross_encoder(
            encoder,
            Questions.of(debates),
            epochs=epochs,
            progress=lambda step, steps, loss: bar.update(
                task, completed=step, total=steps, description=f"{name}, loss {loss:.2f}"
            ),
        )
    return encoder


def sides(encoder: CrossEncoder, questions: Questions) -> tuple[NDArray[np.bool_], Floats]:
    """Return for comments that take a side whether it was found, and how sure the network was."""
    rows = np.flatnonzero(questions.stances < CLASSES.index("neutral"))
    which = both_ways(encoder, [questions.asked[i] for i in rows], [questions.texts[i] for i in rows])[:, 1]
    return (which > 0) == (questions.stances[rows] == 0), np.abs(which)


def three(said: Floats) -> Floats:
    """Return probabilities of support, oppose and neutral from log-odds, shape (comments, 3)."""
    p_side, p_support = probabilities(1.0, 0.0, 1.0, said[:, 0], said[:, 1])
    return np.column_stack((p_side * p_support, p_side * (1 - p_support), 1 - p_side))


def macro_f1(questions: Questions, table: Floats) -> float:
    """Return the mean F1 of the three classes."""
    return float(f1_score(questions.stances, table.argmax(axis=1), average="macro", labels=[0, 1, 2], zero_division=0))


def measure(data: Path, corpora: Path, dataset: Dataset, own_splits: Callable[..., tuple[Debate, Debate]]) -> Figures:
    """Tune three networks and measure them."""
    figures: Figures = {}
    unseen = {a.proposition or "" for a in read_debate(corpora, "ibm30k", "dev").articles}
    permitted = permitted_debates(data, corpora, without=unseen)
    shipped = tuned("shipped", [of_dataset(dataset, "train"), *permitted], epochs=EPOCHS)
    figures |= _measure_shipped(shipped, dataset, corpora)
    train, test = own_splits(corpora, "ibm30k")
    right, _ = sides(tuned("ibm30k", [train], epochs=EPOCHS), Questions.of([test]))
    figures["ibm30k.accuracy.semantic"] = float(right.mean())
    train, test = own_splits(corpora, "vast")
    questions = Questions.of([test])
    said = both_ways(tuned("vast", [train], epochs=EPOCHS), questions.asked, questions.texts)
    figures["vast.macro_f1.semantic"] = macro_f1(questions, three(said))
    return figures


def _measure_shipped(encoder: CrossEncoder, dataset: Dataset, corpora: Path) -> Figures:
    dev, test = (Questions.of([of_dataset(dataset, split)]) for split in ("dev", "test"))
    said = both_ways(encoder, dev.asked, dev.texts)
    scale, shift, slope = calibration(said[:, 0], said[:, 1], dev.labels)
    p_side, p_support = probabilities(scale, shift, slope, said[:, 0], said[:, 1])
    confidence = fit_confidence(p_side, p_support, dev.labels)
    split = fit_split(p_side, p_support, dev.labels, dev.groups, confidence)
    said = both_ways(encoder, test.asked, test.texts) * [scale, slope] + [shift, 0.0]
    table = three(said)
    best = table.max(axis=1)
    answered = best >= np.where(table.argmax(axis=1) == CLASSES.index("neutral"), confidence.neutral, confidence.side)
    right = table.argmax(axis=1) == test.stances
    figures = {
        "data.macro_f1.semantic": macro_f1(test, table),
        "data.sides.semantic": float(sides(encoder, test)[0].mean()),
        "data.coverage.semantic": float(answered.mean()),
    }
    if answered.any():
        figures["data.answered_accuracy.semantic"] = float(right[answered].mean())
    errors = []
    for group in np.unique(test.groups):
        rows = test.groups == group
        margin = table[rows, 0] - table[rows, 1]
        observed = np.column_stack(
            (margin, np.abs(margin), best[rows], answered[rows] & (table[rows].argmax(axis=1) < 2))
        )
        truth = np.array([(test.stances[rows] == k).mean() for k in range(3)])
        errors.append(np.abs(split.estimate(observed)[0] - truth).mean())
    figures["split.mae.semantic"] = float(np.mean(errors))
    right, sure = sides(encoder, Questions.of([read_debate(corpora, "arc_rfd", "dev")]))
    first = np.argsort(-sure)[: round(ARC_COVERAGE * len(sure))]
    figures |= {
        "arc.accuracy.semantic": float(right.mean()),
        "arc.answered_accuracy.semantic": float(right[first].mean()),
        "arc.answered_accuracy.semantic_at_030": float(right[np.argsort(-sure)[: round(0.3 * len(sure))]].mean()),
        "arc.coverage.semantic": ARC_COVERAGE,
    }
    right, _ = sides(encoder, Questions.of([read_debate(corpora, "ibm30k", "dev")]))
    return figures | {"ibm30k.accuracy.semantic_zero_shot": float(right.mean())}
