"""Stance towards a proposition, in two stages: does the comment take a side, and which.

The second stage changes sign with the question by construction (its features do, and it has no intercept), so that
p(proposition) = 1 - p(opposite) and asking the other way round flips every answer. What would be a guess is `unclear`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from moderation.comment import Article
from moderation.decision import StanceOrigin, StanceScore
from moderation.features.english import looks_english
from moderation.features.headline import derive_proposition
from moderation.features.normalise import normalise
from moderation.features.proposition import Question, negate, read_question
from moderation.features.quotes import without_quotes
from moderation.features.similarity import content_stems
from moderation.features.target import Tokens, contact, leaning, ngrams, tokenise
from moderation.features.word_vectors import WordVectors
from moderation.label import Stance
from moderation.models.bundle import Bundle
from moderation.models.civility import sigmoid

Floats = NDArray[np.float64]

UNCLEAR = StanceScore(Stance.UNCLEAR, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure an answer must be before it is given, fitted on articles that training did not see."""

    side: float
    neutral: float


class Asked(NamedTuple):
    """What an article asks, prepared once for all of its comments."""

    proposition: str
    opposite: str
    origin: StanceOrigin
    question: Question
    lead: frozenset[str]
    text: str

    @property
    def both(self) -> str:
        """Both sides of the question in one text, the same whichever is asked."""
        return " ".join(sorted((self.proposition, self.opposite)))


class Logits(NamedTuple):
    """Log-odds of taking a side, and of support given a side."""

    side: float
    which: float


class Nearness(NamedTuple):
    """How log-odds of taking a side are calibrated, with what nearness in meaning to the question adds.

    A comment on something else takes no side. `weights` has a number a table of word vectors.
    """

    scale: float
    shift: float
    weights: tuple[float, ...]

    def applied(self, side: Floats, near: Floats) -> Floats:
        """Return calibrated log-odds; `side` has shape (comments,), `near` cosines of shape (comments, tables)."""
        return np.asarray(self.scale * side + self.shift + near @ np.array(self.weights))


class Features(NamedTuple):
    """A comment as numbers: vocabulary rows with their values (norm 1), two dense blocks, nearness by each table.

    `said` is what a stronger reader says of it, where there is one (`models/semantic.py`).
    """

    rows: NDArray[np.int64]
    values: Floats
    contact: Floats
    leaning: Floats
    near: Floats
    said: Logits | None = None


class StanceModel:
    """Answers support, oppose, neutral or unclear for a comment and a proposition.

    `tables` are the word vectors of relevance: our own, and where it is installed wordllama's.
    """

    def __init__(self, bundle: Bundle, tables: Sequence[WordVectors] = ()) -> None:
        arrays = bundle.arrays
        tokens = bytes(arrays["stance_tokens"]).decode("utf-8").split("\n")
        self._rows = {token: row for row, token in enumerate(tokens)}
        self._idf = np.asarray(arrays["stance_idf"], dtype=np.float64)
        self._weights = np.asarray(arrays["stance_weights"], dtype=np.float64)
        self._contact = np.asarray(arrays["stance_contact"], dtype=np.float64)
        self._leaning = np.asarray(arrays["stance_leaning"], dtype=np.float64)
        spec = bundle.manifest["stance"]
        self._intercept = float(spec["intercept"])
        self._nearness = _nearness(spec, len(tables))
        self._tables = tuple(tables[: len(self._nearness.weights)])
        self.confidence = Confidence(**spec["confidence"])
        self.asked = lru_cache(maxsize=256)(ask)
        self._direction = lru_cache(maxsize=256)(lambda text: [table.directions([text])[0] for table in self._tables])

    def score(self, text: str, article: Article | None) -> StanceScore:
        """Score one comment towards its article's proposition; `unclear` where it asks nothing.

        A comment that only quotes the article, or that is not in English, is `unclear` with confidence 0.
        """
        asked = None if article is None else self.asked(article)
        if asked is None:
            return UNCLEAR
        features = self.read(text, asked)
        return self.answer(None if features is None else self.logits(features, asked.question), asked)

    def answer(self, logits: Logits | None, asked: Asked, confidence: Confidence | None = None) -> StanceScore:
        """Turn log-odds into an answer; None (nothing of the writer's own to read) is `unclear`."""
        if logits is None:
            return StanceScore(Stance.UNCLEAR, 0.0, 0.0, asked.proposition, asked.origin)
        p_side, p_support = sigmoid(np.array(logits)).tolist()
        return decide(p_side, p_support, confidence or self.confidence, asked.proposition, asked.origin)

    def read(self, text: str, asked: Asked) -> Features | None:
        """Read the writer's own English words, or None where there are none."""
        own = without_quotes(text, asked.text)
        tokens = tokenise(own)
        if not tokens.words or not looks_english(tokens.words):
            return None
        return self.features(tokens, own, asked)

    def features(self, tokens: Tokens, own: str, asked: Asked) -> Features:
        """Turn a comment's own words, and the same tokenised, into numbers towards what is asked."""
        known = Counter(row for t in ngrams(tokens, asked.question) if (row := self._rows.get(t)) is not None)
        rows = np.fromiter(known.keys(), dtype=np.int64, count=len(known))
        counts = np.fromiter(known.values(), dtype=np.float64, count=len(known))
        values = (1.0 + np.log(counts)) * self._idf[rows]
        norm = float(np.sqrt(values @ values)) or 1.0
        dense = contact(tokens, asked.question, asked.lead)
        directions = zip(self._tables, self._direction(asked.both), strict=True)
        near = np.array([float(table.directions([own])[0] @ question) for table, question in directions])
        return Features(rows, values / norm, dense, leaning(tokens, asked.question), near)

    def logits(self, features: Features, question: Question) -> Logits:
        """Return the log-odds of both stages."""
        side, which = (features.values @ self._weights[features.rows]).tolist()
        side += self._intercept + float(features.contact @ self._contact)
        return Logits(
            float(self._nearness.applied(side, features.near)),
            question.polarity * which + float(features.leaning @ self._leaning),
        )


def _nearness(spec: dict[str, Any], tables: int) -> Nearness:
    """Return the calibration for as many tables as there are. Bundles from before have theirs in the weights."""
    found = spec.get("nearness", [{"scale": 1.0, "shift": 0.0, "weights": []}])
    known = [Nearness(n["scale"], n["shift"], tuple(n["weights"])) for n in found]
    return max((n for n in known if len(n.weights) <= tables), key=lambda n: len(n.weights))


def ask(article: Article) -> Asked | None:
    """Say what stance is towards: the given proposition, or else one derived from the headline, or None."""
    text = normalise(" ".join(part for part in (article.headline, article.summary, article.body) if part))
    lead = content_stems(normalise(" ".join(part for part in (article.headline, article.summary) if part)))
    opposite = article.opposite if article.opposite and article.opposite.strip() else None
    if article.proposition and article.proposition.strip():
        proposition, origin = article.proposition, StanceOrigin.GIVEN
    else:
        derived = derive_proposition(article.headline or "")
        if derived is None:
            return None
        proposition, origin, opposite = derived.proposition, derived.origin, None
    question = read_question(proposition, opposite)
    return Asked(proposition, opposite or negate(proposition), origin, question, lead, text)


def decide(
    p_side: float, p_support: float, confidence: Confidence, proposition: str, origin: StanceOrigin
) -> StanceScore:
    """Turn the two probabilities into an answer, or into `unclear` where it would be a guess."""
    margin = p_side * (2 * p_support - 1)
    p_best = p_side * max(p_support, 1 - p_support)
    if p_best >= 1 - p_side:
        label = Stance.SUPPORT if margin > 0 else Stance.OPPOSE
        certainty, needed = p_best, confidence.side
    else:
        label, certainty, needed = Stance.NEUTRAL, 1 - p_side, confidence.neutral
    if certainty < needed or p_best == 1 - p_side:
        label = Stance.UNCLEAR
    return StanceScore(label, margin, certainty, proposition, origin)
