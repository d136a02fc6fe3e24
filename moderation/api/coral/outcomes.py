"""What Coral's moderators decided on a comment, asked of its GraphQL: its webhooks carry ids alone."""

from dataclasses import dataclass
from typing import Final, Protocol

import orjson
import urllib3

from moderation.api.html import to_text
from moderation.errors import OutcomeError

#: Answered by every Coral from 5 on.
_QUERY: Final = "query Outcome($id: ID!) { comment(id: $id) { body status story { url } } }"
_TIMEOUT: Final = urllib3.Timeout(connect=1.0, read=3.0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A comment's text, its status in Coral, and its story's address."""

    text: str
    status: str
    url: str | None


class Outcomes(Protocol):
    """Where outcomes are looked up."""

    def find(self, comment_id: str) -> Outcome | None:
        """Return a comment's outcome, None where it is gone. Raises `OutcomeError`."""


class CoralGraphQL:
    """Asks a Coral for its comments, with a personal access token of a moderator."""

    def __init__(self, url: str, token: str) -> None:
        self._url = url.rstrip("/") + "/api/graphql"
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._http = urllib3.PoolManager(timeout=_TIMEOUT, retries=urllib3.Retry(1, redirect=0))

    def find(self, comment_id: str) -> Outcome | None:
        """Return a comment's outcome, None where it is gone. Raises `OutcomeError`."""
        body = orjson.dumps({"query": _QUERY, "variables": {"id": comment_id}})
        try:
            answer = self._http.request("POST", self._url, body=body, headers=self._headers)
            content = orjson.loads(answer.data)
            comment = content["data"]["comment"]
            if comment is None:
                return None
            story = comment["story"] or {}
            return Outcome(to_text(comment["body"] or ""), comment["status"], story.get("url"))
        except urllib3.exceptions.HTTPError as error:
            raise OutcomeError(
                f"{self._url} cannot be reached ({error}): the outcome of {comment_id} is lost"
            ) from error
        except (ValueError, TypeError, KeyError) as error:
            raise OutcomeError(
                f"{self._url} answered {answer.status} {answer.data[:200]!r}: "
                f"check MODERATION_CORAL_URL and MODERATION_CORAL_TOKEN; the outcome of {comment_id} is lost"
            ) from error
