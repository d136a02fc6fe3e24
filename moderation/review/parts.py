"""What the desk's views share: the store, the scorer, and who is signed in."""

from dataclasses import dataclass

from flask import g

from moderation.learned import LearnedScorer
from moderation.review.recent import Recent
from moderation.storage import Store
from moderation.storage.queues import Facets
from moderation.storage.records import User


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of one desk."""

    store: Store
    scorer: LearnedScorer
    facets: Recent[Facets]


def current_user() -> User:
    """Return who is signed in; `access` lets nobody else come this far."""
    user: User = g.user
    return user
