"""GET /embed/form.js and what it talks to: comments of one article, and a new one from a reader.

Open to anybody, as a comment form must be: a reader names an article but never its proposition, and is told what
became of a comment but never its scores. Pages of other origins may use it where the settings name them.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import regex
from flask import Flask, Response, request
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from moderation.api.body import check_size, read_body
from moderation.api.endpoint import Endpoint, json_response
from moderation.api.score import Identifier, Text
from moderation.comment import Article, Comment
from moderation.decision import Action, Decision, Reason
from moderation.errors import FieldProblem, InvalidFieldError
from moderation.pipeline import Pipeline, receive
from moderation.settings import Settings
from moderation.storage import Status, Store

_FORM: Final = Path(__file__).parent / "static" / "form.js"
#: What the form asks; nothing of this needs a cookie or a key.
_SHARED: Final = ("/embed/comments", "/embed/hint")
_MOST_COMMENTS: Final = 100
_MOST_WORDS: Final = 3
_READS_AS: Final = {
    Reason.TOXICITY: "rude",
    Reason.SEVERE_TOXICITY: "very rude",
    Reason.INSULT: "an insult",
    Reason.PROFANITY: "swearing",
    Reason.THREAT: "a threat",
    Reason.IDENTITY_ATTACK: "an attack on a group of people",
    Reason.SEXUALLY_EXPLICIT: "sexual",
}
_MESSAGES: Final = {
    Status.PUBLISHED: "Thank you. Your comment has been published.",
    Status.HELD: "Thank you. A moderator will look at your comment before it appears.",
    Status.REJECTED: "Your comment was not published: it breaks our rules for comments.",
}


class ReaderComment(BaseModel):
    """What a reader sends: an id of its own makes a second try harmless."""

    model_config = ConfigDict(extra="forbid", strict=True)

    site: Identifier = "default"
    article: Identifier
    id: Annotated[Text, Field(min_length=16, max_length=64)]
    author: Annotated[Text, Field(min_length=1, max_length=80)]
    text: Text
    headline: Annotated[Text, Field(max_length=1000)] | None = None
    url: Annotated[Text, Field(max_length=2048)] | None = None


class PostedResponse(TypedDict):
    """What became of the comment, in words for its author."""

    status: Literal["published", "held", "rejected"]
    message: str


class HintRequest(BaseModel):
    """A comment that is being written; nothing of it is kept."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: Text


class HintResponse(TypedDict):
    """A sentence for its author, or null where there is nothing to say; never a score."""

    hint: str | None


class PublishedComment(TypedDict):
    """A comment that everybody may read."""

    author: str
    text: str
    created_at: datetime


class CommentsResponse(TypedDict):
    """The published comments of an article, the newest first."""

    comments: list[PublishedComment]
    total: int


def build_endpoints(pipeline: Pipeline, store: Store, settings: Settings) -> list[Endpoint]:
    """Return the form's script and its two endpoints."""
    script = _FORM.read_bytes()

    def form() -> Response:
        response = Response(script, mimetype="text/javascript")
        response.headers["Cache-Control"] = "public, max-age=300"
        response.add_etag()
        response.make_conditional(request)
        return response

    def published() -> Response:
        article = request.args.get("article", "")
        if not article:
            raise InvalidFieldError([FieldProblem("article", "is missing: add ?article=<id>")])
        found = store.comments.published(request.args.get("site", "default"), article, limit=_MOST_COMMENTS)
        content: CommentsResponse = {
            "comments": [
                {"author": c.author or "Anonymous", "text": c.text, "created_at": c.created_at} for c in found
            ],
            "total": len(found),
        }
        return json_response(content)

    def post() -> Response:
        sent = read_body(request, ReaderComment)
        check_size(sent.text, settings.maximum_bytes, "text")
        comment = Comment(
            sent.text,
            # so named, a reader's page can never edit a comment that the site itself stored under a known id
            id=f"form:{sent.id}",
            author=sent.author,
            article=_known_article(store, sent),
            site=sent.site,
        )
        stored = receive(pipeline, store, comment)
        return json_response(_answer(stored.status, stored.decision))

    def hint() -> Response:
        text = read_body(request, HintRequest).text
        check_size(text, settings.maximum_bytes, "text")
        content: HintResponse = {"hint": phrase_hint(pipeline.moderate(Comment(text)))}
        return json_response(content)

    return [
        Endpoint("GET", "/embed/form.js", "The comment form that a page drops in", form),
        Endpoint("GET", "/embed/comments", "The published comments of an article", published, CommentsResponse),
        Endpoint("POST", "/embed/hint", "Hint at what a moderator would look at", hint, HintResponse, HintRequest),
        Endpoint("POST", "/embed/comments", "Take a comment from a reader", post, PostedResponse, ReaderComment),
    ]


def allow_origins(app: Flask, origins: Sequence[str]) -> None:
    """Let pages of `origins` use the form: the headers of cross-origin requests, and nothing else of the service."""

    def share(response: Response) -> Response:
        if request.path not in _SHARED:
            return response
        response.vary.add("Origin")
        if request.headers.get("Origin") in origins:
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Allow-Headers"] = "Content-Type"
            response.headers["Access-Control-Max-Age"] = "3600"
        return response

    app.after_request(share)


def _known_article(store: Store, sent: ReaderComment) -> Article:
    """Return the stored article; a reader's page can only introduce one that nobody described before."""
    stored = store.articles.find(sent.site, sent.article)
    return stored.article if stored is not None else Article(sent.article, url=sent.url, headline=sent.headline)


def phrase_hint(decision: Decision) -> str | None:
    """Say how a comment may read, and the words that weigh most in that, while it can still be put another way."""
    finding = next((f for f in decision.findings if f.reason in _READS_AS), None)
    if finding is None:
        return None
    heaviest = max((e.contribution for e in finding.evidence), default=0.0)
    heavy = [e.text for e in finding.evidence if e.contribution > heaviest / 3][:_MOST_WORDS]
    words = dict.fromkeys(regex.sub(r"^\p{P}+|\p{P}+$", "", word) for word in heavy)
    named = ", ".join(f"“{word}”" for word in words if word)
    return (
        f"This may read as {_READS_AS[finding.reason]}{': ' if named else ''}{named}. "
        "A moderator would look at it first. Would you like to put it another way?"
    )


def _answer(status: Status, decision: Decision) -> PostedResponse:
    message = _MESSAGES.get(status, _MESSAGES[Status.HELD])
    short = next((f for f in decision.findings if f.reason is Reason.TOO_SHORT), None)
    if short is not None and short.action is Action.REJECT:
        message = f"Your comment is too short: {short.message}."
    return {"status": status.value, "message": message}  # type: ignore[typeddict-item]  # `erased` is never new
