"""Blind second opinions: a decided comment is judged again by somebody else who sees neither decision nor score."""

from typing import Final

from flask import Blueprint, flash, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from moderation.errors import FieldProblem, InvalidFieldError
from moderation.review.access import require
from moderation.review.acts import read_verdict
from moderation.review.answers import back_to, page
from moderation.review.parts import Desk, current_user
from moderation.storage import Role

_MOST: Final = 500


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Add the page of the next blind card, its answer, and the drawing of a sample."""
    reviews = desk.store.reviews

    def second() -> AnyResponse:
        return page(
            "second.html",
            review=reviews.next(current_user().name),
            pending=reviews.pending(),
            agreement=reviews.agreement(),
        )

    def answer_review(review_id: int) -> AnyResponse:
        verdict, reason, _ = read_verdict()
        reviews.answer(review_id, current_user().name, verdict, reason)
        return back_to(url_for("desk.second"))

    @require(Role.EDITOR)
    def draw_reviews() -> AnyResponse:
        size = request.form.get("size", type=int) or 0
        if not 1 <= size <= _MOST:
            raise InvalidFieldError([FieldProblem("size", f"must be from 1 to {_MOST}")])
        drawn = reviews.draw(size)
        flash(f"{drawn} decided comments drawn for a second opinion." if drawn else "Nothing decided is left to draw.")
        return back_to(url_for("desk.second"))

    blueprint.add_url_rule("/second", "second", second)
    blueprint.add_url_rule("/second/<int:review_id>", "answer_review", answer_review, methods=["POST"])
    blueprint.add_url_rule("/second/draw", "draw_reviews", draw_reviews, methods=["POST"])
