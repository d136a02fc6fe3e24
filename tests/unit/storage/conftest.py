"""Each test of the store runs on SQLite and on PostgreSQL."""

import pytest

from moderation.comment import Article, Comment
from moderation.decision import Action, Decision, Finding, Reason
from moderation.label import Stance
from moderation.storage import open_store
from tests.databases import Clock
from tests.fakes import FixedScorer


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    return request.getfixturevalue(f"{request.param}_databases").create()


@pytest.fixture
def store(url, clock):
    opened = open_store(url, clock)
    yield opened
    opened.close()


ARTICLE = Article("a1", headline="Council keeps Mill Road closed", proposition="Mill Road should stay closed.")
WORDS = "apple bridge candle desert engine forest garden harbour island jungle kitchen lemon mountain needle".split()


def decide(text, action=Action.HOLD, *, stance=Stance.UNCLEAR, reasons=(), **civility):
    """A decision as the pipeline would draw it, with the action that the test wants."""
    scores = FixedScorer(stance=stance, **(civility or {"toxicity": 0.7})).score(Comment(text))
    findings = tuple(Finding(reason, action, reason.value) for reason in reasons)
    return Decision(action, findings, scores, len(text), 0, {})


def unlike(number):
    """A text that is no near-duplicate of another number's."""
    return " ".join(f"{word}{(number * 7919 + i * 104729) % 100_003}" for i, word in enumerate(WORDS))


def add(store, number=1, action=Action.HOLD, *, text=None, article=ARTICLE, site="default", author="ann", **decision):
    text = text or unlike(number)
    section = decision.pop("section", None)
    parent = decision.pop("parent", None)
    comment = Comment(text, f"c{number}", author, parent, article, site, section)
    return store.comments.save(comment, decide(text, action, **decision)).comment


REASON = Reason.INSULT
