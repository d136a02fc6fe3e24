"""What a policy file may say, as pydantic checks it. Every table may be left out, or be `false` to switch it off."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from moderation.checks import Pattern, WordList
from moderation.label import CIVILITY, Attribute

Probability = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]
Off = Literal[False]
HoldOrReject = Literal["hold", "reject"]


def _is_civility(attribute: Attribute) -> Attribute:
    if attribute not in CIVILITY:
        raise ValueError(
            f"{attribute.value!r} decides nothing: how a comment argues is for moderators to see; "
            f"use {', '.join(a.value for a in CIVILITY)}"
        )
    return attribute


def _is_term(term: str) -> str:
    WordList([term])
    return term


def _is_pattern(source: str) -> str:
    Pattern(source)
    return source


Civility = Annotated[Attribute, Field(strict=False), AfterValidator(_is_civility)]
AnyAttribute = Annotated[Attribute, Field(strict=False)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ThresholdTable(_Table):
    """Where an attribute holds and where it rejects."""

    hold: Probability | None = None
    reject: Probability | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.hold is not None and self.reject is not None and self.reject < self.hold:
            raise ValueError(f"rejects from {self.reject} on, under its hold of {self.hold}: nothing would be held")
        return self


class CombinedTable(_Table):
    """Several attributes together."""

    at_least: Annotated[dict[Civility, Probability], Field(min_length=1)]
    below: dict[AnyAttribute, Probability] = Field(default_factory=dict)
    action: HoldOrReject = "hold"
    name: str = ""


class WordsTable(_Table):
    """Words, phrases and patterns."""

    words: list[Annotated[str, AfterValidator(_is_term)]] = Field(default_factory=list)
    patterns: list[Annotated[str, AfterValidator(_is_pattern)]] = Field(default_factory=list)
    action: HoldOrReject | None = None


class LinksTable(_Table):
    """How many links, and which do not count."""

    maximum: Annotated[int, Field(ge=0)] = 1
    allow: list[str] = Field(default_factory=list)
    action: HoldOrReject = "hold"


class RepeatsTable(_Table):
    """How often in a row."""

    characters: Annotated[int, Field(ge=2)] = 12
    words: Annotated[int, Field(ge=2)] = 6
    action: HoldOrReject = "hold"


class CapitalsTable(_Table):
    """How much of it, from which length on."""

    share: Probability = 0.7
    letters: Count = 30
    action: HoldOrReject = "hold"


class FirstTimeTable(_Table):
    """Until how many published comments an author is new."""

    published: Count = 1
    action: HoldOrReject = "hold"


class RateTable(_Table):
    """How many comments of an author in how many seconds; the store looks back one day."""

    comments: Count = 10
    seconds: Annotated[float, Field(gt=0, le=86_400)] = 600
    action: HoldOrReject = "hold"


class DuplicateTable(_Table):
    """How often the same text before."""

    times: Count = 1
    action: HoldOrReject = "hold"


class RulesTable(_Table):
    """Everything that a site or a section can say."""

    minimum_length: Annotated[int, Field(ge=0)] | None = None
    thresholds: dict[Civility, ThresholdTable | Off] = Field(default_factory=dict)
    combined: list[CombinedTable] = Field(default_factory=list)
    banned: WordsTable | Off = False
    suspect: WordsTable | Off = False
    links: LinksTable | Off = False
    repeats: RepeatsTable | Off = False
    capitals: CapitalsTable | Off = False
    first_time: FirstTimeTable | Off = False
    rate: RateTable | Off = False
    duplicate: DuplicateTable | Off = False


class SiteTable(RulesTable):
    """A site: its own rules, and those of its sections."""

    sections: dict[str, RulesTable] = Field(default_factory=dict)


class PolicyDocument(_Table):
    """The whole file."""

    default: RulesTable = Field(default_factory=RulesTable)
    sites: dict[str, SiteTable] = Field(default_factory=dict)
