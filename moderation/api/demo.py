"""GET /demo: an invented news story with the comment form under it, to see the whole service at work."""

from typing import Final

from flask import Response, render_template, request

from moderation.api.endpoint import Endpoint
from moderation.comment import Article, Comment
from moderation.pipeline import Pipeline
from moderation.storage import Store

SITE: Final = "demo"
_WORDS_A_MINUTE: Final = 220

STORY: Final = (
    "The ferry between Port Aldwyn and the Sallow Islands will run without paper timetables, ticket windows or set "
    "departure times from March, under a plan that the harbour board approved on Tuesday by five votes to four.",
    "Boats will leave when forty passengers have booked through an app, or after ninety minutes at the latest. The "
    "board says that half of last winter's sailings carried fewer than ten people, and that the change will save "
    "310,000 crowns a year: enough, it argues, to keep the route open without raising fares.",
    "“We were burning fuel to keep a promise to an empty deck,” said Marit Osei, who chairs the board. Islanders over 70 "
    "will be able to book by telephone, and the hospital boat is not affected.",
    "Not everyone is persuaded. The Sallow school has 62 pupils who cross each morning, and its head, Tomas Brandvold, "
    "said that “a bell does not ring when forty people have booked”. Fishing crews, who catch the last boat home, have "
    "asked for one guaranteed evening sailing.",
    "The board will look at waiting times after six months. If the average wait is over forty minutes, it has promised "
    "to bring the timetable back.",
)
KEY_POINTS: Final = (
    "Boats leave when 40 seats are booked, or after 90 minutes at most",
    "The harbour board expects to save 310,000 crowns a year",
    "School and fishing crews ask for guaranteed sailings",
    "The plan is reviewed after six months",
)
ARTICLE: Final = Article(
    id="sallow-ferry",
    url="/demo",
    headline="Island ferry to drop its timetable and sail when enough people have booked",
    summary="The harbour board says that on-demand sailings will save the winter route. Islanders ask who will wait.",
    body="\n\n".join(STORY),
    proposition="The Sallow ferry should sail on demand instead of by a timetable.",
    opposite="The Sallow ferry should keep its timetable.",
)
COMMENTS: Final = (
    ("Ingrid Vale", "I take the 7.10 to work every day. If it leaves at 8.20 because nobody else booked, I lose the job. "
     "Keep two fixed boats, morning and evening, and let the rest run on demand."),
    ("Daniel Okafor", "As somebody who has sat alone on that boat in February, I think this is overdue. The saving keeps "
     "the route alive, and the six-month review is a fair promise."),
    ("Hanne Lindqvist", "Has the board asked how many islanders own a smartphone? My neighbours are 68 and 69, too young "
     "for the telephone line and too old to learn an app for a loaf of bread."),
    ("Samuel Reyes", "The valley bus did the same three years ago. The first month was chaos, then it settled, and now it "
     "comes within half an hour. Worth a try before judging it."),
    ("Aoife Brennan", "Five votes to four on something this large is not a mandate. Put it to the islands and publish the "
     "passenger counts for each sailing so that we can check the figures."),
)


def build_endpoints(pipeline: Pipeline, store: Store) -> list[Endpoint]:
    """Return the page; its five comments are stored when it is first asked for."""
    minutes = max(1, round(sum(len(part.split()) for part in STORY) / _WORDS_A_MINUTE))

    def demo() -> Response:
        if not store.comments.published(SITE, ARTICLE.id, limit=1):
            seed(pipeline, store)
        page = render_template(
            "demo.html",
            article=ARTICLE,
            story=STORY,
            key_points=KEY_POINTS,
            minutes=minutes,
            site=SITE,
            minimum=pipeline.minimum_length,
            address=request.base_url,
        )
        return Response(page, mimetype="text/html")

    return [Endpoint("GET", "/demo", "An invented news story with the comment form", demo)]


def seed(pipeline: Pipeline, store: Store) -> None:
    """Store the five comments under the story; a second call changes nothing."""
    for number, (author, text) in enumerate(COMMENTS, start=1):
        comment = Comment(text, id=f"demo-{number}", author=author, article=ARTICLE, site=SITE)
        store.comments.save(comment, pipeline.moderate(comment))
