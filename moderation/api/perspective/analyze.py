"""`comments:analyze`: a comment and the names of attributes in, their scores out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from moderation.api.attributes import AttributeTable, Row
from moderation.api.perspective import errors, spans
from moderation.api.perspective.comment import read_context, read_text, to_comment
from moderation.api.perspective.fields import Fields
from moderation.api.perspective.languages import Handling, LanguagePolicy, Settled
from moderation.api.perspective.lenient import read_object
from moderation.comment import Comment
from moderation.decision import Scores
from moderation.pipeline import Scorer

_PROBABILITY: Final = "PROBABILITY"
_SCORE_TYPES: Final = (None, "SCORE_TYPE_UNSPECIFIED", _PROBABILITY)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One requested attribute: its name as it was sent, its row of the table, its threshold."""

    name: str
    row: Row
    threshold: float


@dataclass(frozen=True)
class Analyzer:
    """Answers `comments:analyze` for one deployment."""

    scorer: Scorer
    table: AttributeTable
    languages: LanguagePolicy
    maximum_bytes: int
    refuses_unavailable: bool

    def analyze(self, raw: bytes) -> dict[str, Any]:
        """Return the answer to a request body. Raises `GoogleError`."""
        body = Fields(read_object(raw))
        text = read_text(body, self.maximum_bytes)
        context = read_context(body)
        asked = self._read_attributes(body)
        requested = body.texts("languages")
        token = body.text("clientToken")
        by_sentence = body.flag("spanAnnotations")
        settled = self.languages.settle(requested, text)
        wanted = self._readable(self._available(asked), requested, settled)
        comment = to_comment(text, context)
        scores = self.scorer.score(comment)
        scored = self._render(comment, scores, wanted, by_sentence=by_sentence)
        return {
            **({"attributeScores": scored} if scored else {}),
            "languages": list(settled.effective),
            "detectedLanguages": list(settled.detected),
            **({"clientToken": token} if token else {}),
            **({"moderation": _towards_article(scores)} if comment.article else {}),
        }

    def _read_attributes(self, body: Fields) -> list[Wanted]:
        asked = body.mapping("requestedAttributes")
        if not asked:
            raise errors.no_attributes()
        wanted = []
        for name, options in asked.items():
            row = self.table.find(name)
            if row is None:
                raise errors.unknown_attribute(name)
            score_type = options.text("scoreType")
            if score_type not in _SCORE_TYPES:
                raise errors.score_type_unsupported(str(score_type), name)
            wanted.append(Wanted(name, row, options.number("scoreThreshold") or 0.0))
        return wanted

    def _available(self, asked: Sequence[Wanted]) -> list[Wanted]:
        """Leave out, or refuse, what has no number; an answer without any would look like a pass."""
        available = [one for one in asked if one.row.is_available]
        if len(available) < len(asked) and (self.refuses_unavailable or not available):
            raise errors.unknown_attribute(next(one.name for one in asked if not one.row.is_available))
        return available

    def _readable(self, wanted: list[Wanted], requested: Sequence[str], settled: Settled) -> list[Wanted]:
        bound = [one for one in wanted if one.row.reads_language]
        if not settled.unsupported or not bound or self.languages.handling is Handling.SCORE_ANYWAY:
            return wanted
        if self.languages.handling is Handling.OMIT:
            return [one for one in wanted if not one.row.reads_language]
        if not settled.effective:
            raise errors.language_unknown()
        raise errors.language_unsupported(bound[0].name, settled.unsupported, requested, settled.detected)

    def _render(
        self, comment: Comment, scores: Scores, wanted: Sequence[Wanted], *, by_sentence: bool
    ) -> dict[str, Any]:
        whole = [(spans.whole(comment.text), comment, scores)]
        parts = whole
        if by_sentence and wanted:
            pieces = [(span, Comment(span.text, article=comment.article)) for span in spans.sentences(comment.text)]
            parts = [(span, piece, self.scorer.score(piece)) for span, piece in pieces] or whole
        result = {}
        for one in wanted:
            value = self.table.value(one.row, comment, scores)
            if value is None or value < one.threshold:
                continue
            own_parts = parts if one.row.reads_language else whole
            result[one.name] = {
                "spanScores": [
                    {"begin": span.begin, "end": span.end, "score": _score(self._value(one.row, piece, given))}
                    for span, piece, given in own_parts
                ],
                "summaryScore": _score(value),
            }
        return result

    def _value(self, row: Row, comment: Comment, scores: Scores) -> float:
        value = self.table.value(row, comment, scores)
        return 0.0 if value is None else value


def _towards_article(scores: Scores) -> Mapping[str, Any]:
    """Return what Perspective had no field for: stance and relevance, where the context carries the article."""
    stance, relevance = scores.stance, scores.relevance
    return {
        "stance": {"label": stance.label.value, "margin": round(stance.margin, 4), "proposition": stance.proposition},
        "relevance": None
        if relevance is None
        else {"score": round(relevance.score, 4), "verdict": relevance.verdict.value},
        "modelVersion": scores.model_version,
    }


def _score(value: float) -> Mapping[str, float | str]:
    return {"value": round(value, 8), "type": _PROBABILITY}
