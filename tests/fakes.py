"""Named stand-ins: each does one thing that a test can see through."""

import re
from dataclasses import replace

import orjson

from moderation.cli.doctor.service import Reply, Service
from moderation.comment import Comment
from moderation.decision import Evidence, Relevance, Scores, StanceOrigin, StanceScore, Verdict
from moderation.errors import NothingAskedError
from moderation.label import CIVILITY, Attribute, Stance
from moderation.models.article_stance import Moved
from moderation.models.split import Share, Split


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

    def split(self, scores, labelled=()):
        shares = {s: Share(1 / 3, 0.1, 0.6, 0.0) for s in (Stance.SUPPORT, Stance.OPPOSE, Stance.NEUTRAL)}
        return Split(shares, 1.0, len(scores))

    def learn(self, article, labelled):
        return FixedHead(article, labelled, self._stance)

    def explain(self, text: str, head: Attribute, most: int | None = None) -> tuple[Evidence, ...]:
        first = text.split(maxsplit=1)[0]
        return (Evidence(0, len(first), first, 1.0),)


class FixedHead:
    """Gives every comment of an article the stance that it was labelled with last."""

    origin = StanceOrigin.GIVEN

    def __init__(self, article, labelled, prior):
        if not article.proposition:
            raise NothingAskedError(f"article {article.id!r} has no proposition")
        self.proposition, self.opposite = article.proposition, article.opposite or f"Not: {article.proposition}"
        self.labels = len(labelled)
        self._prior = replace(prior, proposition=self.proposition, origin=self.origin)
        self._score = replace(self._prior, label=labelled[-1][1]) if labelled else self._prior

    def score(self, text):
        return Moved(self._score, self._prior, self.labels)


class BrokenScorer(FixedScorer):
    """Fails on every comment, as a damaged model would."""

    def score(self, comment: Comment) -> Scores:
        raise ZeroDivisionError("secret internals")


class MarkedScorer(FixedScorer):
    """Reads the score from the text: "[63]" is a toxicity of 0.63, and the word behind it."""

    version = "marked"
    _mark = re.compile(r"\[(\d+)\]")

    def score(self, comment: Comment) -> Scores:
        found = self._mark.search(comment.text)
        civility = dict.fromkeys(CIVILITY, 0.01)
        civility[Attribute.TOXICITY] = int(found[1]) / 100 if found else 0.02
        return Scores(civility, self._stance, self._relevance, self.version)

    def explain(self, text: str, head: Attribute, most: int | None = None) -> tuple[Evidence, ...]:
        found = self._mark.search(text)
        return (Evidence(found.start(), found.end(), found[0], 2.0),) if found else ()


class Labels:
    """Keeps the labels that came, for a test to look at."""

    def __init__(self):
        self.kept = []

    def add(self, labels):
        self.kept += labels


class FixedOutcomes:
    """Knows what became of some comments of Coral."""

    def __init__(self, **outcomes):
        self._outcomes = outcomes

    def find(self, comment_id):
        return self._outcomes.get(comment_id)


class ClientService(Service):
    """Calls an application of ours without a network, and so without time-outs."""

    def __init__(self, client, url="http://localhost:8000", key=None):
        super().__init__(url, key)
        self._client = client

    def call(self, method, path, body=None, *, timeout, headers=None, key=None):
        query = {"key": key or self.key} if key or self.key else None
        path, _, given = path.partition("?")
        query = dict(pair.split("=") for pair in given.split("&") if pair) | (query or {})
        raw = body if isinstance(body, bytes) or body is None else orjson.dumps(body)
        headers = {"Content-Type": "application/json"} | (headers or {})
        answer = self._client.open(path, method=method, data=raw, headers=headers, query_string=query)
        return Reply(answer.status_code, answer.data, 0.001, dict(answer.headers))


class FixedService(Service):
    """Answers every call with the same."""

    def __init__(self, reply, url="https://moderation.example"):
        super().__init__(url)
        self._reply = reply

    def call(self, method, path, body=None, *, timeout, headers=None, key=None):
        return self._reply
