"""Named stand-ins: each does one thing that a test can see through."""

from moderation.comment import Comment
from moderation.decision import Evidence, Relevance, Scores, StanceScore, Verdict
from moderation.label import CIVILITY, Attribute, Stance


class FixedScorer:
    """Gives every comment the scores it was made with, and blames the first word."""

    version = "fixed"
    heads = CIVILITY

    def __init__(self, *, stance: Stance = Stance.UNCLEAR, relevance: float | None = None, **civility: float):
        self._civility = {a: civility.get(a.value, 0.0) for a in CIVILITY}
        self._stance = StanceScore(stance, 0.0, 1.0)
        self._relevance = None if relevance is None else Relevance(relevance, Verdict.UNSURE)

    def score(self, comment: Comment) -> Scores:
        return Scores(self._civility, self._stance, self._relevance, self.version)

    def explain(self, text: str, head: Attribute, most: int | None = None) -> tuple[Evidence, ...]:
        first = text.split(maxsplit=1)[0]
        return (Evidence(0, len(first), first, 1.0),)


class BrokenScorer(FixedScorer):
    """Fails on every comment, as a damaged model would."""

    def score(self, comment: Comment) -> Scores:
        raise ZeroDivisionError("secret internals")
