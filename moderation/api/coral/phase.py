"""POST /v1/coral/moderate: Coral's external moderation phase. What cannot be scored is withheld."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from flask import Response, request
from pydantic import BaseModel, ConfigDict
from typing_extensions import TypedDict
from werkzeug.exceptions import RequestEntityTooLarge

from moderation.api.body import check_size, parse_body
from moderation.api.comments import DEFAULT_SITE
from moderation.api.coral.signature import CoralGate
from moderation.api.coral.verdict import Wording
from moderation.api.endpoint import Endpoint, json_response
from moderation.api.html import to_text
from moderation.api.keys import Scope
from moderation.comment import Article, Comment
from moderation.decision import Decision
from moderation.errors import ModerationError

_log = logging.getLogger(__name__)

PATH: Final = "/v1/coral/moderate"


class _Part(BaseModel):
    # Coral may add fields with any release; a refusal would publish the comment
    model_config = ConfigDict(extra="ignore")


class CoralComment(_Part):
    """The comment: HTML or plain text, as the phase is set in Coral."""

    body: str
    parentID: str | None = None  # noqa: N815  # Coral's name


class CoralIdentified(_Part):
    """The author, story or site."""

    id: str
    url: str | None = None


class CoralModerationRequest(_Part):
    """What Coral sends for a new or edited comment; it has no comment id yet."""

    action: Literal["NEW", "EDIT"] = "NEW"
    comment: CoralComment
    author: CoralIdentified | None = None
    story: CoralIdentified | None = None
    site: CoralIdentified | None = None

    def to_comment(self, *, is_html: bool) -> Comment:
        """Return the comment of the vocabulary."""
        text = to_text(self.comment.body) if is_html else self.comment.body
        article = Article(self.story.id, url=self.story.url) if self.story else None
        return Comment(
            text,
            author=self.author.id if self.author else None,
            parent=self.comment.parentID or None,
            article=article,
            site=self.site.id if self.site else DEFAULT_SITE,
        )


class CoralFlag(TypedDict):
    """A flag that Coral puts on the comment."""

    actionType: Literal["FLAG"]
    reason: Literal["COMMENT_DETECTED_TOXIC", "COMMENT_DETECTED_SPAM"]


class CoralModerationResponse(TypedDict, total=False):
    """What Coral reads; an empty object is no opinion."""

    status: str
    actions: list[CoralFlag]
    moderationAction: dict[str, Any]
    reasons: list[dict[str, str]]


EXAMPLE: Final = {
    "action": "NEW",
    "comment": {"body": "<div>Closing the road helped the shops on our side, give it a year.</div>", "parentID": None},
    "author": {"id": "u-1", "role": "COMMENTER"},
    "story": {"id": "s-1", "url": "https://news.example/mill-road"},
    "site": {"id": "gazette"},
    "tenantID": "t-1",
    "tenantDomain": "comments.news.example",
}


@dataclass(frozen=True)
class Phase:
    """Answers the phase for one deployment. `moderate` raises for what cannot be scored."""

    moderate: Callable[[Comment], Decision]
    wording: Wording
    maximum_bytes: int
    is_html: bool = True

    def answer(self, body: bytes) -> dict[str, Any]:
        """Return the answer to a request's body, whatever is in it: Coral reads any error as "go on"."""
        try:
            comment = parse_body(body, CoralModerationRequest).to_comment(is_html=self.is_html)
            check_size(comment.text, self.maximum_bytes, "comment.body")
            return self.wording.answer(self.moderate(comment))
        except ModerationError as error:
            _log.warning("a comment from Coral could not be scored: %s", error)
        except Exception:
            _log.exception("a comment from Coral could not be scored")
        return self.wording.unscored()


def build_endpoints(phase: Phase, gate: CoralGate) -> list[Endpoint]:
    """Return the endpoint of the phase; its gate stands in for a key's scope."""

    def moderate() -> Response:
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return json_response(phase.wording.unscored())
        gate.check(request, body, Scope.SCORE)
        return json_response(phase.answer(body))

    return [
        Endpoint(
            "POST",
            PATH,
            "Decide on a comment as Coral's external moderation phase",
            moderate,
            CoralModerationResponse,
            CoralModerationRequest,
            EXAMPLE,
            "Signed by Coral over the raw body (`MODERATION_CORAL_SECRETS`). Whatever cannot be scored is answered "
            "with 200 and the status for it (`MODERATION_CORAL_STATUSES`), as Coral publishes on any error.",
        )
    ]
