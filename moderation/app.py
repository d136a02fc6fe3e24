"""Composition root: the only place that wires settings, model, rules and endpoints into an application."""

from typing import TYPE_CHECKING

from flask import Flask

import moderation
from moderation.api import attributes, comments, health, metrics, openapi, problem, score
from moderation.api.access import Access
from moderation.api.attributes import AttributeTable
from moderation.api.endpoint import Endpoint
from moderation.api.feedback import FeedbackSink, LabelFile
from moderation.api.keys import KeyRing
from moderation.api.metrics import Counter
from moderation.api.perspective import endpoints as perspective
from moderation.api.perspective.analyze import Analyzer
from moderation.api.perspective.languages import Handling, LanguagePolicy
from moderation.api.perspective.quota import Quota
from moderation.api.perspective.suggest import Suggester
from moderation.checks import build_checks
from moderation.features.language import KNOWN, LanguageDetector
from moderation.pipeline import Pipeline, Scorer
from moderation.policy import DEFAULT_THRESHOLDS
from moderation.policy.composite import parse_composites
from moderation.settings import Settings

if TYPE_CHECKING:
    from moderation.storage import Store

#: Bodies are one comment and one article: a megabyte is far more than either may have.
LARGEST_BODY = 1_000_000

UNSUPPORTED_LANGUAGES = (
    "moderation_unsupported_language_total",
    "Perspective calls with text in a language that is not served.",
    "language",
)


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
    access = Access(KeyRing(settings.keys))
    table = AttributeTable(pipeline.heads, settings.minimum_length, parse_composites(settings.composites))
    endpoints = score.build_endpoints(pipeline, settings)
    if store is not None:
        endpoints += comments.build_endpoints(pipeline, store, settings)
    endpoints += attributes.build_endpoints(pipeline, table)
    unsupported = Counter(*UNSUPPORTED_LANGUAGES, KNOWN)
    protocol = perspective.build_endpoints(
        build_perspective(settings, pipeline, table, access, unsupported, LabelFile(settings.feedback))
    )
    perspective.register(app, protocol, settings.cors_origins)
    endpoints += protocol
    endpoints += metrics.build_endpoints([unsupported])
    endpoints += health.build_endpoints(pipeline.scorer.version)
    endpoints += openapi.build_endpoints(endpoints, moderation.__version__)
    _register(app, endpoints, access)
    access.announce()
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


def build_perspective(
    settings: Settings,
    pipeline: Pipeline,
    table: AttributeTable,
    access: Access,
    unsupported: Counter,
    sink: FeedbackSink,
) -> perspective.Perspective:
    """Wire the protocol of Perspective."""
    detector = LanguageDetector(settings.languages)
    languages = LanguagePolicy(detector, Handling(settings.unsupported_language), unsupported)
    languages.announce()
    refuses = settings.unavailable_attribute == "error"
    return perspective.Perspective(
        Analyzer(pipeline.scorer, table, languages, settings.maximum_bytes, refuses),
        Suggester(table, detector, sink, settings.maximum_bytes),
        access,
        Quota(settings.queries_per_minute, settings.workers),
        settings.public_url or f"http://{settings.host}:{settings.port}",
    )


def _register(app: Flask, endpoints: list[Endpoint], access: Access) -> None:
    for endpoint in endpoints:
        view = endpoint.view if endpoint.scope is None else access.guard(endpoint.view, endpoint.scope)
        for i, path in enumerate((endpoint.rule, *endpoint.aliases)):
            app.add_url_rule(path, f"{endpoint.name}{i or ''}", view, methods=[endpoint.method])
