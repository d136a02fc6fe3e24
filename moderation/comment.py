"""What a reader wrote, and the article it was written under."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Article:
    """A news article, as far as the caller knows it.

    `proposition` is a motion-like sentence that a reader can support or oppose ("The council should
    close Mill Road to cars."); `opposite` the same question the other way round. Stance is towards it.
    """

    id: str
    url: str | None = None
    headline: str | None = None
    summary: str | None = None
    body: str | None = None
    proposition: str | None = None
    opposite: str | None = None

    @property
    def has_text(self) -> bool:
        """Whether there is anything that a comment could be relevant to."""
        return any(part and part.strip() for part in (self.headline, self.summary, self.body))


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a comment's author on its site when the comment arrives, the comment itself left out.

    `published` counts comments that stand published; `ages` are the seconds since each comment of the last day, the
    latest first; `same_text` counts those of the last day with the very same text.
    """

    published: int = 0
    ages: tuple[float, ...] = ()
    same_text: int = 0


@dataclass(frozen=True, slots=True)
class Comment:
    """A reader's comment. `parent` is the id of the comment it replies to.

    `site` and `section` choose the policy; `history` is None where nothing is stored, and then no rule asks for it.
    """

    text: str
    id: str | None = None
    author: str | None = None
    parent: str | None = None
    article: Article | None = None
    site: str = "default"
    section: str | None = None
    history: History | None = None

    @property
    def is_reply(self) -> bool:
        """Whether it answers another comment rather than the article."""
        return self.parent is not None
