"""The store: its parts over one database, opened by URL."""

from moderation.storage import schema
from moderation.storage.acts import Acts
from moderation.storage.articles import Articles
from moderation.storage.authors import Authors
from moderation.storage.claims import Claims
from moderation.storage.clusters import Clusters
from moderation.storage.comments import Comments
from moderation.storage.database import Clock, Database, now
from moderation.storage.figures import Figures
from moderation.storage.labels import Labels
from moderation.storage.log import Log
from moderation.storage.queues import Queues
from moderation.storage.reports import Reports
from moderation.storage.retention import Retention
from moderation.storage.reviews import Reviews
from moderation.storage.stances import Stances
from moderation.storage.statements import Statements
from moderation.storage.users import Users


class Store:
    """Every part as an attribute. Safe to share between threads; opened before a fork, used after it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.log = Log(database)
        self.comments = Comments(database, self.log)
        self.articles = Articles(database)
        self.queues = Queues(database)
        self.clusters = Clusters(database)
        self.claims = Claims(database)
        self.acts = Acts(database, self.log)
        self.reports = Reports(database, self.log)
        self.authors = Authors(database, self.log)
        self.reviews = Reviews(database, self.log)
        self.users = Users(database, self.log)
        self.labels = Labels(database, self.log)
        self.stances = Stances(database)
        self.statements = Statements(database)
        self.figures = Figures(database)
        self.retention = Retention(database, self.log)

    def close(self) -> None:
        """Close every connection."""
        self.database.engine.dispose()


def open_store(url: str, clock: Clock = now) -> Store:
    """Open a database by a file's path or a URL.

    A SQLite file is created and migrated; PostgreSQL, which more than one process may be using, must be up to date.
    Raises `SettingsError` for what is no database, `StorageError` where it does not answer or needs `moderation db
    upgrade`.
    """
    database = Database(url, clock)
    if database.is_sqlite and not schema.is_current(database):
        schema.upgrade(database)
    schema.check(database)
    return Store(database)
