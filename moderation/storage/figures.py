"""The numbers of the dashboard."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import quantiles
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from moderation.label import Stance
from moderation.storage.database import Database
from moderation.storage.records import Status, StoredArticle, Verdict
from moderation.storage.rows import ARTICLE, to_article
from moderation.storage.tables import ArticleRow, CommentRow, DecisionRow


@dataclass(frozen=True, slots=True)
class Day:
    """One day (UTC) by what the rules and the model decided."""

    day: date
    published: int
    held: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Summary:
    """A span of time in a few numbers; times in seconds from arrival to a person's decision, None without any."""

    comments: int
    held_share: float
    open_held: int
    decided: int
    median_seconds: float | None
    ninth_decile_seconds: float | None


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    """How a threshold would have done against what people decided.

    `agreement` is the share of decisions that it would have made alike, `precision` of what it catches how much people
    rejected, `recall` of what people rejected how much it catches; None where there is nothing to divide by.
    """

    threshold: float
    caught: int
    agreement: float
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True)
class StanceSplit:
    """How the comments under an article stand towards its proposition."""

    article: StoredArticle
    counts: dict[Stance, int]


class Figures:
    """Counts. Every method takes a span of time (`until` excluded) and, if wanted, one site."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def volume(self, since: datetime, until: datetime, site: str | None = None) -> tuple[Day, ...]:
        """Return the days that have comments, the oldest first."""
        day = func.date(CommentRow.created_at) if self._database.is_sqlite else _utc_date()
        query = select(day.label("day"), CommentRow.action, func.count().label("total"))
        query = query.where(*_within(CommentRow.created_at, since, until, site))
        found: dict[date, Counter[str]] = defaultdict(Counter)
        with self._database.read() as connection:
            for row in connection.execute(query.group_by(day, CommentRow.action)):
                when = row.day if isinstance(row.day, date) else date.fromisoformat(row.day)
                found[when][row.action] = row.total
        return tuple(Day(d, c["publish"], c["hold"], c["reject"]) for d, c in sorted(found.items()))

    def summary(self, since: datetime, until: datetime, site: str | None = None) -> Summary:
        """Return the span in a few numbers."""
        held = func.sum(case((CommentRow.action == "hold", 1), else_=0))
        counts = select(func.count().label("comments"), held.label("held")).select_from(CommentRow)
        counts = counts.where(*_within(CommentRow.created_at, since, until, site))
        waiting = select(func.count()).select_from(CommentRow).where(CommentRow.status == Status.HELD)
        if site is not None:
            waiting = waiting.where(CommentRow.site == site)
        times = (
            select(func.min(DecisionRow.at).label("at"), CommentRow.created_at)
            .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
            .where(DecisionRow.undone_by.is_(None), DecisionRow.verdict != Verdict.DEFER)
            .where(*_within(DecisionRow.at, since, until, site))
            .group_by(CommentRow.id, CommentRow.created_at)
        )
        with self._database.read() as connection:
            row = connection.execute(counts).one()
            open_held = connection.execute(waiting).scalar_one()
            seconds = [(r.at - r.created_at).total_seconds() for r in connection.execute(times)]
        share = (row.held or 0) / row.comments if row.comments else 0.0
        median, ninth = _deciles(seconds)
        return Summary(row.comments, share, open_held, len(seconds), median, ninth)

    def agreement(
        self, since: datetime, until: datetime, site: str | None = None, step: float = 0.05
    ) -> tuple[ThresholdRow, ...]:
        """Compare what people decided with each threshold on the highest score; empty without decisions."""
        query = (
            select(DecisionRow.score, DecisionRow.verdict)
            .join(CommentRow, CommentRow.id == DecisionRow.comment_id)
            .where(DecisionRow.undone_by.is_(None), DecisionRow.verdict != Verdict.DEFER)
            .where(*_within(DecisionRow.at, since, until, site))
        )
        with self._database.read() as connection:
            pairs = [(row.score, row.verdict == Verdict.REJECT) for row in connection.execute(query)]
        thresholds = [round(step * i, 4) for i in range(1, round(1 / step))]
        return tuple(_threshold(t, pairs) for t in thresholds) if pairs else ()

    def stances(
        self, since: datetime, until: datetime, site: str | None = None, limit: int = 20
    ) -> tuple[StanceSplit, ...]:
        """Return the split of each article, those with the most comments first."""
        total = func.count().label("total")
        query = select(CommentRow.article_id, CommentRow.stance, total)
        query = query.where(*_within(CommentRow.created_at, since, until, site), CommentRow.article_id.is_not(None))
        query = query.where(CommentRow.status != Status.ERASED).group_by(CommentRow.article_id, CommentRow.stance)
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        with self._database.read() as connection:
            for row in connection.execute(query):
                counts[row.article_id][row.stance] = row.total
            most = sorted(counts, key=lambda i: (-counts[i].total(), i))[:limit]
            rows = connection.execute(select(*ARTICLE).where(ArticleRow.id.in_(most)))
            articles = {row.id: to_article(row) for row in rows}
        return tuple(StanceSplit(articles[i], {s: counts[i][s.value] for s in Stance}) for i in most)


def _utc_date() -> Any:
    return func.date(func.timezone("UTC", CommentRow.created_at))


def _within(column: Any, since: datetime, until: datetime, site: str | None) -> list[ColumnElement[bool]]:
    found = [column >= since, column < until]
    return found if site is None else [*found, CommentRow.site == site]


def _deciles(seconds: list[float]) -> tuple[float | None, float | None]:
    if len(seconds) < 2:
        return (seconds[0], seconds[0]) if seconds else (None, None)
    cuts = quantiles(seconds, n=10, method="inclusive")
    return cuts[4], cuts[8]


def _threshold(threshold: float, pairs: Sequence[tuple[float, bool]]) -> ThresholdRow:
    caught = sum(score >= threshold for score, _ in pairs)
    right = sum(score >= threshold and rejected for score, rejected in pairs)
    rejected = sum(rejected for _, rejected in pairs)
    alike = sum((score >= threshold) == rejected for score, rejected in pairs) / len(pairs)
    precision = right / caught if caught else None
    return ThresholdRow(threshold, caught, alike, precision, right / rejected if rejected else None)
