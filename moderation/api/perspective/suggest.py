"""`comments:suggestscore`: what people decided about a comment, kept as labels to train on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from moderation.api.attributes import AttributeTable
from moderation.api.feedback import FeedbackSink, SuggestedScore
from moderation.api.perspective import errors
from moderation.api.perspective.comment import Context, read_context, read_text
from moderation.api.perspective.fields import Fields
from moderation.api.perspective.lenient import read_object
from moderation.features.language import LanguageDetector


@dataclass(frozen=True)
class Suggester:
    """Answers `comments:suggestscore` for one deployment."""

    table: AttributeTable
    detector: LanguageDetector
    sink: FeedbackSink
    maximum_bytes: int

    def suggest(self, raw: bytes) -> dict[str, Any]:
        """Keep the labels of a request body and return the answer. Raises `GoogleError`."""
        body = Fields(read_object(raw))
        text = read_text(body, self.maximum_bytes)
        context = read_context(body)
        labels = tuple(self._read_labels(body, text, context))
        requested = body.texts("languages")
        token = body.text("clientToken")
        if not body.flag("doNotStore"):
            self.sink.add(labels)
        detected, certain = self.detector.detect(text)
        return {
            **({"clientToken": token} if token else {}),
            **({"requestedLanguages": list(requested)} if requested else {}),
            **({"detectedLanguages": list(detected)} if certain and detected else {}),
        }

    def _read_labels(self, body: Fields, text: str, context: Context) -> Iterator[SuggestedScore]:
        given = body.mapping("attributeScores")
        if not given:
            raise errors.invalid_request("Missing attribute_scores")
        source = body.text("communityId") or ""
        comment_id, url = _coral_ids(context)
        session = body.text("sessionId")
        token = body.text("clientToken")
        for name, scores in given.items():
            row = self.table.find(name)
            if row is None:
                raise errors.unknown_attribute(name)
            for part, value in _read_values(name, scores, text):
                # databases keep no NUL
                kept = part.replace("\x00", "\ufffd")
                yield SuggestedScore(kept, name, value, source, token or session, comment_id, url, row.head)


def _read_values(name: str, scores: Fields, text: str) -> Iterator[tuple[str, float]]:
    if not scores.has("summaryScore") and not scores.messages("spanScores"):
        raise errors.invalid_request(f"Attribute score for {name} must have a summary_score or span_scores.")
    if scores.has("summaryScore"):
        yield text, _read_value(name, scores.message("summaryScore"))
    encoded = text.encode("utf-16-le", "surrogatepass")
    for span in scores.messages("spanScores"):
        begin, end = span.number("begin"), span.number("end")
        if begin is None or end is None:
            raise errors.invalid_request(f"Span score for {name} must have both begin and end.")
        if not 0 <= begin < end <= len(encoded) // 2:
            raise errors.invalid_request(f"Span score for {name} lies outside of the comment: {begin:g} to {end:g}.")
        part = encoded[int(begin) * 2 : int(end) * 2].decode("utf-16-le", "replace")
        yield part, _read_value(name, span.message("score"))


def _read_value(name: str, score: Fields) -> float:
    kind = score.text("type")
    if kind not in {None, "SCORE_TYPE_UNSPECIFIED", "PROBABILITY"}:
        raise errors.score_type_unsupported(str(kind), name)
    value = score.number("value")
    # protocol buffers leave a zero out: {} is Coral's "approved" on some clients
    value = 0.0 if value is None else value
    if not 0 <= value <= 1:
        raise errors.invalid_request(f"Score value for {name} must be between 0 and 1, but was {value:g}.")
    return value


def _coral_ids(context: Context) -> tuple[str | None, str | None]:
    """Return comment id and story URL where the context is what Coral sends: a JSON object in an entry."""
    for entry in context.entries:
        try:
            content = orjson.loads(entry)
        except orjson.JSONDecodeError:
            continue
        if isinstance(content, dict) and "Coral_comment_id" in content:
            comment_id, url = content["Coral_comment_id"], content.get("url")
            return str(comment_id), str(url) if url else None
    return None, None
