"""GET /v1/articles/{id}/stance: how the readers of one article divide, with honest intervals."""

from typing import TYPE_CHECKING, Final, Literal

from flask import Response, request
from typing_extensions import TypedDict

from moderation.api.comments import DEFAULT_SITE
from moderation.api.endpoint import Endpoint, json_response
from moderation.api.keys import Scope
from moderation.errors import NotFoundError
from moderation.models.split import Split
from moderation.pipeline import Scorer

if TYPE_CHECKING:
    # a service that stores nothing does not load the database's libraries
    from moderation.storage import Store

#: The newest published comments are enough for any split.
MOST_COMMENTS: Final = 5000


class ShareOut(TypedDict):
    """An estimated share 0..1 of the readers, its 90 % interval, and the share of comments that were answered so."""

    estimate: float
    low: float
    high: float
    said: float


class SplitResponse(TypedDict):
    """How the published comments divide; the three estimates add up to 1, `said` and `unclear` to 1 as well."""

    article_id: str
    site: str
    proposition: str | None
    origin: Literal["given", "derived", "reported", "none"]
    comments: int
    support: ShareOut
    oppose: ShareOut
    neutral: ShareOut
    unclear: float
    model_version: str


def _shares(split: Split) -> dict[str, ShareOut]:
    return {
        stance.value: {
            "estimate": round(share.estimate, 4),
            "low": round(share.low, 4),
            "high": round(share.high, 4),
            "said": round(share.said, 4),
        }
        for stance, share in split.shares.items()
    }


def build_endpoints(scorer: Scorer, store: "Store") -> list[Endpoint]:
    """Return the endpoint over one store."""

    def get(id: str) -> Response:  # noqa: A002  # the parameter's name in the path
        site = request.args.get("site") or DEFAULT_SITE
        if store.articles.find(site, id) is None:
            raise NotFoundError(f"no article of {site!r} has the id {id!r}")
        stored = [comment.decision.scores.stance for comment in store.comments.published(site, id, MOST_COMMENTS)]
        # comments from before an editor changed the proposition answer another question
        latest = next((s for s in stored if s.proposition is not None), None)
        scores = [s for s in stored if latest is not None and s.proposition == latest.proposition]
        split = scorer.split(scores)
        return json_response(
            {
                "article_id": id,
                "site": site,
                "proposition": None if latest is None else latest.proposition,
                "origin": "none" if latest is None else latest.origin.value,
                "comments": split.comments,
                **_shares(split),
                "unclear": round(split.unclear, 4),
                "model_version": scorer.version,
            }
        )

    return [
        Endpoint(
            "GET",
            "/v1/articles/{id}/stance",
            "Estimate how the readers of an article divide",
            get,
            SplitResponse,
            query={"site": f"The site that the id belongs to; `{DEFAULT_SITE}` if it is left out."},
            description="Corrects for the model's own errors; without comments it is the prior of all articles, and "
            "where the model can tell little the intervals are wide.",
            scope=Scope.SCORE,
        )
    ]
