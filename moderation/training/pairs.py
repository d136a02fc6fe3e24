"""The stance estimator: fitted on comments with their propositions, it answers for propositions it never saw.

Two logistic regressions over one vocabulary: does a comment take a side, and which. The second has no intercept and
only features that change sign with the question, so that it is antisymmetric whatever it is fitted on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from moderation.comment import Article
from moderation.errors import TrainingError
from moderation.features.proposition import Question
from moderation.features.quotes import without_quotes
from moderation.features.target import Tokens, contact, leaning, ngrams, tokenise
from moderation.features.word_vectors import WordVectors
from moderation.label import Stance
from moderation.models.civility import sigmoid
from moderation.models.split import SplitModel
from moderation.models.stance import Asked, Confidence, Nearness, ask
from moderation.training.splits import fit_split

Floats = NDArray[np.float64]

#: What is answered must be right this often on articles that training did not see, from so many answers on.
WANTED_ACCURACY: Final = 0.8
FEWEST_ANSWERS: Final = 40
NEVER: Final = Confidence(1.01, 1.01)


def _same(tokens: Sequence[str]) -> Sequence[str]:
    return tokens


@dataclass(frozen=True, slots=True)
class StancePairs:
    """Comments with what they were asked, the stance, the article's id, and whether neutral was a possible label.

    Debate corpora have no neutral rows: they teach which side (`has_neutral` False), not whether one is taken.
    `near` has each comment's nearness in meaning to its question, shape (pairs, tables).
    """

    tokens: Sequence[Tokens]
    asked: Sequence[Asked]
    stances: NDArray[np.str_]
    groups: NDArray[np.str_]
    has_neutral: NDArray[np.bool_]
    near: Floats

    @classmethod
    def of(
        cls,
        texts: Sequence[str],
        articles: Sequence[Article],
        stances: Sequence[str],
        *,
        has_neutral: bool = True,
        tables: Sequence[WordVectors] = (),
    ) -> "StancePairs":
        """Read what each comment's article asks; rows whose article asks nothing are left out."""
        questions = {a: ask(a) for a in set(articles)}
        rows = [
            (without_quotes(text, asked.text), asked, stance, article.id)
            for text, article, stance in zip(texts, articles, stances, strict=True)
            if (asked := questions[article]) is not None
        ]
        own, asked_of, kept, groups = zip(*rows, strict=True) if rows else ((), (), (), ())
        return cls(
            [tokenise(text) for text in own],
            asked_of,
            np.array(kept, dtype=str),
            np.array(groups, dtype=str),
            np.full(len(rows), has_neutral),
            _near(own, [asked.both for asked in asked_of], tables),
        )

    def take(self, rows: NDArray[np.int64]) -> "StancePairs":
        """Return the pairs of the given rows."""
        return StancePairs(
            [self.tokens[i] for i in rows.tolist()],
            [self.asked[i] for i in rows.tolist()],
            self.stances[rows],
            self.groups[rows],
            self.has_neutral[rows],
            self.near[rows],
        )

    def joined(self, other: "StancePairs") -> "StancePairs":
        """Return these pairs with those of another corpus behind them, to fit stages to: without nearness.

        That is part of the calibration, which no further corpus takes part in.
        """
        return StancePairs(
            [*self.tokens, *other.tokens],
            [*self.asked, *other.asked],
            np.concatenate((self.stances, other.stances)),
            np.concatenate((self.groups, other.groups)),
            np.concatenate((self.has_neutral, other.has_neutral)),
            np.empty((len(self.stances) + len(other.stances), 0)),
        )

    @property
    def questions(self) -> list[Question]:
        """The question of each row."""
        return [asked.question for asked in self.asked]


def _near(texts: Sequence[str], questions: Sequence[str], tables: Sequence[WordVectors]) -> Floats:
    """Return the cosine of each text with its question, shape (texts, tables)."""
    found = np.empty((len(texts), len(tables)))
    distinct = {question: row for row, question in enumerate(dict.fromkeys(questions))}
    rows = [distinct[question] for question in questions]
    for column, table in enumerate(tables):
        found[:, column] = (table.directions(texts) * table.directions(list(distinct))[rows]).sum(axis=1)
    return found


@dataclass(frozen=True, slots=True)
class StanceEstimator:
    """Vocabulary, weights of both stages as columns (side, which), and the confidence below which it is silent.

    `nearness` calibrates the first stage, once for each number of tables of word vectors that there may be, 0 first.
    """

    tfidf: TfidfVectorizer
    weights: Floats
    contact: Floats
    leaning: Floats
    intercept: float
    confidence: Confidence = NEVER
    split: SplitModel | None = None
    nearness: tuple[Nearness, ...] = ()

    def logits(self, pairs: StancePairs) -> tuple[Floats, Floats]:
        """Return log-odds of taking a side, not calibrated, and of support given a side, each of shape (pairs,)."""
        counted, touching, leaned = _blocks(self.tfidf, pairs)
        both = counted @ self.weights
        polarity = np.array([q.polarity for q in pairs.questions])
        return (
            self.intercept + both[:, 0] + touching @ self.contact,
            polarity * both[:, 1] + leaned @ self.leaning,
        )

    def probabilities(self, pairs: StancePairs, tables: int | None = None) -> tuple[Floats, Floats]:
        """Return p(takes a side) and p(support | takes a side), each of shape (pairs,).

        `tables` says how many tables of word vectors help, all of `pairs` by default.
        """
        near = pairs.near[:, :tables]
        side, which = self.logits(pairs)
        return sigmoid(self.nearness[near.shape[1]].applied(side, near)), sigmoid(which)


def _blocks(tfidf: TfidfVectorizer, pairs: StancePairs) -> tuple[sparse.csr_matrix, Floats, Floats]:
    rows = list(zip(pairs.tokens, pairs.asked, strict=True))
    return (
        tfidf.transform([ngrams(t, a.question) for t, a in rows]),
        np.array([contact(t, a.question, a.lead) for t, a in rows]),
        np.array([leaning(t, a.question) for t, a in rows]),
    )


def fit_stance(
    pairs: StancePairs, *, further: StancePairs | None = None, seed: int = 0, folds: int = 4
) -> StanceEstimator:
    """Fit both stages to `pairs` and to what `further` teaches.

    Calibration, confidence and the split's errors come from folds of whole articles of `pairs` alone: debates divide
    evenly by design, and articles do not.

    Raises `TrainingError` where there are too few articles, or comments of one side alone.
    """
    _check_enough(pairs, folds)
    side, which = np.empty(len(pairs.stances)), np.empty(len(pairs.stances))
    for train, test in GroupKFold(n_splits=folds).split(pairs.stances, groups=pairs.groups):
        side[test], which[test] = _fit_stages(_joined(pairs.take(train), further), seed).logits(pairs.take(test))
    rows = np.flatnonzero(pairs.has_neutral) if pairs.has_neutral.any() else np.arange(len(pairs.stances))
    seen, side, which = pairs.take(rows), side[rows], which[rows]
    nearness = tuple(
        fit_nearness(side, seen.near[:, :tables], seen.stances) for tables in range(seen.near.shape[1] + 1)
    )
    slope = fit_slope(which, seen.stances)
    # limits and errors with the first table alone, mostly our own: wordllama's stands last and is an extra
    near = seen.near[:, :1]
    p_side, p_support = sigmoid(nearness[near.shape[1]].applied(side, near)), sigmoid(slope * which)
    confidence = fit_confidence(p_side, p_support, seen.stances)
    split = fit_split(p_side, p_support, seen.stances, seen.groups, confidence)
    fitted = _fit_stages(_joined(pairs, further), seed)
    return replace(
        fitted,
        weights=fitted.weights * [1.0, slope],
        leaning=fitted.leaning * slope,
        nearness=nearness,
        confidence=confidence,
        split=split,
    )


def _joined(pairs: StancePairs, further: StancePairs | None) -> StancePairs:
    return pairs if further is None else pairs.joined(further)


def _check_enough(pairs: StancePairs, folds: int) -> None:
    articles = len(np.unique(pairs.groups))
    sides = {Stance.SUPPORT.value, Stance.OPPOSE.value} & set(pairs.stances.tolist())
    if articles < folds or len(sides) < 2:
        raise TrainingError(
            f"stance cannot be trained: it needs comments that support and that oppose, under at least {folds} "
            f"articles of train and dev, and there are {' and '.join(sorted(sides)) or 'none'} under {articles}"
        )


def _fit_stages(pairs: StancePairs, seed: int, inverse_regularisation: float = 2.0) -> StanceEstimator:
    listed = [ngrams(t, a.question) for t, a in zip(pairs.tokens, pairs.asked, strict=True)]
    tfidf = TfidfVectorizer(analyzer=_same, sublinear_tf=True, min_df=3).fit(listed)
    counted, touching, leaned = _blocks(tfidf, pairs)
    takes_side = pairs.stances != Stance.NEUTRAL.value
    model = LogisticRegression(C=inverse_regularisation, solver="liblinear", random_state=seed, fit_intercept=False)
    rows = np.flatnonzero(takes_side)
    polarity = sparse.diags(np.array([float(q.polarity) for q in pairs.questions]))
    signed = sparse.hstack([polarity @ counted, sparse.csr_matrix(leaned)]).tocsr()
    which = model.fit(signed[rows], pairs.stances[rows] == Stance.SUPPORT.value).coef_[0]
    side, intercept = _fit_side(counted, touching, takes_side, pairs.has_neutral, seed)
    size = counted.shape[1]
    return StanceEstimator(tfidf, np.column_stack((side[:size], which[:size])), side[size:], which[size:], intercept)


def _fit_side(
    counted: sparse.csr_matrix,
    touching: Floats,
    takes_side: NDArray[np.bool_],
    has_neutral: NDArray[np.bool_],
    seed: int,
) -> tuple[Floats, float]:
    """Fit whether a side is taken; where no row is neutral, every comment takes one."""
    rows = np.flatnonzero(has_neutral)
    size = counted.shape[1] + touching.shape[1]
    if not len(rows) or takes_side[rows].all():
        return np.zeros(size), 20.0
    values = sparse.hstack([counted, sparse.csr_matrix(touching)]).tocsr()[rows]
    model = LogisticRegression(C=1.0, solver="liblinear", random_state=seed).fit(values, takes_side[rows])
    return model.coef_[0], float(model.intercept_[0])


def fit_nearness(side: Floats, near: Floats, stances: NDArray[np.str_]) -> Nearness:
    """Fit Platt's scale and shift of the first stage, and what nearness in meaning, shape (pairs, tables), adds."""
    takes_side = stances != Stance.NEUTRAL.value
    if takes_side.all():
        return Nearness(1.0, 0.0, (0.0,) * near.shape[1])
    platt = LogisticRegression(C=1e6).fit(np.column_stack((side, near)), takes_side)
    scale, *weights = platt.coef_[0].tolist()
    return Nearness(max(scale, 1e-3), float(platt.intercept_[0]), tuple(weights))


def fit_slope(which: Floats, stances: NDArray[np.str_]) -> float:
    """Fit the scale of the second stage: a shift would break its symmetry."""
    takes_side = stances != Stance.NEUTRAL.value
    supports = stances[takes_side] == Stance.SUPPORT.value
    slope = LogisticRegression(C=1e6, fit_intercept=False).fit(which[takes_side][:, None], supports)
    return max(float(slope.coef_[0, 0]), 1e-2)


def fit_confidence(p_side: Floats, p_support: Floats, stances: NDArray[np.str_]) -> Confidence:
    """Find the lowest confidences at which answers are right `WANTED_ACCURACY` of the time."""
    p_best = p_side * np.maximum(p_support, 1 - p_support)
    says_side = p_best >= 1 - p_side
    label = np.where(p_support > 0.5, Stance.SUPPORT.value, Stance.OPPOSE.value)
    return Confidence(
        side=_lowest(p_best[says_side], (label == stances)[says_side]),
        neutral=_lowest((1 - p_side)[~says_side], (stances == Stance.NEUTRAL.value)[~says_side]),
    )


def _lowest(certainty: Floats, right: NDArray[np.bool_]) -> float:
    order = np.argsort(-certainty, kind="stable")
    answers = np.arange(1, len(order) + 1)
    accuracy = np.cumsum(right[order]) / answers
    good = np.flatnonzero((accuracy >= WANTED_ACCURACY) & (answers >= FEWEST_ANSWERS))
    return float(certainty[order[good[-1]]]) if len(good) else 1.01
