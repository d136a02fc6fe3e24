"""What the protocol takes and answers, for our own OpenAPI document; reading is more lenient (see `fields`)."""

from typing import Any, Final, NotRequired

from pydantic import BaseModel, ConfigDict
from typing_extensions import TypedDict


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore")


class TextEntry(_Message):
    """A text. `type` is PLAIN_TEXT where it is given at all."""

    text: str
    type: str | None = None


class ArticleAndParentComment(_Message):
    """The article that a comment stands under and the comment that it replies to."""

    article: TextEntry | None = None
    parentComment: TextEntry | None = None  # noqa: N815  # the wire's name


class CommentContext(_Message):
    """What stands around a comment: entries, or article and parent, not both."""

    entries: list[TextEntry] | None = None
    articleAndParentComment: ArticleAndParentComment | None = None  # noqa: N815  # the wire's name


class AttributeParameters(_Message):
    """How an attribute is wanted; a score under the threshold is left out."""

    scoreType: str | None = None  # noqa: N815  # the wire's name
    scoreThreshold: float | None = None  # noqa: N815  # the wire's name


class AnalyzeCommentRequest(_Message):
    """What `comments:analyze` takes."""

    comment: TextEntry
    requestedAttributes: dict[str, AttributeParameters]  # noqa: N815  # the wire's name
    context: CommentContext | None = None
    languages: list[str] | None = None
    spanAnnotations: bool | None = None  # noqa: N815  # the wire's name
    doNotStore: bool | None = None  # noqa: N815  # the wire's name
    clientToken: str | None = None  # noqa: N815  # the wire's name
    sessionId: str | None = None  # noqa: N815  # the wire's name
    communityId: str | None = None  # noqa: N815  # the wire's name


class Score(_Message):
    """A probability."""

    value: float
    type: str | None = None


class SpanScore(_Message):
    """The score of a part, in UTF-16 code units, end exclusive."""

    begin: int
    end: int
    score: Score


class AttributeScores(_Message):
    """The scores of one attribute: of the whole comment, of its parts, or both."""

    summaryScore: Score | None = None  # noqa: N815  # the wire's name
    spanScores: list[SpanScore] | None = None  # noqa: N815  # the wire's name


class SuggestCommentScoreRequest(_Message):
    """What `comments:suggestscore` takes."""

    comment: TextEntry
    attributeScores: dict[str, AttributeScores]  # noqa: N815  # the wire's name
    context: CommentContext | None = None
    languages: list[str] | None = None
    doNotStore: bool | None = None  # noqa: N815  # the wire's name
    clientToken: str | None = None  # noqa: N815  # the wire's name
    sessionId: str | None = None  # noqa: N815  # the wire's name
    communityId: str | None = None  # noqa: N815  # the wire's name


class AnalyzeCommentResponse(TypedDict):
    """What `comments:analyze` answers; without `attributeScores` where all were under their thresholds.

    `moderation` is ours: stance and relevance, where the context carries the article.
    """

    attributeScores: NotRequired[dict[str, AttributeScores]]
    languages: list[str]
    detectedLanguages: list[str]
    clientToken: NotRequired[str]
    moderation: NotRequired[dict[str, Any]]


class SuggestCommentScoreResponse(TypedDict):
    """What `comments:suggestscore` answers."""

    clientToken: NotRequired[str]
    requestedLanguages: NotRequired[list[str]]
    detectedLanguages: NotRequired[list[str]]


class GoogleStatus(TypedDict):
    """Google's error: its HTTP status, message, status name and details."""

    code: int
    message: str
    status: str
    details: list[dict[str, Any]]


class GoogleErrorResponse(TypedDict):
    """The envelope of every error of these endpoints."""

    error: GoogleStatus


ANALYZE_EXAMPLE: Final[dict[str, Any]] = {
    "comment": {"text": "You have no idea what you are talking about, you fool."},
    "languages": ["en"],
    "requestedAttributes": {"TOXICITY": {}, "INSULT": {}},
    "doNotStore": True,
}
SUGGEST_EXAMPLE: Final[dict[str, Any]] = {
    "comment": {"text": "You have no idea what you are talking about, you fool."},
    "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
    "communityId": "example.org",
    "clientToken": "comment:1",
}
