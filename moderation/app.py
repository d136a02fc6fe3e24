"""Composition root: the only place that wires settings, model, rules and endpoints into an application."""

from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

import moderation
from moderation.api import (
    akismet,
    attributes,
    batch,
    comments,
    health,
    metrics,
    openai,
    openapi,
    problem,
    score,
    stance,
)
from moderation.api.access import Access
from moderation.api.attributes import AttributeTable
from moderation.api.coral import events, phase
from moderation.api.coral.outcomes import CoralGraphQL
from moderation.api.coral.signature import CoralGate
from moderation.api.coral.verdict import Wording, parse_statuses
from moderation.api.endpoint import Endpoint
from moderation.api.feedback import FeedbackSink, LabelFile, LabelStore
from moderation.api.keys import KeyRing
from moderation.api.metrics import Counter
from moderation.api.perspective import endpoints as perspective
from moderation.api.perspective.analyze import Analyzer
from moderation.api.perspective.languages import Handling, LanguagePolicy
from moderation.api.perspective.quota import Quota
from moderation.api.perspective.suggest import Suggester
from moderation.api.readable import Readable
from moderation.comment import Comment
from moderation.decision import Decision
from moderation.features.language import KNOWN, LanguageDetector
from moderation.learned import LearnedScorer
from moderation.models.model import Model
from moderation.pipeline import Pipeline, Scorer, informed
from moderation.policy import Policy
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
    scorer = scorer or Model.load(settings.model_path(), settings.semantic)
    learned = None if store is None else LearnedScorer(scorer, store.stances)
    pipeline = build_pipeline(settings, learned or scorer)
    app = Flask("moderation", template_folder="api/templates", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    problem.register(app)
    access = Access(KeyRing(settings.keys))
    table = AttributeTable(pipeline.heads, settings.minimum_length, parse_composites(settings.composites))
    endpoints = score.build_endpoints(pipeline, settings)
    endpoints += batch.build_endpoints(pipeline, settings)
    if store is not None and learned is not None:
        endpoints += _mount_store(app, pipeline, learned, store, settings)
        endpoints += stance.build_endpoints(learned, store)
    endpoints += attributes.build_endpoints(pipeline, table)
    unsupported = Counter(*UNSUPPORTED_LANGUAGES, KNOWN)
    detector = LanguageDetector(settings.languages)
    languages = LanguagePolicy(detector, Handling(settings.unsupported_language), unsupported)
    languages.announce()
    sink = build_sink(settings, store)
    analyzer = build_analyzer(settings, pipeline, table, languages)
    suggester = Suggester(table, detector, sink, settings.maximum_bytes)
    protocol = perspective.build_endpoints(build_perspective(settings, analyzer, suggester, access))
    perspective.register(app, protocol, settings.cors_origins)
    endpoints += protocol
    moderate = Readable(pipeline.moderate if store is None else partial(moderate_informed, pipeline, store), languages)
    endpoints += build_adapters(settings, pipeline, moderate, access, sink)
    endpoints += metrics.build_endpoints([unsupported])
    endpoints += health.build_endpoints(pipeline.scorer.version)
    endpoints += openapi.build_endpoints(endpoints, moderation.__version__)
    _register(app, endpoints, access)
    access.announce()
    return app


def _mount_store(
    app: Flask, pipeline: Pipeline, learned: LearnedScorer, store: "Store", settings: Settings
) -> list[Endpoint]:
    """Mount what needs a database: stored comments, the comment form, the demo page, the moderators' desk."""
    # imported here: a service that stores nothing does not load the database's libraries
    from moderation.api import demo, embed  # noqa: PLC0415
    from moderation.review import DeskSessions, build_blueprint, load_secret  # noqa: PLC0415

    app.secret_key = load_secret(settings.secret_key, settings.secret_file)
    app.session_interface = DeskSessions()
    app.register_blueprint(build_blueprint(store, learned))
    embed.allow_origins(app, settings.form_origins)
    endpoints = comments.build_endpoints(pipeline, store, settings)
    return endpoints + embed.build_endpoints(pipeline, store, settings) + demo.build_endpoints(pipeline, store)


def build_pipeline(settings: Settings, scorer: Scorer) -> Pipeline:
    """Wire the model and the policy of a deployment. Raises `PolicyError`."""
    return Pipeline(scorer, Policy.read(settings.policy, settings.minimum_length))


def moderate_informed(pipeline: Pipeline, store: "Store", comment: Comment) -> Decision:
    """Moderate a comment with what is stored of its article and known of its author."""
    return pipeline.moderate(informed(store, comment))


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


def build_sink(settings: Settings, store: "Store | None") -> FeedbackSink:
    """Return where labels from outside go: into the database, those without a head of ours into a file."""
    rest = LabelFile(settings.feedback)
    return rest if store is None else LabelStore(store.labels, rest)


def build_adapters(
    settings: Settings, pipeline: Pipeline, moderate: Readable, access: Access, sink: FeedbackSink
) -> list[Endpoint]:
    """Wire the protocols of Coral, OpenAI and Akismet."""
    gate = CoralGate(settings.coral_secrets, access)
    wording = Wording(parse_statuses(settings.coral_statuses))
    is_html = settings.coral_format == "html"
    coral = CoralGraphQL(settings.coral_url, settings.coral_token) if settings.coral_url else None
    return [
        *phase.build_endpoints(phase.Phase(moderate, wording, settings.maximum_bytes, is_html), gate),
        *events.build_endpoints(events.Events(coral, sink), gate),
        *openai.build_endpoints(pipeline, moderate.languages, settings.maximum_bytes),
        *akismet.build_endpoints(akismet.Akismet(moderate, sink, access, settings.maximum_bytes)),
    ]


def build_analyzer(
    settings: Settings, pipeline: Pipeline, table: AttributeTable, languages: LanguagePolicy
) -> Analyzer:
    """Wire `comments:analyze`."""
    refuses = settings.unavailable_attribute == "error"
    return Analyzer(pipeline.scorer, table, languages, settings.maximum_bytes, refuses)


def build_perspective(
    settings: Settings, analyzer: Analyzer, suggester: Suggester, access: Access
) -> perspective.Perspective:
    """Wire the protocol of Perspective."""
    return perspective.Perspective(
        analyzer,
        suggester,
        access,
        Quota(settings.queries_per_minute, settings.workers),
        settings.public_url or f"http://{settings.host}:{settings.port}",
    )


def _register(app: Flask, endpoints: list[Endpoint], access: Access) -> None:
    for endpoint in endpoints:
        view = endpoint.view if endpoint.scope is None else access.guard(endpoint.view, endpoint.scope)
        for i, path in enumerate((endpoint.rule, *endpoint.aliases)):
            app.add_url_rule(path, f"{endpoint.name}{i or ''}", view, methods=[endpoint.method])
