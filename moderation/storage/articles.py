"""Articles as callers send them, and their propositions as editors write them."""

from dataclasses import fields, replace
from typing import Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from moderation.comment import Article
from moderation.errors import NotFoundError
from moderation.storage.database import Database
from moderation.storage.records import StoredArticle
from moderation.storage.rows import ARTICLE, to_article
from moderation.storage.tables import ArticleRow

_PARTS: Final = tuple(field.name for field in fields(Article) if field.name != "id")
_PROPOSITION: Final = ("proposition", "opposite")


def merge(given: Article, stored: StoredArticle) -> Article:
    """Fill what `given` leaves out from the stored article; a proposition that an editor wrote stays."""
    values = {name: getattr(given, name) or getattr(stored.article, name) for name in _PARTS}
    if stored.edited_by is not None:
        values |= {name: getattr(stored.article, name) for name in _PROPOSITION}
    return replace(given, **values)


def keep(connection: Connection, database: Database, site: str, given: Article) -> int:
    """Store an article or what is new about it; return its number."""
    query = select(*ARTICLE).where(ArticleRow.site == site, ArticleRow.external_id == given.id)
    row = connection.execute(query).one_or_none()
    if row is None:
        values = {name: getattr(given, name) for name in _PARTS}
        return insert_once(connection, site, given.id, values | {"created_at": database.clock()})
    stored = to_article(row)
    merged = merge(given, stored)
    if merged != stored.article:
        changes = {name: getattr(merged, name) for name in _PARTS}
        connection.execute(update(ArticleRow).where(ArticleRow.id == stored.id).values(changes))
    return stored.id


def insert_once(connection: Connection, site: str, external_id: str, values: dict[str, object]) -> int:
    """Insert an article unless another transaction just did; return its number."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(ArticleRow).values(site=site, external_id=external_id, **values)
    connection.execute(statement.on_conflict_do_nothing(index_elements=["site", "external_id"]))
    query = select(ArticleRow.id).where(ArticleRow.site == site, ArticleRow.external_id == external_id)
    return connection.execute(query).scalar_one()


class Articles:
    """Reads articles. An edit of a proposition is an act: `acts.edit_proposition`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, article_id: int) -> StoredArticle:
        """Return an article by the store's number. Raises `NotFoundError`."""
        with self._database.read() as connection:
            row = connection.execute(select(*ARTICLE).where(ArticleRow.id == article_id)).one_or_none()
        if row is None:
            raise NotFoundError(f"no article has the number {article_id}")
        return to_article(row)

    def find(self, site: str, external_id: str) -> StoredArticle | None:
        """Return an article by its site and the id that callers use, None where it is new."""
        query = select(*ARTICLE).where(ArticleRow.site == site, ArticleRow.external_id == external_id)
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else to_article(row)

    def complete(self, site: str, given: Article) -> Article:
        """Return `given` with what is stored of it: the text it leaves out, the proposition an editor wrote."""
        stored = self.find(site, given.id)
        return given if stored is None else merge(given, stored)

    def search(self, text: str = "", site: str | None = None, limit: int = 50) -> tuple[StoredArticle, ...]:
        """Return articles with `text` in headline or id, the newest first."""
        query = select(*ARTICLE).order_by(ArticleRow.id.desc()).limit(limit)
        if site is not None:
            query = query.where(ArticleRow.site == site)
        if text:
            query = query.where(
                ArticleRow.headline.icontains(text, autoescape=True)
                | ArticleRow.external_id.icontains(text, autoescape=True)
            )
        with self._database.read() as connection:
            return tuple(to_article(row) for row in connection.execute(query))
