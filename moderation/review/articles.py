"""An article: its proposition as editors write it, how its readers divide, and their stance."""

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from moderation.api.body import check_characters
from moderation.errors import FieldProblem, InvalidFieldError
from moderation.review.access import require
from moderation.review.answers import by_script, done, page
from moderation.review.parts import Desk, current_user
from moderation.review.stances import read_article
from moderation.storage import Role

_LONGEST = 500


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Add the list of articles and the form of one."""
    store = desk.store

    def articles() -> AnyResponse:
        search = request.args.get("search", "").strip()
        return page("articles.html", articles=store.articles.search(search, limit=50), search=search)

    def article(article_id: int) -> AnyResponse:
        values = read_article(desk, store.articles.get(article_id), request.args.get("after"))
        return page("_stance.html" if by_script() else "article.html", **values)

    @require(Role.EDITOR)
    def edit_article(article_id: int) -> AnyResponse:
        act = store.acts.edit_proposition(
            article_id, _sentence("proposition"), _sentence("opposite"), current_user().name
        )
        return done(act, "The proposition is changed.", url_for("desk.article", article_id=article_id))

    blueprint.add_url_rule("/articles", "articles", articles)
    blueprint.add_url_rule("/articles/<int:article_id>", "article", article)
    blueprint.add_url_rule("/articles/<int:article_id>", "edit_article", edit_article, methods=["POST"])


def _sentence(name: str) -> str | None:
    text = " ".join(request.form.get(name, "").split())
    try:
        check_characters(text)
    except ValueError as error:
        raise InvalidFieldError([FieldProblem(name, str(error))]) from error
    if len(text) > _LONGEST:
        raise InvalidFieldError([FieldProblem(name, f"has {len(text)} characters, {_LONGEST} are the most")])
    return text or None
