"""The parts that both methods share: the comment, its context, and the attributes by name."""

from dataclasses import dataclass
from typing import Final

from moderation.api.perspective import errors
from moderation.api.perspective.fields import Fields
from moderation.comment import Article, Comment

#: Largest entry of a context, in UTF-8 bytes.
LARGEST_CONTEXT: Final = 1_000_000

_PLAIN: Final = (None, "TEXT_TYPE_UNSPECIFIED", "PLAIN_TEXT")
_BOTH_CONTEXTS: Final = "Context can have either entries or article_and_parent_comment, but both fields were populated."
_CONTEXT_ID: Final = "context"


@dataclass(frozen=True, slots=True)
class Context:
    """What was sent around a comment. `entries` are opaque: callers put conversations or ids there."""

    article: str | None = None
    parent: str | None = None
    entries: tuple[str, ...] = ()

    def to_article(self) -> Article | None:
        """Return the article: a first line on its own is the headline."""
        if not self.article or not self.article.strip():
            return None
        headline, _, body = self.article.strip().partition("\n")
        return Article(_CONTEXT_ID, headline=headline, body=body.strip() or None)


def read_text(body: Fields, limit: int) -> str:
    """Return the comment's text. Raises `GoogleError` for another type, none, or more than `limit` bytes."""
    comment = body.message("comment")
    _check_type(comment)
    text = comment.text("text")
    if not text:
        raise errors.comment_empty()
    if _is_over(text, limit):
        raise errors.comment_too_long()
    return text


def read_context(body: Fields) -> Context:
    """Return the context. Raises `GoogleError` where both kinds are given, or an entry is too large."""
    context = body.message("context")
    if not context.has("entries") and not context.has("articleAndParentComment"):
        return Context()
    both = context.message("articleAndParentComment")
    entries = tuple(_entry(entry) for entry in context.messages("entries"))
    if entries and context.has("articleAndParentComment"):
        raise errors.invalid_request(_BOTH_CONTEXTS)
    article, parent = (_entry(both.message(name)) for name in ("article", "parentComment"))
    return Context(article or None, parent or None, entries)


def to_comment(text: str, context: Context) -> Comment:
    """Return the comment of the vocabulary, with the article that its context carries."""
    return Comment(text, parent=_CONTEXT_ID if context.parent else None, article=context.to_article())


def _entry(entry: Fields) -> str:
    _check_type(entry)
    text = entry.text("text") or ""
    if _is_over(text, LARGEST_CONTEXT):
        raise errors.invalid_request(f"Context entry too long: the limit is {LARGEST_CONTEXT} bytes.")
    return text


def _check_type(entry: Fields) -> None:
    kind = entry.text("type")
    if kind == "HTML":
        raise errors.invalid_request("Currently, only 'PLAIN_TEXT' comments are supported")
    if kind not in _PLAIN:
        raise errors.invalid_request("Unknown text type")


def _is_over(text: str, limit: int) -> bool:
    return len(text) * 4 > limit and len(text.encode("utf-8", "surrogatepass")) > limit
