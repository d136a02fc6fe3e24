"""What a comment can be labelled with: attributes of its tone, and its stance."""

from enum import StrEnum


class Attribute(StrEnum):
    """A property of a comment's tone that a head of the model gives a probability for.

    The first seven are civility attributes under the names that the field uses (Jigsaw, Perspective,
    Detoxify); the others describe how a comment argues, and never decide anything by default.
    """

    TOXICITY = "toxicity"
    SEVERE_TOXICITY = "severe_toxicity"
    INSULT = "insult"
    PROFANITY = "profanity"
    THREAT = "threat"
    IDENTITY_ATTACK = "identity_attack"
    SEXUALLY_EXPLICIT = "sexually_explicit"
    CONDESCENDING = "condescending"
    DISMISSIVE = "dismissive"
    SARCASTIC = "sarcastic"
    GENERALISING = "generalising"
    CONSTRUCTIVE = "constructive"

    @property
    def is_civility(self) -> bool:
        """Whether a high value is a reason to look at the comment."""
        return self in CIVILITY


CIVILITY: tuple[Attribute, ...] = tuple(Attribute)[:7]


class Stance(StrEnum):
    """Where a comment stands towards its article's proposition.

    `neutral` is an answer (no side, mixed, a question); `unclear` is the refusal to guess.
    """

    SUPPORT = "support"
    OPPOSE = "oppose"
    NEUTRAL = "neutral"
    UNCLEAR = "unclear"


class OffTopicKind(StrEnum):
    """What a comment that is not about its article is instead."""

    PERSONAL = "personal"
    OTHER_TOPIC = "other_topic"
    SITE = "site"
    SPAM = "spam"
    CHATTER = "chatter"
    POLITICS = "politics"
