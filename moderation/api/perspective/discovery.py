"""The discovery document: with it Google's Python and Node clients need a URL and nothing else."""

from typing import Any, Final

_STRING: Final = {"type": "string"}
_BOOLEAN: Final = {"type": "boolean"}
_NUMBER: Final = {"type": "number", "format": "float"}
_INTEGER: Final = {"type": "integer", "format": "int32"}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": name}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _map(values: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


_SCHEMAS: Final[dict[str, dict[str, Any]]] = {
    "TextEntry": {"text": _STRING, "type": _STRING},
    "ArticleAndParentComment": {"article": _ref("TextEntry"), "parentComment": _ref("TextEntry")},
    "Context": {
        "entries": _list(_ref("TextEntry")),
        "articleAndParentComment": _ref("ArticleAndParentComment"),
    },
    "AttributeParameters": {"scoreType": _STRING, "scoreThreshold": _NUMBER},
    "Score": {"value": _NUMBER, "type": _STRING},
    "SpanScore": {"begin": _INTEGER, "end": _INTEGER, "score": _ref("Score")},
    "AttributeScores": {"summaryScore": _ref("Score"), "spanScores": _list(_ref("SpanScore"))},
    "AnalyzeCommentRequest": {
        "comment": _ref("TextEntry"),
        "context": _ref("Context"),
        "requestedAttributes": _map(_ref("AttributeParameters")),
        "spanAnnotations": _BOOLEAN,
        "languages": _list(_STRING),
        "doNotStore": _BOOLEAN,
        "clientToken": _STRING,
        "sessionId": _STRING,
        "communityId": _STRING,
    },
    "AnalyzeCommentResponse": {
        "attributeScores": _map(_ref("AttributeScores")),
        "languages": _list(_STRING),
        "detectedLanguages": _list(_STRING),
        "clientToken": _STRING,
    },
    "SuggestCommentScoreRequest": {
        "comment": _ref("TextEntry"),
        "context": _ref("Context"),
        "attributeScores": _map(_ref("AttributeScores")),
        "languages": _list(_STRING),
        "clientToken": _STRING,
        "sessionId": _STRING,
        "communityId": _STRING,
    },
    "SuggestCommentScoreResponse": {
        "clientToken": _STRING,
        "requestedLanguages": _list(_STRING),
        "detectedLanguages": _list(_STRING),
    },
}

_PARAMETERS: Final = {
    name: {"type": "string", "location": "query"}
    for name in (
        "$.xgafv",
        "access_token",
        "alt",
        "callback",
        "fields",
        "key",
        "oauth_token",
        "quotaUser",
        "uploadType",
        "upload_protocol",
    )
} | {
    "alt": {"type": "string", "location": "query", "default": "json"},
    "prettyPrint": {"type": "boolean", "location": "query", "default": "true"},
}


def _method(name: str, message: str) -> dict[str, Any]:
    path = f"v1alpha1/comments:{name}"
    return {
        "id": f"commentanalyzer.comments.{name}",
        "path": path,
        "flatPath": path,
        "httpMethod": "POST",
        "parameters": {},
        "parameterOrder": [],
        "request": _ref(f"{message}Request"),
        "response": _ref(f"{message}Response"),
    }


def build_document(public_url: str) -> dict[str, Any]:
    """Describe the service as it is reached under `public_url`."""
    root = public_url.rstrip("/") + "/"
    return {
        "kind": "discovery#restDescription",
        "discoveryVersion": "v1",
        "id": "commentanalyzer:v1alpha1",
        "name": "commentanalyzer",
        "version": "v1alpha1",
        "title": "Comment analysis",
        "description": "Scores comments; served by moderation.",
        "protocol": "rest",
        "rootUrl": root,
        "baseUrl": root,
        "servicePath": "",
        "basePath": "",
        "batchPath": "batch",
        "parameters": _PARAMETERS,
        "schemas": {
            name: {"id": name, "type": "object", "properties": properties} for name, properties in _SCHEMAS.items()
        },
        "resources": {
            "comments": {
                "methods": {
                    "analyze": _method("analyze", "AnalyzeComment"),
                    "suggestscore": _method("suggestscore", "SuggestCommentScore"),
                }
            }
        },
    }
