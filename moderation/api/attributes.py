"""The table of attributes under Perspective's names, and GET /v1/attributes, which shows it.

One place says where each number comes from. A name without a trained head or a rule behind it is unavailable: a score
is never invented.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask import Response
from typing_extensions import TypedDict

from moderation.api.endpoint import Endpoint, json_response
from moderation.checks import count_characters
from moderation.comment import Comment
from moderation.decision import Scores
from moderation.errors import SettingsError
from moderation.label import Attribute
from moderation.pipeline import Pipeline
from moderation.policy.composite import Composite

#: Every name that Perspective ever served, by its own groups.
PERSPECTIVE_NAMES: Final = tuple(
    (
        "TOXICITY SEVERE_TOXICITY IDENTITY_ATTACK INSULT PROFANITY THREAT "
        "TOXICITY_EXPERIMENTAL SEVERE_TOXICITY_EXPERIMENTAL IDENTITY_ATTACK_EXPERIMENTAL INSULT_EXPERIMENTAL "
        "PROFANITY_EXPERIMENTAL THREAT_EXPERIMENTAL SEXUALLY_EXPLICIT FLIRTATION TOXICITY_FAST "
        # trained on comments of the New York Times
        "ATTACK_ON_AUTHOR ATTACK_ON_COMMENTER ATTACK_ON_PUBLISHER INCOHERENT INFLAMMATORY LIKELY_TO_REJECT OBSCENE "
        "OFF_TOPIC SPAM UNSUBSTANTIAL "
        # bridging
        "AFFINITY_EXPERIMENTAL COMPASSION_EXPERIMENTAL CONSTRUCTIVE_EXPERIMENTAL CURIOSITY_EXPERIMENTAL "
        "NUANCE_EXPERIMENTAL PERSONAL_STORY_EXPERIMENTAL REASONING_EXPERIMENTAL RESPECT_EXPERIMENTAL "
        # persuasion
        "ALIENATION_EXPERIMENTAL FEARMONGERING_EXPERIMENTAL GENERALIZATION_EXPERIMENTAL MORAL_OUTRAGE_EXPERIMENTAL "
        "POWER_APPEAL_EXPERIMENTAL SCAPEGOATING_EXPERIMENTAL"
    ).split()
)

#: Names whose meaning is a head's of another name; `X_EXPERIMENTAL` is an alias of head x without a line here.
ALIASES: Final[Mapping[str, str]] = {
    "TOXICITY_FAST": "toxicity",
    "OBSCENE": "profanity",
    "GENERALIZATION_EXPERIMENTAL": "generalising",
}
UNSUBSTANTIAL: Final = "UNSUBSTANTIAL"
OFF_TOPIC: Final = "OFF_TOPIC"
_MINIMUM_LENGTH: Final = "minimum length"
_RELEVANCE: Final = "relevance"


class Kind(StrEnum):
    """Where an attribute's number comes from."""

    NATIVE = "native"
    ALIAS = "alias"
    RULE = "rule"
    COMPOSITE = "composite"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Row:
    """One attribute: the head, rule or formula behind it."""

    name: str
    kind: Kind
    source: str | None = None
    composite: Composite | None = None

    @property
    def is_available(self) -> bool:
        """Whether it has a number to give (`OFF_TOPIC` only with an article)."""
        return self.kind is not Kind.UNAVAILABLE

    @property
    def head(self) -> Attribute | None:
        """The head of the model behind it, if there is one."""
        return Attribute(self.source) if self.source and self.kind in {Kind.NATIVE, Kind.ALIAS} else None

    @property
    def reads_language(self) -> bool:
        """Whether its number means nothing in a language that the model does not read."""
        return self.source != _MINIMUM_LENGTH


class AttributeTable:
    """The attributes of one deployment: its model's heads, its rules, its composites."""

    def __init__(self, heads: Sequence[Attribute], minimum_length: int, composites: Sequence[Composite] = ()) -> None:
        """Raise `SettingsError` for a composite of what has no number."""
        self._minimum_length = minimum_length
        own = tuple(attribute.value.upper() for attribute in Attribute)
        names = dict.fromkeys(PERSPECTIVE_NAMES + own)
        served = {head.value for head in heads}
        self._rows = {name: _row(name, served, minimum_length) for name in names}
        self._rows |= {composite.name: self._compose(composite) for composite in composites}

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows.values())

    def find(self, name: str) -> Row | None:
        """Return the row of `NAME` or `NAME@VERSION`, None for a name that never was an attribute."""
        return self._rows.get(name.partition("@")[0])

    def value(self, row: Row, comment: Comment, scores: Scores) -> float | None:
        """Return an available attribute's number, None where this comment brings nothing to draw it from."""
        if row.composite is not None:
            parts = {name: self.value(self._rows[name], comment, scores) for name in row.composite.thresholds}
            known = {name: value for name, value in parts.items() if value is not None}
            return row.composite.value(known) if len(known) == len(parts) else None
        if row.name == UNSUBSTANTIAL:
            return float(count_characters(comment.text) < self._minimum_length)
        if row.name == OFF_TOPIC:
            return None if scores.relevance is None else 1 - scores.relevance.score
        return scores.civility[row.head] if row.head else None

    def _compose(self, composite: Composite) -> Row:
        if composite.name in self._rows:
            raise SettingsError(f"composite attribute {composite.name}: this name is taken, choose another")
        for name in composite.thresholds:
            part = self._rows.get(name)
            if part is None or not part.is_available or name == OFF_TOPIC:
                raise SettingsError(
                    f"composite attribute {composite.name}: the served model gives no {name} for every comment; "
                    f"it has {', '.join(row.name for row in self if row.kind is Kind.NATIVE)}"
                )
        terms = ", ".join(f"{name}/{threshold:g}" for name, threshold in composite.thresholds.items())
        return Row(composite.name, Kind.COMPOSITE, f"max({terms}) at {composite.crossing:g}", composite)


def _row(name: str, served: set[str], minimum_length: int) -> Row:
    if name == UNSUBSTANTIAL and minimum_length:
        return Row(name, Kind.RULE, _MINIMUM_LENGTH)
    if name == OFF_TOPIC:
        return Row(name, Kind.RULE, _RELEVANCE)
    head = ALIASES.get(name, name.removesuffix("_EXPERIMENTAL").lower())
    if head not in served:
        return Row(name, Kind.UNAVAILABLE)
    return Row(name, Kind.NATIVE if head == name.lower() else Kind.ALIAS, head)


class AttributeOut(TypedDict):
    """An attribute of ours and whether the served model has a head for it."""

    name: str
    civility: bool
    available: bool
    held_from: float | None


class PerspectiveAttributeOut(TypedDict):
    """A name that `comments:analyze` knows, and where its number comes from."""

    name: str
    kind: str
    source: str | None


class AttributesResponse(TypedDict):
    """What GET /v1/attributes answers."""

    attributes: list[AttributeOut]
    perspective: list[PerspectiveAttributeOut]
    model_version: str


def build_endpoints(pipeline: Pipeline, table: AttributeTable) -> list[Endpoint]:
    """Return the endpoint that lists both tables."""
    return [
        Endpoint(
            "GET",
            "/v1/attributes",
            "List the attributes and whether the model has a head for each",
            _view(pipeline, table),
            AttributesResponse,
        )
    ]


def _view(pipeline: Pipeline, table: AttributeTable) -> Callable[[], Response]:
    def attributes() -> Response:
        content: AttributesResponse = {
            "attributes": [
                {
                    "name": attribute.value,
                    "civility": attribute.is_civility,
                    "available": attribute in pipeline.heads,
                    "held_from": pipeline.thresholds.get(attribute),
                }
                for attribute in Attribute
            ],
            "perspective": [{"name": r.name, "kind": r.kind.value, "source": r.source} for r in table],
            "model_version": pipeline.scorer.version,
        }
        return json_response(content)

    return attributes
