"""Google's client libraries: they read the discovery document and call what it names, one by one or in a batch."""

from collections.abc import Iterator
from typing import Any, Final

import orjson

from moderation.cli.doctor.finding import Finding, Health
from moderation.cli.doctor.samples import ABUSIVE
from moderation.cli.doctor.service import Service

CALLER: Final = "Google's clients"
_TIMEOUT: Final = 10.0
_DISCOVERY: Final = "/$discovery/rest?version=v1alpha1"
_ANALYZE: Final = "/v1alpha1/comments:analyze"
_BODY: Final = {
    "comment": {"text": ABUSIVE.text},
    "requestedAttributes": {"TOXICITY": {}},
    "doNotStore": True,
}


def examine(service: Service) -> Iterator[Finding]:
    """Call the service as Google's clients do."""
    yield _discovery(service)
    yield _wrong_key(service)
    yield _error(service)
    yield _batch(service)


def _discovery(service: Service) -> Finding:
    reply = service.call("GET", _DISCOVERY, timeout=_TIMEOUT)
    content: Any = reply.content
    root = content.get("rootUrl") if reply.status == 200 and isinstance(content, dict) else None
    call = "discovery document"
    if not isinstance(root, str):
        return Finding(Health.BAD, CALLER, call, str(reply), "cannot be built: UnknownApiNameOrVersion")
    if root.rstrip("/") != service.url:
        consequence = f"call {root} instead: set MODERATION_PUBLIC_URL={service.url}"
        return Finding(Health.BAD, CALLER, call, f"rootUrl {root}, {reply}", consequence)
    return Finding(Health.GOOD, CALLER, call, str(reply), f"call {root}")


def _wrong_key(service: Service) -> Finding:
    reply = service.call("POST", _ANALYZE, _BODY, timeout=_TIMEOUT, key="wrong")
    call = "a wrong key"
    if reply.status == 200:
        consequence = "anybody on this machine is answered: make a key with `moderation key add`"
        return Finding(Health.DOUBTFUL, CALLER, call, str(reply), consequence)
    known = reply.status == 400 and b"API_KEY_INVALID" in reply.body
    consequence = "raise an error about the key" if known else "raise an error that does not name the key"
    return Finding(Health.GOOD if known else Health.DOUBTFUL, CALLER, call, str(reply), consequence)


def _error(service: Service) -> Finding:
    body = {"comment": {"text": ""}, "requestedAttributes": {"TOXICITY": {}}}
    reply = service.call("POST", _ANALYZE, body, timeout=_TIMEOUT)
    known = reply.status == 400 and b"COMMENT_EMPTY" in reply.body
    consequence = "raise HttpError with its details" if known else "raise an error without details"
    return Finding(Health.GOOD if known else Health.BAD, CALLER, "an empty comment", str(reply), consequence)


def _batch(service: Service) -> Finding:
    inner = orjson.dumps(_BODY).decode()
    body = (
        "--doctor\r\nContent-Type: application/http\r\nContent-ID: <one>\r\n\r\n"
        f"POST {_ANALYZE} HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: {len(inner)}\r\n\r\n{inner}\r\n"
        "--doctor--\r\n"
    )
    headers = {"Content-Type": 'multipart/mixed; boundary="doctor"'}
    reply = service.call("POST", "/batch", body.encode(), timeout=_TIMEOUT, headers=headers)
    answered = reply.status == 200 and b"200 OK" in reply.body and b"response-one" in reply.body
    consequence = "get each answer" if answered else "get none of the answers"
    return Finding(Health.GOOD if answered else Health.BAD, CALLER, "a batch", str(reply), consequence)
