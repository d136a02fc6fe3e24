"""GET /demo: an invented news story with the comment form under it, to see the whole service at work."""

from pathlib import Path
from typing import Any, Final

import orjson
from flask import Response, render_template, request

from moderation.api.endpoint import Endpoint
from moderation.comment import Article, Comment
from moderation.pipeline import Pipeline, receive
from moderation.storage import Status, Store, Verdict

SITE: Final = "demo"
_FOLDER: Final = Path(__file__).parent / "static"
_WORDS_A_MINUTE: Final = 220


def read_story() -> tuple[dict[str, Any], Article]:
    """Return what the page shows, and its article as the model sees it."""
    content = orjson.loads((_FOLDER / "demo.json").read_bytes())
    return content, Article(**content["article"], body="\n\n".join(content["story"]))


def build_endpoints(pipeline: Pipeline, store: Store) -> list[Endpoint]:
    """Return the page and its style sheet; the comments under it are stored when it is first asked for."""
    content, article = read_story()
    sheet = (_FOLDER / "demo.css").read_bytes()
    minutes = max(1, round(len((article.body or "").split()) / _WORDS_A_MINUTE))

    def demo() -> Response:
        if store.articles.find(SITE, article.id) is None:
            seed(pipeline, store)
        page = render_template(
            "demo.html",
            **content,
            minutes=minutes,
            site=SITE,
            minimum=pipeline.minimum_length,
            address=request.base_url,
        )
        return Response(page, mimetype="text/html")

    def style() -> Response:
        return Response(sheet, mimetype="text/css")

    return [
        Endpoint("GET", "/demo", "An invented news story with the comment form", demo),
        Endpoint("GET", "/embed/demo.css", "The style sheet of that story", style),
    ]


def seed(pipeline: Pipeline, store: Store) -> None:
    """Store the comments under the story, the first one last so that it stands on top; again changes nothing.

    What the rules of this deployment hold (a first comment of an author, say) is approved: the story comes with them.
    """
    content, article = read_story()
    for number, written in reversed(tuple(enumerate(content["comments"], start=1))):
        comment = Comment(written["text"], id=f"demo-{number}", author=written["author"], article=article, site=SITE)
        stored = receive(pipeline, store, comment)
        if stored.status is not Status.PUBLISHED and stored.decided_by is None:
            store.acts.decide([stored.id], Verdict.APPROVE, SITE)
