"""Composition root: the only place that wires settings, model, rules and endpoints into an application."""

from flask import Flask

import moderation
from moderation.api import batch, health, openapi, problem, score
from moderation.api.endpoint import Endpoint
from moderation.checks import build_checks
from moderation.pipeline import Pipeline, Scorer
from moderation.policy import DEFAULT_THRESHOLDS
from moderation.settings import Settings

#: Bodies are one comment and one article: a megabyte is far more than either may have.
LARGEST_BODY = 1_000_000


def create_app(settings: Settings | None = None, scorer: Scorer | None = None) -> Flask:
    """Build the service. Without a scorer the model that the settings name is loaded.

    Raises `BundleError` where there is no model, `SettingsError` for a setting that cannot be used.
    """
    settings = settings or Settings.from_environment()
    pipeline = build_pipeline(settings, scorer or moderation.load(settings.model_path()))
    app = Flask("moderation", template_folder="api/templates", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    problem.register(app)
    endpoints = score.build_endpoints(pipeline, settings)
    endpoints += batch.build_endpoints(pipeline, settings)
    endpoints += health.build_endpoints(pipeline.scorer.version)
    endpoints += openapi.build_endpoints(endpoints, moderation.__version__)
    _register(app, endpoints)
    return app


def build_pipeline(settings: Settings, scorer: Scorer) -> Pipeline:
    """Wire the rules and thresholds of a deployment."""
    return Pipeline(scorer, build_checks(settings.minimum_length), DEFAULT_THRESHOLDS, settings.minimum_length)


def _register(app: Flask, endpoints: list[Endpoint]) -> None:
    for endpoint in endpoints:
        app.add_url_rule(endpoint.path, endpoint.name, endpoint.view, methods=[endpoint.method])
