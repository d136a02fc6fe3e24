"""Tests on texts that training never saw: the project's held-out articles, and other sites' comments."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.training.contrast import civility_rows, read_contrast
from moderation.training.corpora import CORPORA, HEADS, read_corpus, read_frame
from moderation.training.data import read_dataset
from moderation.training.fairness import FairnessReport, report_fairness

Floats = NDArray[np.float64]
#: Texts to head name -> probabilities.
Score = Callable[[Sequence[str]], dict[str, Floats]]

#: Corpus, its column, and the head of ours that answers it.
PUBLIC: Final = (
    ("cat_small", "toxicity", "toxicity"),
    ("surge_toxicity", "toxicity", "toxicity"),
    ("kaggle_insults_train", "insult", "insult"),
    ("ucc_val", "hostile", "toxicity"),
    ("ucc_val", "antagonise", "toxicity"),
    ("ucc_val", "condescending", "condescending"),
    ("ucc_val", "dismissive", "dismissive"),
    ("ucc_val", "sarcastic", "sarcastic"),
    ("ucc_val", "generalisation", "generalising"),
    ("mupid", "impoliteness", "toxicity"),
    ("mupid", "intolerance", "identity_attack"),
    ("wiki_fuzzed_pair", "toxicity", "toxicity"),
    ("madlibs77k", "toxicity", "toxicity"),
)


class Test(NamedTuple):
    """One set of texts with the truth of one label (shares 0..1, NaN unknown), and the head that is asked."""

    name: str
    label: str
    head: str
    texts: Sequence[str]
    truth: Floats


def own_tests(data: Path) -> Iterator[Test]:
    """Yield one test a head, on the held-out articles of the project's data."""
    held = read_dataset(data).split("test")
    for head in HEADS:
        yield Test("data", head, head, held["text"].tolist(), held[head].to_numpy(dtype=float))


def public_tests(corpora: Path) -> Iterator[Test]:
    """Yield the held-out block of Wikipedia talk pages, then other sites."""
    block = read_corpus(corpora, next(c for c in CORPORA if c.name == "jigsaw_wiki20k"), held_out=True)
    yield Test("jigsaw_wiki20k", "toxicity", "toxicity", block.texts, block.shares[:, HEADS.index("toxicity")])
    for name, column, head in PUBLIC:
        frame = read_frame(corpora, name)
        yield Test(name, column, head, frame["text"].tolist(), frame[column].to_numpy(dtype=float))


def contrast_accuracy(data: Path, score: Score) -> dict[str, tuple[int, float]]:
    """Return for each function of the contrast sets, and for `all`, how many test rows are on which side of 0.5.

    As (rows, share of them on the right side); rows that reasonable readers differ about (0.5), and attributes without
    a head, do not count. Empty without contrast sets.
    """
    rows = civility_rows(read_contrast(data / "contrast"), "test")
    rows = rows[rows["share"] != 0.5].reset_index(drop=True)
    if rows.empty:
        return {}
    scores = score(rows["text"].tolist())
    rows = rows[rows["attribute"].isin(list(scores))]
    asked = zip(rows.index.tolist(), rows["attribute"].tolist(), strict=True)
    said = np.array([scores[attribute][row] >= 0.5 for row, attribute in asked])
    right = rows.assign(right=said == (rows["share"] == 1))
    result = {str(name): (len(part), float(part["right"].mean())) for name, part in right.groupby("function")}
    return {**result, "all": (len(right), float(right["right"].mean()))}


def madlibs(corpora: Path, score: Score) -> FairnessReport:
    """Measure fairness on synthetic sentences about identity terms."""
    frame = read_frame(corpora, "madlibs77k")
    texts = frame["text"].tolist()
    return report_fairness(texts, frame["toxicity"].to_numpy() == 1, score(texts)["toxicity"])


def remembered(score: Score) -> Score:
    """Score each list of texts once: several labels are asked of the same texts."""
    known: dict[int, dict[str, Floats]] = {}

    def scored(texts: Sequence[str]) -> dict[str, Floats]:
        key = hash(tuple(texts))
        if key not in known:
            known[key] = score(texts)
        return known[key]

    return scored
