"""Coral 9: its Perspective setting (`toxic.ts`) and its external moderation phase (`external.ts`)."""

from collections.abc import Iterator
from typing import Any, Final

import orjson

from moderation.api.coral.phase import PATH
from moderation.api.coral.signature import HEADER, sign
from moderation.cli.doctor.finding import Finding, Health
from moderation.cli.doctor.perspective import judge, read_score
from moderation.cli.doctor.samples import ABUSIVE, FINE, GERMAN, SAMPLES, SHORT, Sample
from moderation.cli.doctor.service import Reply, Service

CALLER: Final = "Coral"
_ANALYZE_TIMEOUT: Final = 0.8
_PHASE_TIMEOUT: Final = 0.2
_THRESHOLD: Final = 0.8
_LARGEST_ANSWER: Final = 2_000_000
_ATTRIBUTE: Final = "TOXICITY"
_UNMODERATED: Final = "publishes it UNMODERATED"


def examine(service: Service, secret: str | None) -> Iterator[Finding]:
    """Call the service as Coral does."""
    # the first call may find the server half asleep; Coral's own first comment is not what is asked about
    service.call("GET", "/healthz", timeout=5)
    for sample in SAMPLES:
        yield _analyze(service, sample)
    yield _suggest(service)
    if not service.is_local_or_https:
        yield Finding(
            Health.BAD, CALLER, "the phase's address", service.url, "refuses http in production: put TLS before it"
        )
    for sample in (FINE, ABUSIVE, SHORT, GERMAN):
        yield _phase(service, sample, secret)
    if secret:
        yield _forged(service, secret)


def _analyze(service: Service, sample: Sample) -> Finding:
    body = {
        "comment": {"text": sample.text},
        "doNotStore": True,
        "requestedAttributes": {_ATTRIBUTE: {}},
        "languages": ["de" if sample is GERMAN else "en"],
    }
    reply = service.call(
        "POST",
        "/v1alpha1/comments:analyze",
        body,
        timeout=_ANALYZE_TIMEOUT,
        headers={"User-Agent": "Coral Perspective/9.11.8"},
    )
    score = read_score(reply, _ATTRIBUTE) if len(reply.body) <= _LARGEST_ANSWER else None
    call = f"comments:analyze, {sample.name}"
    if score is None:
        return Finding(judge(sample, is_scored=False, is_stopped=False), CALLER, call, str(reply), _UNMODERATED)
    stopped = score > _THRESHOLD
    consequence = (
        "asks the writer to think again (nudge), withholds it at the second try"
        if stopped
        else f"publishes it: not over {_THRESHOLD:.2f}"
    )
    return Finding(
        judge(sample, is_scored=True, is_stopped=stopped), CALLER, call, f"{score:.2f}, {reply}", consequence
    )


def _suggest(service: Service) -> Finding:
    body = {
        "comment": {"text": FINE.text},
        "attributeScores": {_ATTRIBUTE: {"summaryScore": {"value": 0}}},
        "languages": ["en"],
        "communityId": "Coral:doctor",
        "clientToken": "comment:doctor",
        "doNotStore": True,
    }
    reply = service.call("POST", "/v1alpha1/comments:suggestscore", body, timeout=_ANALYZE_TIMEOUT)
    taken = reply.status == 200
    consequence = "goes on" if taken else "goes on; what its moderators decide is lost"
    return Finding(Health.GOOD if taken else Health.DOUBTFUL, CALLER, "comments:suggestscore", str(reply), consequence)


def build_body(text: str) -> bytes:
    """Return the body of a phase's request, written as Coral writes it."""
    content = {
        "action": "NEW",
        "comment": {"body": f"<div>{text}</div>", "parentID": None},
        "author": {"id": "doctor", "role": "COMMENTER"},
        "story": {"id": "doctor", "url": "https://news.example/doctor"},
        "site": {"id": "doctor"},
        "tenantID": "doctor",
        "tenantDomain": "comments.news.example",
    }
    return orjson.dumps(content, option=orjson.OPT_INDENT_2)


def _send(service: Service, body: bytes, secret: str | None) -> Reply:
    signature = {HEADER: sign(secret, body)} if secret else {}
    headers = {"User-Agent": "Coral Moderation/9.11.8", **signature}
    return service.call("POST", PATH, body, timeout=_PHASE_TIMEOUT, headers=headers)


def _phase(service: Service, sample: Sample, secret: str | None) -> Finding:
    reply = _send(service, build_body(sample.text), secret)
    call = f"moderation phase, {sample.name}"
    if reply.status == 401 and not secret:
        return Finding(Health.DOUBTFUL, CALLER, call, str(reply), "not examined: give --coral-secret")
    if not 200 <= reply.status < 300:
        return Finding(Health.BAD, CALLER, call, str(reply), _UNMODERATED)
    status = _status(reply.content)
    stopped = status not in {None, "NONE", "APPROVED"}
    # a short comment is stopped by the length rule, or not: both are a setting
    asked = sample if sample is not SHORT else Sample(sample.name, sample.text, None)
    consequence = f"sets {status}" if status else "goes on: its own rules decide"
    health = judge(asked, is_scored=True, is_stopped=stopped)
    return Finding(health, CALLER, call, f"{status or 'no opinion'}, {reply}", consequence)


def _status(content: Any) -> str | None:
    return content.get("status") if isinstance(content, dict) else None


def _forged(service: Service, secret: str) -> Finding:
    reply = _send(service, build_body(FINE.text), secret + "x")
    refused = reply.status in {401, 403}
    consequence = "nobody else is answered" if refused else "anybody is answered: set MODERATION_CORAL_SECRETS"
    health = Health.GOOD if refused else Health.DOUBTFUL
    return Finding(health, CALLER, "moderation phase, a forged signature", str(reply), consequence)
