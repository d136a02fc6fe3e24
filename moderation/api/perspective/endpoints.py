"""The routes of the protocol, CORS for pages that may call it, and the last resort for errors."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Flask, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from moderation.api.access import Access, Caller, find_secret
from moderation.api.endpoint import Endpoint
from moderation.api.keys import Scope
from moderation.api.perspective import batch, discovery, errors, schema
from moderation.api.perspective.analyze import Analyzer
from moderation.api.perspective.call import Answer, Call, answer, authorise
from moderation.api.perspective.quota import Quota
from moderation.api.perspective.suggest import Suggester

ANALYZE: Final = "/v1alpha1/comments:analyze"
SUGGEST: Final = "/v1alpha1/comments:suggestscore"
DISCOVERY: Final = "/$discovery/rest"
BATCH: Final = "/batch"

#: One comment with a context of two entries of a megabyte, escaped; and a hundred comments.
LARGEST_CALL: Final = 5_000_000
LARGEST_BATCH: Final = 20_000_000
_MEDIA_TYPE: Final = "application/json; charset=UTF-8"


def _aliases(path: str) -> tuple[str, ...]:
    """Return the other ways in which callers put a path together: a bare host, a slash too many; never a redirect."""
    bare = path.removeprefix("/v1alpha1")
    ways = dict.fromkeys((path, bare, "/" + path, "/" + bare))
    return tuple(way + end for way in ways for end in ("", "/") if way + end != path)


@dataclass(frozen=True)
class Perspective:
    """The protocol over the parts of one deployment."""

    analyzer: Analyzer
    suggester: Suggester
    access: Access
    quota: Quota
    public_url: str

    def run_analyze(self, call: Call) -> Mapping[str, Any]:
        """Authorise, count and analyse one call."""
        self.quota.spend(authorise(self.access, call.caller, Scope.SCORE))
        return self.analyzer.analyze(call.body)

    def run_suggest(self, call: Call) -> Mapping[str, Any]:
        """Authorise one call and keep its labels."""
        self.quota.spend(authorise(self.access, call.caller, Scope.FEEDBACK))
        return self.suggester.suggest(call.body)

    def run_discovery(self, call: Call) -> Mapping[str, Any]:
        """Describe the service; a key that is sent must be valid, as clients test theirs here."""
        if call.caller.secret is not None and self.access.has_keys:
            authorise(self.access, call.caller, Scope.SCORE)
        return discovery.build_document(self.public_url)

    def run_part(self, part: batch.Part, outer: Caller) -> Answer:
        """Answer one part of a batch; its own key comes before that of the whole."""
        handlers = {"analyze": self.run_analyze, "suggestscore": self.run_suggest}
        handler = handlers.get(part.path.rpartition("/comments:")[2]) if part.method == "POST" else None
        if handler is None:
            missing = errors.not_found(part.path)
            return missing.code, missing.content()
        caller = Caller(find_secret(part.query.get, part.headers.get) or outer.secret, outer.is_local)
        return answer(handler, Call(caller, part.body))

    def run_batch(self) -> Response:
        """Answer the batch that is the current request."""
        request.max_content_length = LARGEST_BATCH
        caller = Caller.of(request)
        try:
            parts = batch.read_parts(request.headers.get("Content-Type", ""), request.get_data(cache=False))
        except errors.GoogleError as error:
            return _respond(error.code, error.content())
        media_type, body = batch.answer_batch(parts, lambda part: self.run_part(part, caller))
        return Response(body, content_type=media_type)


def _respond(status: int, content: Mapping[str, Any]) -> Response:
    return Response(orjson.dumps(content), status, content_type=_MEDIA_TYPE)


def _view(handler: Callable[[Call], Mapping[str, Any]]) -> Callable[[], Response]:
    def view() -> Response:
        request.max_content_length = LARGEST_CALL
        try:
            body = request.get_data(cache=False)
        except RequestEntityTooLarge:
            return _respond(HTTPStatus.BAD_REQUEST, errors.payload_too_large(LARGEST_CALL).content())
        return _respond(*answer(handler, Call(Caller.of(request), body)))

    return view


def build_endpoints(service: Perspective) -> list[Endpoint]:
    """Return the four endpoints under Google's paths and their aliases."""
    return [
        Endpoint(
            "POST",
            ANALYZE,
            "Score a comment, as Google's Perspective API did",
            _view(service.run_analyze),
            schema.AnalyzeCommentResponse,
            schema.AnalyzeCommentRequest,
            schema.ANALYZE_EXAMPLE,
            error=schema.GoogleErrorResponse,
            aliases=_aliases(ANALYZE),
        ),
        Endpoint(
            "POST",
            SUGGEST,
            "Keep what people decided about a comment, as Google's Perspective API did",
            _view(service.run_suggest),
            schema.SuggestCommentScoreResponse,
            schema.SuggestCommentScoreRequest,
            schema.SUGGEST_EXAMPLE,
            error=schema.GoogleErrorResponse,
            aliases=_aliases(SUGGEST),
        ),
        Endpoint(
            "GET",
            DISCOVERY,
            "The discovery document that Google's client libraries read",
            _view(service.run_discovery),
            error=schema.GoogleErrorResponse,
            aliases=("/" + DISCOVERY, "/discovery/v1/apis/commentanalyzer/v1alpha1/rest"),
        ),
        Endpoint(
            "POST",
            BATCH,
            "Up to a hundred calls in one multipart/mixed body",
            service.run_batch,
            error=schema.GoogleErrorResponse,
            aliases=("/" + BATCH, "/batch/commentanalyzer/v1alpha1", "/batch/"),
        ),
    ]


def register(app: Flask, endpoints: Sequence[Endpoint], origins: Sequence[str]) -> None:
    """Give every error under these paths Google's shape, and pages of `origins` leave to call."""
    paths = {path for endpoint in endpoints for path in (endpoint.path, *endpoint.aliases)}

    def finish(response: Response) -> Response:
        if request.path not in paths and not request.path.startswith("/v1alpha1/"):
            return response
        if response.mimetype == "application/problem+json":
            response = _translate(response)
        if request.headers.get("Origin") in origins:
            _allow(response)
        return response

    # a redirect would lose the comment: callers do not follow it, and publish
    app.url_map.merge_slashes = False
    app.after_request(finish)


def _translate(response: Response) -> Response:
    if response.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}:
        error = errors.not_found(f"{request.method} {request.path}")
    elif response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        error = errors.invalid_payload(str(orjson.loads(response.get_data())["detail"]))
    else:
        error = errors.internal(response.status_code)
    return _respond(error.code, error.content())


def _allow(response: Response) -> None:
    response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
    response.headers.add("Vary", "Origin")
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "POST, GET, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, X-Goog-Api-Key, X-API-Key"
        response.headers["Access-Control-Max-Age"] = "3600"
