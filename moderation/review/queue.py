"""The queues: a page of cards, the next cards without a reload, and one card with all that is known of it."""

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

_CARDS = 25


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Add the queue, its further cards, a single card and what stands beside it."""
    store = desk.store

    def cards(query: QueueQuery, after: str | None) -> Page:
        return store.queues.page(
            query.filter,
            query.order,
            ascending=query.ascending,
            limit=_CARDS,
            after=after,
            collapse=query.filter.queue is not Queue.ALL,
            moderator=current_user().name,
        )

    def queue() -> AnyResponse:
        query = read(request.args)
        found = cards(query, request.args.get("after"))
        if by_script():
            response = page("_cards.html", cards=found.cards, query=query)
            response.headers["X-Next"] = found.next or ""
            return response
        return page(
            "queue.html",
            query=query,
            cards=found.cards,
            next=found.next,
            counts=store.queues.counts(query.filter.site),
            facets=store.queues.facets(),
            queues=Queue,
            orders=Order,
            attributes=CIVILITY,
        )

    def context(card: Card) -> dict[str, object]:
        comment = card.comment
        return {
            "card": card,
            "author": store.authors.history(comment.site, comment.author, limit=6) if comment.author else None,
            "reports": store.reports.of(comment.id) if comment.open_reports else (),
            "log": store.acts.history(comment.id),
        }

    def details(comment_id: int) -> AnyResponse:
        card = store.queues.card(comment_id)
        text = card.comment.text
        explained = [
            (attribute, cut(text, desk.scorer.explain(text, attribute)))
            for attribute in CIVILITY
            if attribute in desk.scorer.heads
        ]
        alike = store.clusters.members(comment_id) if card.cluster_size > 1 else ()
        return page("details.html", **context(card), explained=explained, alike=alike, query=read({}))

    def open_card(comment_id: int) -> AnyResponse:
        if not store.claims.claim(comment_id, current_user().name):
            raise ConflictError("Somebody else is looking at this comment.")
        return page("_beside.html", **context(store.queues.card(comment_id)))

    def one_card(comment_id: int) -> AnyResponse:
        return page("_cards.html", cards=(store.queues.card(comment_id),), query=read({}))

    blueprint.add_url_rule("/", "queue", queue)
    blueprint.add_url_rule("/comments/<int:comment_id>", "details", details)
    blueprint.add_url_rule("/comments/<int:comment_id>/card", "one_card", one_card)
    blueprint.add_url_rule("/comments/<int:comment_id>/open", "open_card", open_card, methods=["POST"])
