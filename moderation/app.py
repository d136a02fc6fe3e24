"""Composition root: the only place that wires settings, model, rules and endpoints into an application."""

from typing import TYPE_CHECKING

from flask import Flask

import moderation
from moderation.api import comments, health, openapi, problem, score
from moderation.api.endpoint import Endpoint
from moderation.checks import build_checks
from moderation.pipeline import Pipeline, Scorer
from moderation.policy import DEFAULT_THRESHOLDS
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
        endpoints += comments.build_endpoints(pipeline, store, settings)
    endpoints += health.build_endpoints(pipeline.scorer.version)
    endpoints += openapi.build_endpoints(endpoints, moderation.__version__)
    _register(app, endpoints)
    return app


def build_pipeline(settings: Settings, scorer: Scorer) -> Pipeline:
    """Wire the rules and thresholds of a deployment."""
    return Pipeline(scorer, build_checks(settings.minimum_length), DEFAULT_THRESHOLDS, settings.minimum_length)


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
