"""POST /v1/moderations: the shape of OpenAI's moderation endpoint, for callers that already speak it.

A category that nothing here stands behind is `false` and 0.0 with no applied input types: that is how the shape itself
says that a category was not looked at.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from flask import Response, request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from typing_extensions import TypedDict

from moderation.api.body import check_characters, check_size, read_body
from moderation.api.endpoint import Endpoint, json_response
from moderation.api.keys import Scope
from moderation.api.perspective.languages import Handling, LanguagePolicy
from moderation.comment import Comment
from moderation.errors import LanguageError
from moderation.label import Attribute
from moderation.pipeline import Pipeline

#: OpenAI's category -> the attribute behind it, None for what is not judged here; then ours under their own names.
CATEGORIES: Final[Mapping[str, Attribute | None]] = {
    "harassment": Attribute.INSULT,
    "harassment/threatening": Attribute.THREAT,
    "hate": Attribute.IDENTITY_ATTACK,
    "hate/threatening": None,
    "illicit": None,
    "illicit/violent": None,
    "self-harm": None,
    "self-harm/instructions": None,
    "self-harm/intent": None,
    "sexual": Attribute.SEXUALLY_EXPLICIT,
    "sexual/minors": None,
    "violence": None,
    "violence/graphic": None,
    "toxicity": Attribute.TOXICITY,
    "severe_toxicity": Attribute.SEVERE_TOXICITY,
    "profanity": Attribute.PROFANITY,
}
MOST_INPUTS: Final = 1000

_Text = Annotated[str, BeforeValidator(check_characters)]


def _check_input(value: Any) -> Any:
    """Refuse what is neither of the three shapes in one sentence, where a union would say one for each."""
    many = value if isinstance(value, list) and value else [None]
    is_parts = all(isinstance(one, dict) and one.get("type") == "text" for one in many)
    if not isinstance(value, str) and not is_parts and not all(isinstance(one, str) for one in many):
        raise ValueError(
            'must be a text, a list of texts, or a list of {"type": "text", "text": …}: images are not judged'
        )
    return value


class TextPart(BaseModel):
    """A text among several inputs; images are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)

    type: Literal["text"]
    text: _Text


class ModerationsRequest(BaseModel):
    """A text, several texts, or parts that together are one. `model` is read and makes no difference."""

    model_config = ConfigDict(extra="ignore", strict=True)

    input: Annotated[
        _Text | Annotated[list[_Text], Field(max_length=MOST_INPUTS)] | list[TextPart], BeforeValidator(_check_input)
    ]
    model: str | None = None

    def texts(self) -> Sequence[str]:
        """Return the texts to score, one for each result."""
        if isinstance(self.input, str):
            return [self.input]
        texts = [one for one in self.input if isinstance(one, str)]
        return texts or ["\n".join(one.text for one in self.input if isinstance(one, TextPart))]


class ModerationResult(TypedDict):
    """The result for one text."""

    flagged: bool
    categories: dict[str, bool]
    category_scores: dict[str, float]
    category_applied_input_types: dict[str, list[Literal["text"]]]


class ModerationsResponse(TypedDict):
    """What OpenAI's clients read."""

    id: str
    model: str
    results: list[ModerationResult]


def render(civility: Mapping[Attribute, float], thresholds: Mapping[Attribute, float]) -> ModerationResult:
    """Turn the scores of one text into a result; a category is flagged from the threshold that holds a comment."""
    values = {name: civility.get(attribute) if attribute else None for name, attribute in CATEGORIES.items()}
    categories = {
        name: value is not None and value >= thresholds.get(CATEGORIES[name] or Attribute.TOXICITY, 1.0)
        for name, value in values.items()
    }
    return {
        "flagged": any(categories.values()),
        "categories": categories,
        "category_scores": {name: 0.0 if value is None else round(value, 8) for name, value in values.items()},
        "category_applied_input_types": {name: [] if value is None else ["text"] for name, value in values.items()},
    }


def _score(text: str, pipeline: Pipeline, languages: LanguagePolicy) -> ModerationResult:
    unread = languages.settle((), text).unsupported
    if not unread or languages.handling is Handling.SCORE_ANYWAY:
        return render(pipeline.scorer.score(Comment(text)).civility, pipeline.thresholds)
    if languages.handling is Handling.OMIT:
        return render({}, pipeline.thresholds)
    raise LanguageError(f"a text is in {', '.join(unread)}, which the model does not read: {text[:40]!r}")


def build_endpoints(pipeline: Pipeline, languages: LanguagePolicy, maximum_bytes: int) -> list[Endpoint]:
    """Return the endpoint over one pipeline."""

    def moderations() -> Response:
        texts = read_body(request, ModerationsRequest).texts()
        for i, text in enumerate(texts):
            check_size(text, maximum_bytes, f"input[{i}]")
        content: ModerationsResponse = {
            "id": f"modr-{uuid.uuid4().hex}",
            "model": f"moderation-{pipeline.scorer.version}",
            "results": [_score(text, pipeline, languages) for text in texts],
        }
        return json_response(content)

    return [
        Endpoint(
            "POST",
            "/v1/moderations",
            "Score texts in the shape of OpenAI's moderation endpoint",
            moderations,
            ModerationsResponse,
            ModerationsRequest,
            {"input": "Closing the road helped the shops on our side, give it a year before judging."},
            "Tone alone: neither the minimum length nor the article takes part.",
            scope=Scope.SCORE,
        )
    ]
