"""The recipe of the pretrained model: which corpora teach which head, with what weight.

A head is a sum of parts. Each part is one logistic regression on its own mix of corpora, divided by the spread of its
log-odds on news and talk pages, times its share; all are linear over the same n-grams, so their sum is one weight an
n-gram. Why these: docs/decisions/0040-civility-experiments.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from moderation.label import Attribute

#: Rows of these are what calibration and the spread of a part are taken from; each corpus counts the same in all.
HOME: Final = ("data", "jigsaw_wiki20k")

#: On these rows the teacher does not say what is right, the labels do.
TAUGHT_OTHERWISE: Final = ("identity", "contrast")

WIKI: Final = {"jigsaw_wiki20k": 1.0, "jigsaw_multilabel": 1.0, "cai_wiki2377": 1.0, "cat_large_in_context": 1.0}
NEWS: Final = {"data": 2.0, "contrast": 4.0, "identity": 3.0}
OTHERS: Final = {
    "civil_toxic_spans": 0.3, "paradetox": 0.3, "edos": 0.3, "hatemojibuild": 0.3, "wiki_debias_nontoxic": 0.3
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One logistic regression: the weight of a row of each corpus, and its share in the sum.

    `weighted` turns naive-Bayes feature weights on (they help with many rows and hurt with few); `teacher` learns the
    teacher's probabilities instead of labels; `head` another head's labels.
    """

    corpora: Mapping[str, float]
    share: float = 1.0
    weighted: bool = True
    teacher: bool = False
    head: Attribute | None = None
    inverse_regularisation: float = 1.0


@dataclass(frozen=True, slots=True)
class Recipe:
    """The parts of each head."""

    heads: Mapping[Attribute, tuple[Part, ...]] = field(default_factory=dict)


_ALL: Final = {**WIKI, **NEWS, **OTHERS}
_TEACHER: Final = Part({**_ALL, "unlabelled": 1.0}, share=0.4, teacher=True)
_MAIN: Final = (
    Part({**WIKI, **NEWS}),
    Part(_ALL, share=0.5),
    Part({**NEWS, "data": 1.0}, share=0.3),
    Part({**NEWS, "data": 1.0}, share=0.1, weighted=False),
)
_FEW: Final = (Part({**WIKI, **NEWS}), Part(_ALL))
_ARGUING: Final = Part(NEWS, weighted=False, inverse_regularisation=0.5)


def _rude(share: float) -> Part:
    return Part(_ALL, share=share, head=Attribute.TOXICITY)


RECIPE: Final = Recipe(
    {
        Attribute.TOXICITY: (*_MAIN, _TEACHER),
        Attribute.SEVERE_TOXICITY: _FEW,
        Attribute.INSULT: (*_MAIN, _TEACHER),
        Attribute.PROFANITY: _FEW,
        Attribute.THREAT: _FEW,
        Attribute.IDENTITY_ATTACK: _FEW,
        Attribute.SEXUALLY_EXPLICIT: (Part(NEWS, weighted=False), Part(_ALL, head=Attribute.PROFANITY)),
        Attribute.CONDESCENDING: (_ARGUING, _rude(0.8)),
        Attribute.DISMISSIVE: (_ARGUING, _rude(0.8)),
        Attribute.SARCASTIC: (_ARGUING, _rude(0.4)),
        Attribute.GENERALISING: (_ARGUING, _rude(0.5)),
        Attribute.CONSTRUCTIVE: (_ARGUING, Part(NEWS)),
    }
)
