"""What came of a call, and what it means for readers."""

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """Whether something must be done."""

    GOOD = "good"
    DOUBTFUL = "doubtful"
    BAD = "BAD"


@dataclass(frozen=True, slots=True)
class Finding:
    """One call: who makes it, what for, what was answered, and what the caller does then."""

    health: Health
    caller: str
    call: str
    answer: str
    consequence: str
