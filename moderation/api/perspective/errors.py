"""Every refusal in Google's shape. Clients parse these texts and details: they are part of the contract."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from moderation.errors import RequestError

SERVICE: Final = "commentanalyzer.googleapis.com"

_STATUS: Final = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}
_INTERNAL: Final = "Internal error encountered."


class GoogleError(RequestError):
    """A refusal with Google's message and details."""

    def __init__(self, message: str, *details: Mapping[str, Any], code: int = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(message)
        self.code = int(code)
        self.details = details

    def content(self) -> dict[str, Any]:
        """Return the envelope."""
        return {
            "error": {
                "code": self.code,
                "message": str(self),
                "status": _STATUS.get(self.code, "UNKNOWN"),
                "details": [dict(detail) for detail in self.details],
            }
        }


def _analyzer_error(message: str, error_type: str, **more: Any) -> GoogleError:
    detail = {"@type": "type.googleapis.com/google.commentanalyzer.v1alpha1.Error", "errorType": error_type, **more}
    return GoogleError(message, detail)


def error_info(reason: str, **metadata: str) -> dict[str, Any]:
    """Return a google.rpc.ErrorInfo."""
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": {"service": SERVICE, **metadata},
    }


def comment_empty() -> GoogleError:
    """Return the refusal of an empty comment."""
    return _analyzer_error("Comment must be non-empty.", "COMMENT_EMPTY")


def comment_too_long() -> GoogleError:
    """Return the refusal of a comment over the limit."""
    return _analyzer_error("Comment text too long.", "COMMENT_TOO_LONG")


def no_attributes() -> GoogleError:
    """Return the refusal of a request that asks for nothing."""
    return _analyzer_error("Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES")


def unknown_attribute(name: str) -> GoogleError:
    """Return the refusal of an attribute that never was one, or has no number here."""
    return invalid_request(f"Unknown requested attribute: {name}")


def score_type_unsupported(score_type: str, attribute: str) -> GoogleError:
    """Return the refusal of anything but a probability."""
    return invalid_request(f"Requested score type {score_type} is not supported by attribute {attribute}")


def language_unsupported(
    attribute: str, unsupported: Sequence[str], requested: Sequence[str], detected: Sequence[str]
) -> GoogleError:
    """Return the refusal of languages that the model does not read."""
    return _analyzer_error(
        f"Attribute {attribute} does not support request languages: {', '.join(unsupported)}",
        "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
        languageNotSupportedByAttributeError={
            "detectedLanguages": list(detected),
            "requestedLanguages": list(requested),
            "attribute": attribute,
        },
    )


def language_unknown() -> GoogleError:
    """Return the refusal of a text that is certainly in no language that can be told."""
    return _analyzer_error("Unable to detect language", "LANGUAGE_DETECTION_FAILED")


def invalid_request(message: str) -> GoogleError:
    """Return the refusal of any other wrong request."""
    return _analyzer_error(message, "INVALID_REQUEST")


def invalid_payload(description: str, field: str = "") -> GoogleError:
    """Return the refusal of a body that is no JSON, or has a field of a wrong type."""
    violation = {"description": description, **({"field": field} if field else {})}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return GoogleError(description, detail)


def key_invalid() -> GoogleError:
    """Return the refusal of a key that is not valid."""
    return GoogleError("API key not valid. Please pass a valid API key.", error_info("API_KEY_INVALID"))


def key_missing() -> GoogleError:
    """Return the refusal of a caller without a key."""
    return GoogleError(
        "Method doesn't allow unregistered callers (callers without established identity). "
        "Please use API Key or other form of API consumer identity to call this API.",
        error_info("CREDENTIALS_MISSING"),
        code=HTTPStatus.FORBIDDEN,
    )


def permission_denied(message: str) -> GoogleError:
    """Return the refusal of a caller that may not do this."""
    return GoogleError(message, error_info("IAM_PERMISSION_DENIED"), code=HTTPStatus.FORBIDDEN)


def quota_exceeded(limit: int, consumer: str) -> GoogleError:
    """Return the refusal of a key that has sent its requests of this minute."""
    metric = "Analysis requests (AnalyzeComment)"
    info = error_info(
        "RATE_LIMIT_EXCEEDED",
        quota_metric="commentanalyzer.googleapis.com/analyze_requests",
        quota_limit="AnalyzeRequestsPerMinutePerProject",
        quota_limit_value=str(limit),
        quota_location="global",
        consumer=f"projects/{consumer}",
    )
    guide = {
        "@type": "type.googleapis.com/google.rpc.Help",
        "links": [{"description": "The limit is MODERATION_QUERIES_PER_MINUTE of this server.", "url": "/docs"}],
    }
    return GoogleError(
        f"Quota exceeded for quota metric '{metric}' and limit '{metric} per minute' of service '{SERVICE}' "
        f"for consumer 'project_number:{consumer}'.",
        info,
        guide,
        code=HTTPStatus.TOO_MANY_REQUESTS,
    )


def not_found(path: str) -> GoogleError:
    """Return the refusal of a path or method that is not there."""
    return GoogleError(f"Requested entity was not found: {path}", error_info("NOT_FOUND"), code=HTTPStatus.NOT_FOUND)


def payload_too_large(limit: int) -> GoogleError:
    """Return the refusal of a body over the limit."""
    message = f"Request payload size exceeds the limit: {limit} bytes."
    return invalid_payload(message)


def internal(code: int = HTTPStatus.INTERNAL_SERVER_ERROR) -> GoogleError:
    """Return the answer to an error of our own."""
    return GoogleError(_INTERNAL, error_info("INTERNAL"), code=code)
