"""The comments that the doctor sends."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sample:
    """A comment, and whether it should be stopped; None where either is a choice of the deployment."""

    name: str
    text: str
    is_abusive: bool | None


FINE: Final = Sample(
    "a friendly comment", "Thank you for explaining so clearly how the new timetable will work.", False
)
ABUSIVE: Final = Sample(
    "an abusive comment", "You are a stupid idiot and a worthless piece of shit, shut up and go to hell.", True
)
SHORT: Final = Sample("a short comment", "Well said!", False)
#: 20 kilobytes, the limit of Perspective, in words.
LONGEST: Final = Sample("20 KB of text", ("The new timetable is good for us. " * 603)[:20_480], False)
GERMAN: Final = Sample(
    "a German comment", "Der Stadtrat hat gestern beschlossen, dass die Straße für Autos gesperrt bleibt.", None
)
SAMPLES: Final = (FINE, ABUSIVE, SHORT, LONGEST, GERMAN)
