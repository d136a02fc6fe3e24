"""/v1/comments: a comment is scored and stored, found, reported by a reader, and erased with all of its author's."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from moderation.api.body import read_body
from moderation.api.endpoint import Endpoint, json_response
from moderation.api.keys import Scope
from moderation.api.score import EXAMPLE, Identifier, ScoreRequest, ScoreResponse, Text, render
from moderation.comment import Comment
from moderation.pipeline import Pipeline, informed, receive
from moderation.settings import Settings

if TYPE_CHECKING:
    # a service that stores nothing does not load the database's libraries
    from moderation.storage import Store, StoredComment

DEFAULT_SITE: Final = "default"
_SITE: Final = {"site": f"The site that the id belongs to; `{DEFAULT_SITE}` if it is left out."}


class CommentRequest(ScoreRequest):
    """What POST /v1/comments takes: what /v1/score takes, and where the comment stands."""

    site: Identifier = DEFAULT_SITE
    section: Identifier | None = None
    do_not_store: bool = False

    def to_comment(self, limit: int) -> Comment:
        """Return the comment of the vocabulary. Raises `TooLargeError` over `limit` bytes of text."""
        return replace(super().to_comment(limit), site=self.site, section=self.section)


class CommentResponse(ScoreResponse):
    """What is stored of a comment: `status` is how it stands now, `decision` what the rules said; times are UTC."""

    stored: bool
    site: str
    section: str | None
    status: str
    reason: str | None
    text: str
    author: str | None
    parent: str | None
    revision: int
    created_at: str | None
    edited_at: str | None
    decided_at: str | None


class ReportRequest(BaseModel):
    """What a reader says is wrong; the same `reporter` counts once."""

    model_config = ConfigDict(extra="forbid", strict=True)

    site: Identifier = DEFAULT_SITE
    reporter: Identifier | None = None
    reason: Identifier | None = Field(default=None, max_length=64)
    note: Text | None = Field(default=None, max_length=2000)


class ReportResponse(TypedDict):
    """The report, and how many on this comment wait for a moderator."""

    report: int
    open_reports: int


class EraseResponse(TypedDict):
    """How many comments became tombstones."""

    erased: int


def render_stored(stored: "StoredComment") -> CommentResponse:
    """Turn a stored comment into the response."""
    return {
        **render(stored.decision, stored.external_id),
        "stored": True,
        "site": stored.site,
        "section": stored.section,
        "status": stored.status.value,
        "reason": None if stored.reason is None else stored.reason.value,
        "text": stored.text,
        "author": stored.author,
        "parent": stored.parent,
        "revision": stored.revision,
        "created_at": stored.created_at.isoformat(),
        "edited_at": None if stored.edited_at is None else stored.edited_at.isoformat(),
        "decided_at": None if stored.decided_at is None else stored.decided_at.isoformat(),
    }


def _render_unstored(pipeline: Pipeline, store: "Store", comment: Comment) -> CommentResponse:
    decision = pipeline.moderate(informed(store, comment))
    status = {"publish": "published", "hold": "held", "reject": "rejected"}[decision.action.value]
    return {
        **render(decision, comment.id),
        "stored": False,
        "site": comment.site,
        "section": comment.section,
        "status": status,
        "reason": None,
        "text": comment.text,
        "author": comment.author,
        "parent": comment.parent,
        "revision": 1,
        "created_at": None,
        "edited_at": None,
        "decided_at": None,
    }


def build_endpoints(pipeline: Pipeline, store: "Store", settings: Settings) -> list[Endpoint]:
    """Return the endpoints over one store."""

    def post() -> Response:
        body = read_body(request, CommentRequest)
        comment = body.to_comment(settings.maximum_bytes)
        if body.do_not_store:
            return json_response(_render_unstored(pipeline, store, comment))
        return json_response(render_stored(receive(pipeline, store, comment)))

    def get(id: str) -> Response:  # noqa: A002  # the parameter's name in the path
        return json_response(render_stored(store.comments.find(_site(), id)))

    def report(id: str) -> Response:  # noqa: A002
        body = read_body(request, ReportRequest)
        comment = store.comments.find(body.site, id)
        made = store.reports.add(comment.id, reporter=body.reporter, reason=body.reason, note=body.note)
        content: ReportResponse = {"report": made.id, "open_reports": store.comments.get(comment.id).open_reports}
        return json_response(content)

    def erase(author: str) -> Response:
        content: EraseResponse = {"erased": store.authors.erase(_site(), author, "api")}
        return json_response(content)

    return [
        Endpoint(
            "POST",
            "/v1/comments",
            "Score one comment, decide what to do with it, and store it",
            post,
            CommentResponse,
            CommentRequest,
            EXAMPLE | {"site": "gazette", "section": "local"},
            "Safe to repeat: the same id with the same text gives the same answer and is stored once; another text "
            "under the same id is an edit. With `do_not_store` it is scored, and nothing is kept.",
            scope=Scope.SCORE,
        ),
        Endpoint(
            "GET", "/v1/comments/{id}", "Find a stored comment", get, CommentResponse, query=_SITE, scope=Scope.SCORE
        ),
        Endpoint(
            "POST",
            "/v1/comments/{id}/reports",
            "Report a comment to the moderators",
            report,
            ReportResponse,
            ReportRequest,
            {"site": "gazette", "reporter": "r-7", "reason": "insult", "note": "He calls her an idiot."},
            scope=Scope.FEEDBACK,
        ),
        Endpoint(
            "DELETE",
            "/v1/authors/{author}/comments",
            "Erase everything that an author wrote",
            erase,
            EraseResponse,
            query=_SITE,
            description="Texts, names, scores and reports go for good; a tombstone and the log's numbers stay.",
            scope=Scope.ERASE,
        ),
    ]


def _site() -> str:
    return request.args.get("site") or DEFAULT_SITE
