"""GET /v1/articles/{id}/stance: how the readers of one article divide, with honest intervals."""

from typing import TYPE_CHECKING, Literal

from flask import Response, request
from typing_extensions import TypedDict

from moderation.api.comments import DEFAULT_SITE
from moderation.api.endpoint import Endpoint, json_response
from moderation.api.keys import Scope
from moderation.errors import NotFoundError
from moderation.learned import MOST_COMMENTS, LearnedScorer
from moderation.models.split import Split

if TYPE_CHECKING:
    # a service that stores nothing does not load the database's libraries
    from moderation.storage import Store


class ShareOut(TypedDict):
    """An estimated share 0..1 of the commenters, its 90 % interval, and the share of comments that were answered so."""

    estimate: float
    low: float
    high: float
    said: float


class SharesOut(TypedDict):
    """How the published comments divide; the three estimates add up to 1, `said` and `unclear` to 1 as well."""

    support: ShareOut
    oppose: ShareOut
    neutral: ShareOut
    unclear: float


class SplitResponse(SharesOut):
    """The split, of how many comments, and with moderators' `labels` also the `prior` without them."""

    article_id: str
    site: str
    proposition: str | None
    origin: Literal["given", "derived", "reported", "none"]
    comments: int
    labels: int
    prior: SharesOut | None
    model_version: str


def _shares(split: Split) -> dict[str, ShareOut | float]:
    shares: dict[str, ShareOut | float] = {
        stance.value: {
            "estimate": round(share.estimate, 4),
            "low": round(share.low, 4),
            "high": round(share.high, 4),
            "said": round(share.said, 4),
        }
        for stance, share in split.shares.items()
    }
    return shares | {"unclear": round(split.unclear, 4)}


def build_endpoints(scorer: LearnedScorer, store: "Store") -> list[Endpoint]:
    """Return the endpoint over one store."""

    def get(id: str) -> Response:  # noqa: A002  # the parameter's name in the path
        site = request.args.get("site") or DEFAULT_SITE
        stored = store.articles.find(site, id)
        if stored is None:
            raise NotFoundError(f"no article of {site!r} has the id {id!r}")
        division = scorer.divide(stored, store.comments.published(site, id, MOST_COMMENTS))
        return json_response(
            {
                "article_id": id,
                "site": site,
                "proposition": division.proposition,
                "origin": division.origin.value,
                "comments": division.split.comments,
                "labels": division.labels,
                **_shares(division.split),
                "prior": None if division.prior is None else _shares(division.prior),
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
            "where the model can tell little the intervals are wide. With moderators' labels under the article, these "
            "count as they were given, and what the model alone gives stands beside it as `prior`.",
            scope=Scope.SCORE,
        )
    ]
