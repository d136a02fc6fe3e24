"""The queues: a page of cards, the next cards without a reload, and one card with all that is known of it."""

from typing import Any, Final

from flask import Blueprint, request
from werkzeug.wrappers import Response as AnyResponse

from moderation.errors import ConflictError
from moderation.label import CIVILITY
from moderation.review.answers import by_script, page
from moderation.review.highlight import cut
from moderation.review.parts import Desk, current_user
from moderation.review.query import QueueQuery, read
from moderation.storage import Order, Queue
from moderation.storage.records import Card, Page

_CARDS: Final = 25


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Add the queue, a single card, what stands beside it, and all of it on one page."""
    views = _QueueViews(desk)
    blueprint.add_url_rule("/", "queue", views.queue)
    blueprint.add_url_rule("/comments/<int:comment_id>", "details", views.details)
    blueprint.add_url_rule("/comments/<int:comment_id>/open", "open_card", views.open_card, methods=["POST"])


class _QueueViews:
    def __init__(self, desk: Desk) -> None:
        self._store = desk.store
        self._scorer = desk.scorer

    def queue(self) -> AnyResponse:
        """Show a page of a queue; to the script only its cards, with the next page's place in `X-Next`."""
        query = read(request.args)
        found = self._page(query)
        if by_script():
            response = page("_cards.html", cards=found.cards, query=query)
            response.headers["X-Next"] = found.next or ""
            return response
        return page(
            "queue.html",
            query=query,
            cards=found.cards,
            next=found.next,
            counts=self._store.queues.counts(query.filter.site),
            facets=self._store.queues.facets(),
            queues=Queue,
            orders=Order,
            attributes=CIVILITY,
        )

    def details(self, comment_id: int) -> AnyResponse:
        """Show one comment with every score and every word behind it."""
        card = self._store.queues.card(comment_id)
        text = card.comment.text
        explained = [(a, cut(text, self._scorer.explain(text, a))) for a in self._scorer.heads if a.is_civility]
        alike = self._store.clusters.members(comment_id) if card.cluster_size > 1 else ()
        return page("details.html", **self._beside(card), explained=explained, alike=alike, query=read({}))

    def open_card(self, comment_id: int) -> AnyResponse:
        """Claim a comment and return what stands beside it. Raises `ConflictError` where somebody else has it."""
        if not self._store.claims.claim(comment_id, current_user().name):
            raise ConflictError("Somebody else is looking at this comment.")
        return page("_beside.html", **self._beside(self._store.queues.card(comment_id)))

    def _page(self, query: QueueQuery) -> Page:
        return self._store.queues.page(
            query.filter,
            query.order,
            ascending=query.ascending,
            limit=_CARDS,
            after=request.args.get("after"),
            collapse=query.filter.queue is not Queue.ALL,
            moderator=current_user().name,
        )

    def _beside(self, card: Card) -> dict[str, Any]:
        comment = card.comment
        authors = self._store.authors
        return {
            "card": card,
            "author": authors.history(comment.site, comment.author, limit=6) if comment.author else None,
            "reports": self._store.reports.of(comment.id) if comment.open_reports else (),
            "log": self._store.acts.history(comment.id),
        }
