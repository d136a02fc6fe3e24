"""The recipe of the pretrained model: which corpora and which teachers teach which head, with what weight.

A head is a sum of parts. Each part is one logistic regression on its own mix of corpora, divided by the spread of its
log-odds on news and talk pages, times its share; all are linear over the same n-grams, so their sum is one weight an
n-gram. Why these: docs/decisions/0040-civility-experiments.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from moderation.label import Attribute
from moderation.training.corpora import READ_AGAIN

#: The spread of a part is taken from rows of these.
HOME: Final = ("data", "jigsaw_wiki20k")

#: On these rows a teacher does not say what is right, the labels do: it has the very bias that they are there to undo.
TAUGHT_OTHERWISE: Final = ("identity", "contrast", "pairs")

#: Texts that have no label but a teacher's (`spliced`).
SPLICED: Final = "spliced"

WIKI: Final = {"jigsaw_wiki20k": 1.0, "jigsaw_multilabel": 1.0, "cai_wiki2377": 1.0, "cat_large_in_context": 1.0}
NEWS: Final = {"data": 2.0, "contrast": 4.0, "identity": 3.0}
PAIRS: Final = {"data": 1.0, "contrast": 4.0, "identity": 3.0, "pairs": 1.25}
OTHERS: Final = {
    "civil_toxic_spans": 0.3, "paradetox": 0.3, "edos": 0.3, "hatemojibuild": 0.3, "wiki_debias_nontoxic": 0.3
}  # fmt: skip
ALL: Final = {**WIKI, **NEWS, **OTHERS}
TAUGHT: Final = {
    **dict.fromkeys((*WIKI, *OTHERS, "data"), 1.0), "identity": 3.0, "contrast": 3.0, "pairs": 0.6, SPLICED: 0.7,
}  # fmt: skip
#: Rows with labels of our own reading; the key is the corpus, so that a row without such a label takes no part.
READ: Final = {
    "civil_toxic_spans": 1.0,
    "cat_large_in_context": 1.0,
    "jigsaw_wiki20k": 1.0,
    "edos": 1.0,
    "paradetox": 1.0,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One logistic regression: the weight of a row of each corpus, and its share in the sum.

    `weighted` turns naive-Bayes feature weights on (they help with labels and hurt with a teacher's shares and with few
    rows); `learns` names another target than the head's own label: one of `LABELS` or of a teacher (`reader:insult`).
    """

    corpora: Mapping[str, float]
    share: float = 1.0
    weighted: bool = True
    learns: str | None = None
    inverse_regularisation: float = 1.0


@dataclass(frozen=True, slots=True)
class Head:
    """The parts of one head, and the corpora whose held-out rows its probabilities are calibrated on.

    Only toxicity is labelled at random on talk pages; of the other labels, rows there were chosen or say no alone.
    """

    parts: tuple[Part, ...]
    calibrated_on: tuple[str, ...] = ("data",)


Recipe = Mapping[Attribute, Head]


def _reader(head: Attribute, share: float) -> Part:
    return Part(TAUGHT, share, weighted=False, learns=f"reader:{head.value}", inverse_regularisation=4.0)


def _words(head: Attribute, share: float) -> Part:
    return Part(TAUGHT, share, weighted=False, learns=f"words:{head.value}", inverse_regularisation=4.0)


def _rude(head: Attribute) -> tuple[Part, ...]:
    return (
        Part({**WIKI, **NEWS}, 0.12),
        Part(ALL, 0.15),
        Part(PAIRS, 0.08),
        Part(PAIRS, 0.06, weighted=False, inverse_regularisation=2.0),
        Part(READ, 0.1, weighted=False, learns=READ_AGAIN),
        Part(READ, 0.07, weighted=False, learns="antagonise"),
        _reader(head, 0.32),
        _words(head, 0.18),
    )


def _rare(head: Attribute, pairs: float = 0.3) -> Head:
    everywhere = {**ALL, "pairs": 1.25}
    return Head(
        (
            Part({**WIKI, **NEWS}, 0.2),
            Part(everywhere, 0.3),
            Part(everywhere, 0.3, weighted=False),
            Part(PAIRS, pairs, weighted=False, inverse_regularisation=2.0),
            _reader(head, 0.2),
        )
    )


def _arguing(rude: float) -> Head:
    """Mix what was read in other people's comments with our own, and a little of what is rude."""
    everywhere = {**READ, "data": 2.5, "pairs": 1.0, "contrast": 2.0}
    own = Part(everywhere, weighted=False, inverse_regularisation=1.0)
    return Head((own, _reader(Attribute.TOXICITY, rude)))


RECIPE: Final[Recipe] = {
    Attribute.TOXICITY: Head(_rude(Attribute.TOXICITY), ("data", "jigsaw_wiki20k")),
    Attribute.SEVERE_TOXICITY: _rare(Attribute.SEVERE_TOXICITY),
    Attribute.INSULT: Head(_rude(Attribute.INSULT)),
    # Jigsaw calls "idiot" obscene; the pairs say that it is an insult and no swear word
    Attribute.PROFANITY: _rare(Attribute.PROFANITY, pairs=0.8),
    Attribute.THREAT: _rare(Attribute.THREAT),
    Attribute.IDENTITY_ATTACK: _rare(Attribute.IDENTITY_ATTACK),
    Attribute.SEXUALLY_EXPLICIT: Head(
        (Part(NEWS, weighted=False), Part({**ALL, "pairs": 1.25}, learns=Attribute.PROFANITY.value))
    ),
    Attribute.CONDESCENDING: _arguing(0.5),
    Attribute.DISMISSIVE: _arguing(0.5),
    Attribute.SARCASTIC: _arguing(0.3),
    Attribute.GENERALISING: _arguing(0.3),
    Attribute.CONSTRUCTIVE: Head((Part(NEWS, weighted=False, inverse_regularisation=0.5), Part(NEWS))),
}
