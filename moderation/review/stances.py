"""Stance at the desk: how an article's readers divide, its comments with their stance, and labels that teach it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from moderation.decision import StanceScore
from moderation.errors import ConflictError, FieldProblem, InvalidFieldError, NothingAskedError
from moderation.label import Stance
from moderation.learned import MOST_COMMENTS, Head
from moderation.review.answers import done
from moderation.review.charts import interval_bar
from moderation.review.parts import Desk, current_user
from moderation.storage import Filter, Order, Queue
from moderation.storage.records import Card, StoredArticle
from moderation.storage.stances import StanceLabel

_CARDS: Final = 20
#: What a moderator can say of a comment, and by which key.
CHOICES: Final = ((Stance.SUPPORT, "s"), (Stance.OPPOSE, "o"), (Stance.NEUTRAL, "n"))


@dataclass(frozen=True, slots=True)
class StanceCard:
    """A comment with its stance as the article's head gives it now, and the label that it has."""

    card: Card
    stance: StanceScore
    label: StanceLabel | None


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Add the act of labelling, and the stance of any card for the templates."""
    store, scorer = desk.store, desk.scorer

    def label(comment_id: int) -> AnyResponse:
        chosen = _read_choice()
        comment = store.comments.get(comment_id)
        stored = None if comment.article_id is None else store.articles.get(comment.article_id)
        head = None if stored is None else scorer.head_of(stored)
        if stored is None or head is None:
            raise NothingAskedError("this article has neither a proposition nor a headline: write one first")
        if request.form.get("proposition") != head.stance.proposition:
            raise ConflictError("the proposition has changed since the page was drawn: read it and label again")
        act = store.acts.label_stance(
            comment_id,
            chosen,
            current_user().name,
            proposition=head.stance.proposition,
            revision=request.form.get("revision", type=int),
        )
        message = "The label is taken back." if chosen is None else f"Labelled: {chosen.value}. The article learns it."
        return done(act, message, url_for("desk.article", article_id=stored.id))

    def stance_of(card: Card) -> StanceScore:
        """Return the stance of a card now: by the article's head where it was labelled, else as stored."""
        article = card.article
        head = None if article is None or article.stance_version is None else scorer.head_of(article)
        stored = card.comment.decision.scores.stance
        return stored if head is None or not head.given else head.score(card.comment.text)

    blueprint.context_processor(lambda: {"stance_of": stance_of, "choices": CHOICES})
    blueprint.add_url_rule("/comments/<int:comment_id>/stance", "label_stance", label, methods=["POST"])


def read_article(desk: Desk, stored: StoredArticle, after: str | None) -> Mapping[str, Any]:
    """Return what the page of an article shows of its stance."""
    article = stored.article
    published = desk.store.comments.published(stored.site, article.id, MOST_COMMENTS)
    division = desk.scorer.divide(stored, published)
    found = desk.store.queues.page(
        Filter(Queue.ALL, article=stored.id), Order.TIME, limit=_CARDS, after=after, collapse=False
    )
    head = desk.scorer.head_of(stored)
    return {
        "stored": stored,
        "asked": None if head is None else head.stance.proposition,
        "division": division,
        "rows": [
            (stance, share, interval_bar(share, None if division.prior is None else division.prior.shares[stance]))
            for stance, share in division.split.shares.items()
        ],
        "cards": [_stance_card(card, head) for card in found.cards],
        "next": found.next,
        "after": after,
    }


def _stance_card(card: Card, head: Head | None) -> StanceCard:
    if head is None:
        return StanceCard(card, card.comment.decision.scores.stance, None)
    return StanceCard(card, head.score(card.comment.text), head.given.get(card.comment.id))


def _read_choice() -> Stance | None:
    raw = request.form.get("stance", "")
    if raw and raw not in [stance.value for stance, _ in CHOICES]:
        raise InvalidFieldError([FieldProblem("stance", f"is {raw!r}: support, oppose or neutral, or nothing at all")])
    return Stance(raw) if raw else None
