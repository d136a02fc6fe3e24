"""What the service says of a comment: scores, findings, and a decision with its reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from moderation.label import Attribute, Stance


class Action(StrEnum):
    """What happens to the comment. Ordered: the severest finding wins."""

    PUBLISH = "publish"
    HOLD = "hold"
    REJECT = "reject"

    @property
    def severity(self) -> int:
        """0 for publish, 1 for hold, 2 for reject."""
        return tuple(Action).index(self)


class Reason(StrEnum):
    """Why a comment was not simply published; the codes are part of the wire format."""

    TOO_SHORT = "too_short"
    TOXICITY = "toxicity"
    SEVERE_TOXICITY = "severe_toxicity"
    INSULT = "insult"
    PROFANITY = "profanity"
    THREAT = "threat"
    IDENTITY_ATTACK = "identity_attack"
    SEXUALLY_EXPLICIT = "sexually_explicit"
    BANNED_WORDS = "banned_words"
    SUSPECT_WORDS = "suspect_words"
    LINKS = "links"
    REPEATS = "repeats"
    CAPITALS = "capitals"
    DUPLICATE = "duplicate"
    FIRST_TIME = "first_time"
    RATE = "rate"
    COMBINED = "combined"
    # what only people say
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    PERSONAL_DATA = "personal_data"
    ILLEGAL = "illegal"
    OTHER = "other"


class StanceOrigin(StrEnum):
    """Where the proposition came from that a stance is about.

    `derived` was made from a headline that says what somebody should or will do; `reported` is the headline itself,
    of an event that asks for nothing: support welcomes it, oppose objects to it.
    """

    GIVEN = "given"
    DERIVED = "derived"
    REPORTED = "reported"
    NONE = "none"


class Verdict(StrEnum):
    """What relevance says: a hint for moderators, never a reason to reject."""

    ON_TOPIC = "on_topic"
    UNSURE = "unsure"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the original text and how far it moved a score.

    `start` and `end` count code points of the text as it was sent, end exclusive; `contribution` is in
    log-odds, signed, and the contributions of all spans add up to the score's log-odds less its intercept.
    """

    start: int
    end: int
    text: str
    contribution: float


@dataclass(frozen=True, slots=True)
class StanceScore:
    """A stance with `margin` = p(support) - p(oppose) in -1..1 and the confidence of its label in 0..1.

    Where moderators' `labels` under the article have moved it, `prior` is what the model alone says.
    """

    label: Stance
    margin: float
    confidence: float
    proposition: str | None = None
    origin: StanceOrigin = StanceOrigin.NONE
    prior: "StanceScore | None" = None
    labels: int = 0


@dataclass(frozen=True, slots=True)
class Relevance:
    """The probability that a comment is about its article, and the verdict drawn from it."""

    score: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Scores:
    """All that the model says of one comment.

    `civility` has a probability for each attribute the model has a head for; an attribute without a
    head is absent, never invented.
    """

    civility: Mapping[Attribute, float]
    stance: StanceScore
    relevance: Relevance | None
    model_version: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that speaks against simply publishing: the action it asks for, and why.

    `details` holds the figures behind the message, ready for JSON: counted and missing characters of a
    short comment, score and threshold of a high one.
    """

    reason: Reason
    action: Action
    message: str
    details: Mapping[str, float | int | str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The action with every finding behind it, the scores, and the length that was counted."""

    action: Action
    findings: tuple[Finding, ...]
    scores: Scores
    length: int
    minimum_length: int
    words: Mapping[Attribute, tuple[Evidence, ...]]
