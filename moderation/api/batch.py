"""POST /v1/score:batch: up to a thousand comments at once; a bad one spoils none of the others."""

import logging
from typing import Annotated, Any, Final

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import TypedDict

from moderation.api.body import field_problems, read_body
from moderation.api.endpoint import Endpoint, json_response
from moderation.api.keys import Scope
from moderation.api.problem import request_id
from moderation.api.score import EXAMPLE, ScoreRequest, ScoreResponse, render
from moderation.errors import InvalidFieldError, ModerationError
from moderation.pipeline import Pipeline
from moderation.settings import Settings

_log = logging.getLogger(__name__)

MOST_ITEMS: Final = 1000

#: A thousand comments of 20 KB with room for JSON's escapes.
LARGEST_BATCH: Final = 32_000_000


class BatchRequest(BaseModel):
    """What POST /v1/score:batch takes: each item is what POST /v1/score takes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    # each item is validated by itself, so that a bad one is an answer and not the end
    items: Annotated[
        list[Any], Field(min_length=1, max_length=MOST_ITEMS, json_schema_extra={"items": {"type": "object"}})
    ]


class ItemError(TypedDict):
    """Why one item was not scored, as the single endpoint would say it."""

    status: int
    title: str
    detail: str
    errors: list[dict[str, str]]


class ItemResult(TypedDict):
    """One item's answer, in the place of the item: `result` or `error`, the other one null."""

    result: ScoreResponse | None
    error: ItemError | None


class BatchResponse(TypedDict):
    """What POST /v1/score:batch answers."""

    results: list[ItemResult]
    failed: int
    model_version: str
    request_id: str


def _error(error: ModerationError) -> ItemResult:
    problems = error.problems if isinstance(error, InvalidFieldError) else ()
    return {
        "result": None,
        "error": {
            "status": int(error.status),
            "title": error.title,
            "detail": str(error),
            "errors": [{"path": p.path, "message": p.message} for p in problems],
        },
    }


def score_item(item: Any, pipeline: Pipeline, limit: int) -> ItemResult:
    """Score one item, or say why it cannot be."""
    try:
        comment = ScoreRequest.model_validate(item).to_comment(limit)
        return {"result": render(pipeline.moderate(comment), comment.id), "error": None}
    except ValidationError as error:
        return _error(InvalidFieldError(field_problems(error)))
    except ModerationError as error:
        return _error(error)
    except Exception:
        _log.exception("an item of a batch failed, request %s", request_id())
        return _error(ModerationError("An error on our side; it is in the log under this request id."))


def build_endpoints(pipeline: Pipeline, settings: Settings) -> list[Endpoint]:
    """Return the endpoint over one pipeline."""

    def score_batch() -> Response:
        request.max_content_length = LARGEST_BATCH
        items = read_body(request, BatchRequest).items
        results = [score_item(item, pipeline, settings.maximum_bytes) for item in items]
        content: BatchResponse = {
            "results": results,
            "failed": sum(result["error"] is not None for result in results),
            "model_version": pipeline.scorer.version,
            "request_id": request_id(),
        }
        return json_response(content)

    return [
        Endpoint(
            "POST",
            "/v1/score:batch",
            f"Score up to {MOST_ITEMS:,} comments",
            score_batch,
            BatchResponse,
            BatchRequest,
            {"items": [EXAMPLE]},
            "Answers come in the order of the items. An item that cannot be scored has an `error` in its place.",
            scope=Scope.SCORE,
        )
    ]
