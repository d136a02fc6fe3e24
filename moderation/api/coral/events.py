"""POST /v1/coral/events: Coral's webhooks; a comment that left a queue becomes a label."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request
from pydantic import BaseModel, ConfigDict
from typing_extensions import TypedDict

from moderation.api.body import parse_body
from moderation.api.coral.outcomes import Outcome, Outcomes
from moderation.api.coral.signature import CoralGate
from moderation.api.endpoint import Endpoint, json_response
from moderation.api.feedback import FeedbackSink, SuggestedScore
from moderation.api.keys import Scope
from moderation.label import Attribute

_log = logging.getLogger(__name__)

PATH: Final = "/v1/coral/events"
DECIDED: Final = "COMMENT_LEFT_MODERATION_QUEUE"
_VALUES: Final = {"APPROVED": 0.0, "REJECTED": 1.0}
#: A rejection does not say for what; an approval says that there was nothing.
_ANY: Final = "LIKELY_TO_REJECT"
_HARMLESS: Final = "TOXICITY"


class CoralEvent(BaseModel):
    """A webhook's body; `data` differs by type."""

    model_config = ConfigDict(extra="ignore")

    id: str
    type: str
    data: dict[str, Any]
    tenantDomain: str = ""  # noqa: N815  # Coral's name


class CoralEventResponse(TypedDict):
    """How many labels came of an event."""

    received: bool
    labels: int


@dataclass(frozen=True)
class Events:
    """Takes webhooks for one deployment; without `outcomes` they are received and come to nothing."""

    outcomes: Outcomes | None
    sink: FeedbackSink

    def take(self, event: CoralEvent) -> int:
        """Keep the labels of an event and return their number. Raises `OutcomeError`."""
        comment_id = event.data.get("commentID")
        if event.type != DECIDED or not isinstance(comment_id, str):
            return 0
        if self.outcomes is None:
            _log.warning(
                "comment %s left a queue of Coral, but its text and outcome cannot be asked for: "
                "set MODERATION_CORAL_URL and MODERATION_CORAL_TOKEN",
                comment_id,
            )
            return 0
        outcome = self.outcomes.find(comment_id)
        labels = [] if outcome is None else list(_labels(event, comment_id, outcome))
        if labels:
            self.sink.add(labels)
        return len(labels)


def _labels(event: CoralEvent, comment_id: str, outcome: Outcome) -> Iterator[SuggestedScore]:
    value = _VALUES.get(outcome.status)
    if value is None or not outcome.text:
        return
    names = (_ANY,) if value else (_ANY, _HARMLESS)
    source = f"Coral:{event.tenantDomain}"
    for name in names:
        yield SuggestedScore(
            outcome.text,
            name,
            value,
            head=Attribute.TOXICITY if name == _HARMLESS else None,
            source=source,
            reference=f"event:{event.id}",
            comment_id=comment_id,
            url=outcome.url,
        )


def build_endpoints(events: Events, gate: CoralGate) -> list[Endpoint]:
    """Return the endpoint of the webhooks; its gate stands in for a key's scope."""

    def receive() -> Response:
        body = request.get_data(cache=False)
        gate.check(request, body, Scope.FEEDBACK)
        labels = events.take(parse_body(body, CoralEvent))
        content: CoralEventResponse = {"received": True, "labels": labels}
        return json_response(content)

    return [
        Endpoint(
            "POST",
            PATH,
            "Take what Coral's moderators decided as labels",
            receive,
            CoralEventResponse,
            CoralEvent,
            {"id": "e-1", "type": DECIDED, "data": {"queue": "PENDING", "commentID": "c-1", "storyID": "s-1"}},
            "Signed by Coral over the raw body (`MODERATION_CORAL_SECRETS`).",
        )
    ]
