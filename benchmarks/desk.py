"""The desk with many held comments: server time of each page and act, on SQLite.

python -m benchmarks.desk [--comments 10000] [--rounds 30] [--database FILE_TO_KEEP]

Times are of the whole WSGI call, without the network. Asked for: a queue page under 150 ms with 10,000 held.
"""

import argparse
import html
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import track
from rich.table import Table
from werkzeug.test import Client, TestResponse

from moderation.app import build_pipeline, create_app
from moderation.comment import Article, Comment
from moderation.decision import Evidence, Scores, StanceScore
from moderation.label import CIVILITY, Attribute, Stance
from moderation.settings import Settings
from moderation.storage import Role, Store, open_store

PASSWORD = "benchmark of the desk"  # noqa: S105  # of a database that is thrown away
LIMIT_MS = 150
LETTERS = "aeioubdfgklmnprst"


class DrawnScorer:
    """Draws a score that holds every comment, and blames its first words: the desk is measured, not the model."""

    version = "drawn"
    heads = CIVILITY

    def __init__(self) -> None:
        self._random = Random(0)  # noqa: S311  # the same queue in every run

    def score(self, comment: Comment) -> Scores:
        """Draw each attribute; toxicity from 0.5 to 1."""
        civility = {attribute: self._random.random() * 0.25 for attribute in CIVILITY}
        civility[Attribute.TOXICITY] = 0.5 + self._random.random() / 2
        return Scores(civility, StanceScore(Stance.UNCLEAR, 0.0, 0.0), None, self.version)

    def explain(self, text: str, head: Attribute, most: int | None = None) -> tuple[Evidence, ...]:
        """Blame the first six words."""
        words = list(re.finditer(r"\S+", text))[:6]
        return tuple(Evidence(m.start(), m.end(), m.group(), 0.6 * i + 0.1) for i, m in enumerate(words))


def fill(store: Store, count: int) -> None:
    """Hold so many comments of 280 characters, under 100 articles, by 2,000 authors."""
    random = Random(1)  # noqa: S311
    pipeline = build_pipeline(Settings(), DrawnScorer())
    articles = [Article(f"a{i}", headline=f"Article {i} of the benchmark") for i in range(100)]
    for index in track(range(count), "Holding comments"):
        text = " ".join("".join(random.choices(LETTERS, k=random.randint(2, 10))) for _ in range(40))
        article = articles[random.randrange(100)]
        comment = Comment(text, f"c{index}", f"author {random.randrange(2000)}", None, article, "benchmark")
        store.comments.save(comment, pipeline.moderate(comment))


def sign_in(client: Client) -> str:
    """Sign in and return the token for forms."""

    def token(page: TestResponse) -> str:
        found = re.search('name="csrf" content="([^"]+)"', page.text)
        assert found, "the page has no token"  # noqa: S101  # a benchmark of pages that do not open says nothing
        return found[1]

    form = {"csrf": token(client.get("/desk/sign-in")), "name": "bench", "password": PASSWORD}
    return token(client.post("/desk/sign-in", data=form, follow_redirects=True))


def measure(call: Callable[[], TestResponse], rounds: int) -> tuple[float, float, float, int]:
    """Return median, slowest, and median processor time of a call in milliseconds, and the answer's size in bytes."""
    times, busy, size = [], [], 0
    for _ in range(rounds):
        start, begun = time.perf_counter(), time.process_time()
        answer = call()
        size = len(answer.data)
        times.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - begun) * 1000)
        if answer.status_code >= 400:
            raise SystemExit(f"{answer.request.path} answered {answer.status_code}: {answer.text[:300]}")
    return statistics.median(times), max(times), statistics.median(busy), size


def run(store: Store, folder: Path, rounds: int) -> Table:
    """Measure every page."""
    app = create_app(Settings(secret_file=folder / "secret.key"), scorer=DrawnScorer(), store=store)
    client = app.test_client()
    headers = {"X-Desk": "1", "X-CSRF-Token": sign_in(client)}
    waiting = iter([card.comment.id for card in store.queues.page(limit=3 * rounds + 50).cards])
    table = Table(
        "page", "median ms", "slowest ms", "processor ms", "KB", title=f"{store.queues.counts()} · {rounds} rounds"
    )
    calls: dict[str, Callable[[], TestResponse]] = {
        "queue by score": lambda: client.get("/desk/"),
        "queue by time": lambda: client.get("/desk/?order=time"),
        "queue, one attribute, a band": lambda: client.get("/desk/?attribute=toxicity&from=0.7&to=0.8"),
        "queue, a search": lambda: client.get("/desk/?search=bread"),
        "next cards (script)": lambda: client.get("/desk/", headers=headers),
        "open a card": lambda: client.post(f"/desk/comments/{next(waiting)}/open", headers=headers),
        "decide a card": lambda: client.post(
            f"/desk/comments/{next(waiting)}/decide", headers=headers, data={"verdict": "approve"}
        ),
        "bulk, histogram and sample": lambda: client.get("/desk/bulk?from=0.6&to=0.7"),
        "dashboard": lambda: client.get("/desk/dashboard"),
    }
    band = re.search(r'action="(/desk/bulk[^"]+)"', client.get("/desk/bulk?from=0.7&to=0.75").text)
    if band:
        path = html.unescape(band[1])
        calls["decide a band"] = lambda: client.post(path, headers=headers, data={"verdict": "approve"})
        calls["undo it"] = lambda: client.post("/desk/undo", headers=headers)
    for name, call in calls.items():
        median, slowest, busy, size = measure(call, 1 if name in ("decide a band", "undo it") else rounds)
        mark = "" if median < LIMIT_MS or not name.startswith("queue") else f" over {LIMIT_MS}"
        table.add_row(name, f"{median:.1f}{mark}", f"{slowest:.1f}", f"{busy:.1f}", f"{size / 1024:.0f}")
    return table


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--comments", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--database", type=Path, help="Keep the filled database here, and use it again.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.database or Path(folder) / "desk.db"
        known = path.exists()
        store = open_store(str(path))
        if not known:
            store.users.add("bench", PASSWORD, Role.EDITOR)
            fill(store, arguments.comments)
        Console(width=110).print(run(store, Path(folder), arguments.rounds))
        store.close()


if __name__ == "__main__":
    main()
