"""Composition root: the only place that wires settings, model, rules and endpoints into an application."""

from typing import TYPE_CHECKING

from flask import Flask

import moderation
from moderation.api import comments, health, openapi, problem, score
from moderation.api.endpoint import Endpoint
from moderation.pipeline import Pipeline, Scorer
from moderation.policy import Policy
from moderation.settings import Settings

if TYPE_CHECKING:
    from moderation.storage import Store

#: Bodies are one comment and one article: a megabyte is far more than either may have.
LARGEST_BODY = 1_000_000


def create_app(settings: Settings | None = None, scorer: Scorer | None = None, store: "Store | None" = None) -> Flask:
    """Build the service. Without a scorer the model that the settings name is loaded, without a store their database.

    Raises `BundleError` where there is no model, `SettingsError` for a setting that cannot be used, `StorageError`
    where there is no database to use.
    """
    settings = settings or Settings.from_environment()
    store = store or open_database(settings)
    pipeline = build_pipeline(settings, scorer or moderation.load(settings.model_path()))
    app = Flask("moderation", template_folder="api/templates", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    problem.register(app)
    endpoints = score.build_endpoints(pipeline, settings)
    if store is not None:
        endpoints += _mount_store(app, pipeline, store, settings)
    endpoints += health.build_endpoints(pipeline.scorer.version)
    endpoints += openapi.build_endpoints(endpoints, moderation.__version__)
    _register(app, endpoints)
    return app


def _mount_store(app: Flask, pipeline: Pipeline, store: "Store", settings: Settings) -> list[Endpoint]:
    """Mount what needs a database: stored comments, the comment form, the demo page, the moderators' desk."""
    # imported here: a service that stores nothing does not load the database's libraries
    from moderation.api import demo, embed  # noqa: PLC0415
    from moderation.review import DeskSessions, build_blueprint, load_secret  # noqa: PLC0415

    app.secret_key = load_secret(settings.secret_key, settings.secret_file)
    app.session_interface = DeskSessions()
    app.register_blueprint(build_blueprint(store, pipeline.scorer))
    embed.allow_origins(app, settings.form_origins)
    endpoints = comments.build_endpoints(pipeline, store, settings)
    return endpoints + embed.build_endpoints(pipeline, store, settings) + demo.build_endpoints(pipeline, store)


def build_pipeline(settings: Settings, scorer: Scorer) -> Pipeline:
    """Wire the model and the policy of a deployment. Raises `PolicyError`."""
    return Pipeline(scorer, Policy.read(settings.policy, settings.minimum_length))


def open_database(settings: Settings) -> "Store | None":
    """Open the database that the settings name, if they name one, and erase what is too old."""
    if settings.database is None:
        return None
    # imported here: a service that stores nothing does not load the database's libraries
    from moderation.storage import open_store  # noqa: PLC0415

    store = open_store(settings.database)
    if settings.retention_days:
        store.retention.purge(settings.retention_days)
    return store


def _register(app: Flask, endpoints: list[Endpoint]) -> None:
    for endpoint in endpoints:
        app.add_url_rule(endpoint.rule, endpoint.name, endpoint.view, methods=[endpoint.method])
