"""The store with many held comments: `python -m benchmarks.store [COUNT] [DATABASE]`, by default 10,000 in SQLite."""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from moderation.comment import Article, Comment
from moderation.decision import Action, Decision, Reason, Scores, StanceScore
from moderation.label import CIVILITY, Attribute, Stance
from moderation.storage import Filter, Order, Queue, Store, Verdict, open_store, schema
from moderation.storage.database import Database

WORDS = "road bus council money park school tree light water tax vote plan city house train".split()
REPEATS = 7


def fill(store: Store, count: int) -> float:
    """Store `count` held comments, every tenth a near-duplicate; return milliseconds a comment."""
    chance = random.Random(0)  # noqa: S311  # made-up comments, no secret
    begun = time.perf_counter()
    for number in range(count):
        words = [chance.choice(WORDS) + str(chance.randrange(300)) for _ in range(40)]
        text = f"Buy cheap pills at my site, everyone, number {number % 7}" if number % 10 == 0 else " ".join(words)
        civility = {attribute: chance.random() for attribute in CIVILITY}
        scores = Scores(civility, StanceScore(Stance.UNCLEAR, 0.0, 0.0), None, "benchmark")
        article = Article(f"a{number % 50}", headline="A headline")
        comment = Comment(text, f"c{number}", f"author{number % 500}", None, article)
        store.comments.save(comment, Decision(Action.HOLD, (), scores, len(text), 50, {}))
    return (time.perf_counter() - begun) / count * 1000


def measure(work: Callable[[], object]) -> float:
    """Return the median milliseconds of some runs."""
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def build_reads(store: Store) -> dict[str, Callable[[], object]]:
    """Return what the desk reads."""
    second = store.queues.page().next
    reads: dict[str, Callable[[], object]] = {
        f"page by {order}": lambda order=order: store.queues.page(order=order)  # type: ignore[misc]  # a default argument
        for order in Order
    }
    return reads | {
        "second page": lambda: store.queues.page(after=second),
        "page by one attribute": lambda: store.queues.page(Filter(attribute=Attribute.THREAT)),
        "page of a search": lambda: store.queues.page(Filter(search="pills")),
        "page of all": lambda: store.queues.page(Filter(Queue.ALL), Order.TIME, collapse=False),
        "counts of all queues": store.queues.counts,
        "histogram": store.queues.histogram,
        "facets": store.queues.facets,
        "author's history": lambda: store.authors.history("default", "author1"),
    }


def decide_hundred(store: Store) -> float:
    """Decide 100 comments one by one; return milliseconds each."""
    ids = [card.comment.id for card in store.queues.page(limit=100, collapse=False).cards]
    begun = time.perf_counter()
    for comment_id in ids:
        store.acts.decide([comment_id], Verdict.REJECT, "ann", reason=Reason.INSULT)
    return (time.perf_counter() - begun) / len(ids) * 1000


def main(count: int, url: str) -> None:
    """Print the table."""
    schema.upgrade(Database(url))
    store = open_store(url)
    table = Table("what", "ms", title=f"{count:,} held comments, {store.database.engine.dialect.name}")
    table.add_row("store a comment", f"{fill(store, count):.1f}")
    for name, work in build_reads(store).items():
        table.add_row(name, f"{measure(work):.1f}")
    table.add_row("decide one (of 100)", f"{decide_hundred(store):.1f}")
    begun = time.perf_counter()
    act = store.acts.decide_band(Filter(score_from=0.5), Verdict.APPROVE, "ann")
    table.add_row(f"decide a band of {act.count:,}", f"{(time.perf_counter() - begun) * 1000:.0f}")
    begun = time.perf_counter()
    store.acts.undo(act.id, "ann")
    table.add_row("undo it", f"{(time.perf_counter() - begun) * 1000:.0f}")
    Console().print(table)
    store.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        given = sys.argv[2] if len(sys.argv) > 2 else str(Path(folder) / "benchmark.db")
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, given)
