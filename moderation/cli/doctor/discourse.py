"""Discourse's Perspective plugin (`lib/discourse_perspective.rb`): a domain without a path, 3 seconds, no languages."""

from collections.abc import Iterator
from typing import Final

from moderation.cli.doctor.finding import Finding, Health
from moderation.cli.doctor.perspective import judge, read_score
from moderation.cli.doctor.samples import SAMPLES, Sample
from moderation.cli.doctor.service import Service

CALLER: Final = "Discourse"
_TIMEOUT: Final = 3.0
#: The plugin's defaults; both are "more than".
_WARNS: Final = 0.85
_FLAGS: Final = 0.9
_ATTRIBUTE: Final = "TOXICITY"


def examine(service: Service) -> Iterator[Finding]:
    """Call the service as Discourse does."""
    if service.path:
        yield Finding(
            Health.BAD, CALLER, "the address", service.url, "drops the path and asks the bare host: serve at its root"
        )
    for sample in SAMPLES:
        yield _analyze(service, sample)


def _analyze(service: Service, sample: Sample) -> Finding:
    body = {
        "comment": {"text": sample.text},
        "doNotStore": True,
        "sessionId": "https://forum.example_anonymous",
        "requestedAttributes": {_ATTRIBUTE: {"scoreType": "PROBABILITY"}},
    }
    headers = {"Accept": "*/*", "User-Agent": "Discourse/3.4"}
    reply = service.call("POST", "/v1alpha1/comments:analyze", body, timeout=_TIMEOUT, headers=headers)
    score = read_score(reply, _ATTRIBUTE)
    call = f"comments:analyze, {sample.name}"
    if score is None:
        # the plugin takes an answer without a score for a score of 0
        health = judge(sample, is_scored=False, is_stopped=False)
        return Finding(health, CALLER, call, str(reply), "publishes it UNMODERATED")
    health = judge(sample, is_scored=True, is_stopped=score > _WARNS)
    return Finding(health, CALLER, call, f"{score:.2f}, {reply}", _consequence(score))


def _consequence(score: float) -> str:
    if score > _FLAGS:
        return "warns the writer, flags it for moderators once it is posted"
    if score > _WARNS:
        return "warns the writer, publishes it"
    return f"publishes it: not over {_WARNS:.2f}"
