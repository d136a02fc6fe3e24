"""What the store takes and gives: frozen records and the enums of its states."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from moderation.comment import Article
from moderation.decision import Action, Decision, Reason
from moderation.label import Attribute, Stance


class Status(StrEnum):
    """Where a comment stands."""

    PUBLISHED = "published"
    HELD = "held"
    REJECTED = "rejected"
    ERASED = "erased"

    @classmethod
    def of(cls, action: Action) -> "Status":
        """Return the status that an automatic decision leads to."""
        return {Action.PUBLISH: cls.PUBLISHED, Action.HOLD: cls.HELD, Action.REJECT: cls.REJECTED}[action]


class Verdict(StrEnum):
    """What a moderator says of a comment."""

    APPROVE = "approve"
    REJECT = "reject"
    DEFER = "defer"


class Queue(StrEnum):
    """A list that moderators work through."""

    HELD = "held"
    DEFERRED = "deferred"
    REPORTED = "reported"
    UNSURE = "unsure"
    ALL = "all"


class Order(StrEnum):
    """What a queue is sorted by; the highest first, of time the latest (see `Filter.ascending`)."""

    SCORE = "score"
    UNCERTAINTY = "uncertainty"
    TIME = "time"
    REPORTS = "reports"


class Role(StrEnum):
    """What a user may do; each includes those before it."""

    MODERATOR = "moderator"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        """Whether this role may do what `other` may."""
        return tuple(Role).index(self) >= tuple(Role).index(other)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which comments of a queue; None leaves a field open.

    `attribute` makes `score_from`, `score_to`, sorting by score and the histogram go by that attribute's probability
    instead of the highest of all. `article` is the store's number. `up_to` leaves out what arrived after a page was
    drawn: pass `Histogram.up_to` on to `acts.decide_band`.
    """

    queue: Queue = Queue.HELD
    site: str | None = None
    section: str | None = None
    article: int | None = None
    author: str | None = None
    status: Status | None = None
    reason: Reason | None = None
    stance: Stance | None = None
    attribute: Attribute | None = None
    score_from: float | None = None
    score_to: float | None = None
    since: datetime | None = None
    until: datetime | None = None
    search: str | None = None
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article; `edited_by` names the editor who wrote its proposition, if one did.

    `stance_version` changes with every change of the stance labels under it; None before the first.
    """

    id: int
    site: str
    article: Article
    edited_by: str | None
    stance_version: str | None = None


@dataclass(frozen=True, slots=True)
class StoredComment:
    """A comment as it stands. An erased one has status `erased`, no text and no author."""

    id: int
    site: str
    external_id: str
    section: str | None
    article_id: int | None
    parent: str | None
    author: str | None
    text: str
    revision: int
    status: Status
    deferred: bool
    decision: Decision
    score: float
    uncertainty: float
    open_reports: int
    cluster_id: int | None
    created_at: datetime
    edited_at: datetime | None
    decided_at: datetime | None
    decided_by: str | None
    reason: Reason | None
    claimed_by: str | None
    claimed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a comment that was handed in: `created`, `edited`, or `repeated` (nothing changed)."""

    comment: StoredComment
    outcome: str


@dataclass(frozen=True, slots=True)
class Card:
    """A comment in a queue with what stands beside it.

    `cluster_size` counts the near-duplicates in the same queue, this one included; `parent` is the comment that it
    answers, where that one is stored.
    """

    comment: StoredComment
    article: StoredArticle | None
    parent: StoredComment | None
    cluster_size: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a queue. `next` goes into `queues.page(after=...)`; None on the last page."""

    cards: tuple[Card, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Band:
    """One bar of a histogram: `low` <= score < `high` (the last one includes 1)."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """A queue by score. `up_to` is the newest comment counted, for `Filter.up_to`."""

    bands: tuple[Band, ...]
    up_to: int


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did, undone as one. `skipped` comments were held by others or changed meanwhile."""

    id: str
    kind: str
    actor: str
    at: datetime
    count: int
    skipped: int = 0
    reason: Reason | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A reader's report."""

    id: int
    comment_id: int
    reporter: str | None
    reason: str | None
    note: str | None
    at: datetime
    resolved: bool


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """What is known of an author on a site: counts by status, and the latest comments, newest first."""

    site: str
    author: str
    first_seen: datetime | None
    counts: Mapping[Status, int]
    reports: int
    recent: tuple[StoredComment, ...]


@dataclass(frozen=True, slots=True)
class User:
    """A person of the desk."""

    id: int
    name: str
    role: Role
    disabled: bool


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One change: who, when, what, from, to, why, by which model."""

    id: int
    at: datetime
    actor: str
    act: str
    kind: str
    subject: str
    subject_id: int
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None
    reason: str | None
    model_version: str | None
    undoes: str | None


@dataclass(frozen=True, slots=True)
class Review:
    """A comment to judge blind: the first decision is not in it, nor any score."""

    id: int
    comment: StoredComment
    article: StoredArticle | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's kappa of first and second decisions; None where a kappa is not defined (all alike)."""

    reviews: int
    kappa: float | None
    by_reason: Mapping[Reason, float | None]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of reasons for one rejected comment (the Digital Services Act's Article 17 asks for it)."""

    comment: str
    site: str
    article: str | None
    decided_at: datetime
    reason: str
    text: str
    automated_detection: bool
    automated_decision: bool
    model_version: str
