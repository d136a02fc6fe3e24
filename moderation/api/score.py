"""POST /v1/score: one comment in, its decision, scores and the words behind them out."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from flask import Response, request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

from moderation.api.body import check_characters, check_size, read_body
from moderation.api.endpoint import Endpoint, json_response
from moderation.api.keys import Scope
from moderation.api.problem import request_id
from moderation.comment import Article, Comment
from moderation.decision import Decision, Evidence, Finding, StanceScore
from moderation.label import Attribute
from moderation.pipeline import Pipeline
from moderation.settings import Settings

Text = Annotated[str, BeforeValidator(check_characters)]
Identifier = Annotated[Text, Field(min_length=1, max_length=255)]


class ArticleIn(BaseModel):
    """The article the comment stands under, as far as it is known."""

    model_config = ConfigDict(extra="forbid", strict=True)

    id: Identifier
    url: Annotated[Text, Field(max_length=2048)] | None = None
    headline: Annotated[Text, Field(max_length=1000)] | None = None
    summary: Annotated[Text, Field(max_length=10_000)] | None = None
    body: Annotated[Text, Field(max_length=200_000)] | None = None
    proposition: Annotated[Text, Field(max_length=500)] | None = None
    opposite: Annotated[Text, Field(max_length=500)] | None = None

    def to_article(self) -> Article:
        """Return the article of the vocabulary."""
        return Article(**self.model_dump())


class CommentIn(BaseModel):
    """The comment. `parent` is the id of the comment that it replies to."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Text
    id: Identifier | None = None
    author: Identifier | None = None
    parent: Identifier | None = None


class ScoreRequest(BaseModel):
    """What POST /v1/score takes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    comment: CommentIn
    article: ArticleIn | None = None

    def to_comment(self, limit: int) -> Comment:
        """Return the comment of the vocabulary. Raises `TooLargeError` over `limit` bytes of text."""
        check_size(self.comment.text, limit, "comment.text")
        article = self.article.to_article() if self.article else None
        return Comment(self.comment.text, self.comment.id, self.comment.author, self.comment.parent, article)


class EvidenceOut(TypedDict):
    """A span of the text (code points, end exclusive) and its exact contribution in log-odds."""

    start: int
    end: int
    text: str
    contribution: float


class ReasonOut(TypedDict):
    """Why the comment was not simply published."""

    code: str
    action: Literal["hold", "reject"]
    message: str
    details: dict[str, float | int | str]
    evidence: list[EvidenceOut]


class DecisionOut(TypedDict):
    """What to do with the comment: the severest of its reasons."""

    action: Literal["publish", "hold", "reject"]
    reasons: list[ReasonOut]


class PriorOut(TypedDict):
    """What the model alone says of the stance."""

    label: Literal["support", "oppose", "neutral", "unclear"]
    margin: float
    confidence: float


class StanceOut(PriorOut):
    """Stance towards the proposition; `margin` is p(support) - p(oppose).

    `labels` counts the moderators' labels under this article that moved the answer, `prior` is what it was before.
    """

    proposition: str | None
    origin: Literal["given", "derived", "reported", "none"]
    labels: int
    prior: PriorOut | None


class RelevanceOut(TypedDict):
    """The probability of being about the article: a hint, it decides nothing."""

    score: float
    verdict: Literal["on_topic", "unsure", "off_topic"]


class LengthOut(TypedDict):
    """Characters as a reader counts them."""

    counted: int
    minimum: int


class ScoreResponse(TypedDict):
    """What POST /v1/score answers."""

    decision: DecisionOut
    civility: dict[str, float]
    stance: StanceOut
    relevance: RelevanceOut | None
    length: LengthOut
    words: dict[str, list[EvidenceOut]]
    comment_id: str | None
    model_version: str
    request_id: str


EXAMPLE = {
    "comment": {
        "id": "c-1",
        "text": "Closing the road helped the shops on our side, give it a year before judging.",
    },
    "article": {
        "id": "a-1",
        "headline": "Council votes to keep Mill Road closed to cars",
        "proposition": "Mill Road should stay closed to cars.",
    },
}


#: `.value` of an enum is a function call, and an answer has dozens of names.
_NAMES: Final = {attribute: attribute.value for attribute in Attribute}


def _evidence(evidence: Evidence) -> EvidenceOut:
    return {
        "start": evidence.start,
        "end": evidence.end,
        "text": evidence.text,
        "contribution": round(evidence.contribution, 4),
    }


def _reason(finding: Finding, rendered: Mapping[int, list[EvidenceOut]]) -> ReasonOut:
    """Render a finding; evidence that `words` has rendered already is not rendered twice."""
    known = rendered.get(id(finding.evidence))
    return {
        "code": finding.reason.value,
        "action": finding.action.value,  # type: ignore[typeddict-item]  # a finding never asks to publish
        "message": finding.message,
        "details": dict(finding.details),
        "evidence": [_evidence(e) for e in finding.evidence] if known is None else known,
    }


def _prior(stance: StanceScore) -> PriorOut:
    return {
        "label": stance.label.value,
        "margin": round(stance.margin, 4),
        "confidence": round(stance.confidence, 4),
    }


def render(decision: Decision, comment_id: str | None) -> ScoreResponse:
    """Turn a decision into the response."""
    scores, stance, relevance = decision.scores, decision.scores.stance, decision.scores.relevance
    words = {_NAMES[a]: [_evidence(e) for e in found] for a, found in decision.words.items()}
    rendered = {id(found): words[_NAMES[a]] for a, found in decision.words.items() if found}
    return {
        "decision": {
            "action": decision.action.value,
            "reasons": [_reason(finding, rendered) for finding in decision.findings],
        },
        "civility": {_NAMES[a]: round(p, 4) for a, p in scores.civility.items()},
        "stance": {
            "label": stance.label.value,
            "margin": round(stance.margin, 4),
            "confidence": round(stance.confidence, 4),
            "proposition": stance.proposition,
            "origin": stance.origin.value,
            "labels": stance.labels,
            "prior": None if stance.prior is None else _prior(stance.prior),
        },
        "relevance": None
        if relevance is None
        else {"score": round(relevance.score, 4), "verdict": relevance.verdict.value},
        "length": {"counted": decision.length, "minimum": decision.minimum_length},
        "words": words,
        "comment_id": comment_id,
        "model_version": scores.model_version,
        "request_id": request_id(),
    }


def build_endpoints(pipeline: Pipeline, settings: Settings) -> list[Endpoint]:
    """Return the endpoints over one pipeline."""

    def score() -> Response:
        comment = read_body(request, ScoreRequest).to_comment(settings.maximum_bytes)
        return json_response(render(pipeline.moderate(comment), comment.id))

    return [
        Endpoint(
            "POST",
            "/v1/score",
            "Score one comment and decide what to do with it",
            score,
            ScoreResponse,
            ScoreRequest,
            EXAMPLE,
            "Too short is no error: the answer is 200 with the action `reject` and the reason `too_short`.",
            scope=Scope.SCORE,
        ),
    ]
