"""The blueprint that `app` mounts at /desk, and the parts that its views share."""

from flask import Blueprint
from werkzeug.exceptions import HTTPException

from moderation.errors import ModerationError
from moderation.learned import LearnedScorer
from moderation.review import (
    access,
    acts,
    articles,
    bulk,
    cards,
    dashboard,
    queue,
    second,
    stances,
    statements,
)
from moderation.review.answers import refuse
from moderation.review.headers import secure
from moderation.review.parts import Desk
from moderation.review.recent import Recent
from moderation.storage import Store

_VIEWS = (queue, acts, bulk, articles, stances, second, dashboard, statements)


def build_blueprint(store: Store, scorer: LearnedScorer) -> Blueprint:
    """Return the desk over one store; the scorer explains scores word by word and knows what labels taught."""
    desk = Desk(store, scorer, Recent(store.queues.facets, seconds=30))
    blueprint = Blueprint("desk", __name__, url_prefix="/desk", template_folder="templates", static_folder="static")
    blueprint.register_error_handler(ModerationError, refuse)
    blueprint.register_error_handler(HTTPException, refuse)
    blueprint.after_request(secure)
    access.register(blueprint, desk)
    cards.register(blueprint)
    for views in _VIEWS:
        views.register(blueprint, desk)
    return blueprint
