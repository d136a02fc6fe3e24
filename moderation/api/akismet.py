"""Akismet's protocol: comment-check, submit-spam, submit-ham and verify-key, for the many editors that speak it.

Akismet knows spam and ham only: `true` is every comment that would not be published at once. The key is a form field,
as today's clients send it, or the first label of the host name, as the older ones do (`KEY.rest.akismet.com`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Request, Response, request

from moderation.api.access import Access, Caller
from moderation.api.body import check_size
from moderation.api.comments import DEFAULT_SITE
from moderation.api.endpoint import Endpoint
from moderation.api.feedback import FeedbackSink, SuggestedScore
from moderation.api.html import to_text
from moderation.api.keys import Scope
from moderation.comment import Article, Comment
from moderation.decision import Action, Decision
from moderation.errors import ForbiddenError, LanguageError, UnauthorizedError

_log = logging.getLogger(__name__)

_OLD_HOST: Final = ".rest.akismet.com"
_THANKS: Final = "Thanks for making the web a better place."
_HELP: Final = "X-akismet-debug-help"
_REASONS: Final = "X-Moderation-Reasons"


def _caller(request: Request) -> Caller:
    """Return who calls: Akismet's own places for the key come before ours."""
    found = Caller.of(request)
    # the header as it came: a key has capitals and underscores, which a checked host name has not
    host = request.headers.get("Host", "").partition(":")[0]
    in_host = host.removesuffix(_OLD_HOST) if host.endswith(_OLD_HOST) else None
    return Caller(request.form.get("api_key") or request.form.get("key") or in_host or found.secret, found.is_local)


def _read_comment() -> Comment:
    form = request.form
    place = form.get("permalink") or form.get("blog")
    author = form.get("comment_author_email") or form.get("comment_author")
    article = Article(place, url=place) if place else None
    text = to_text(form.get("comment_content", ""))
    return Comment(text, author=author or None, article=article, site=form.get("blog") or DEFAULT_SITE)


@dataclass(frozen=True)
class Akismet:
    """Speaks the protocol for one deployment. `moderate` raises `LanguageError` for what is not read here."""

    moderate: Callable[[Comment], Decision]
    sink: FeedbackSink
    access: Access
    maximum_bytes: int

    def check(self) -> Response:
        """Answer comment-check: `true` is spam, `false` is ham."""
        comment = _read_comment()
        check_size(comment.text, self.maximum_bytes, "comment_content")
        try:
            decision = self.moderate(comment)
        except LanguageError as error:
            _log.warning("an Akismet call is answered `true`: %s", error)
            return _plain("true", {_REASONS: "language"})
        reasons = ", ".join(finding.reason.value for finding in decision.findings)
        return _plain("false" if decision.action is Action.PUBLISH else "true", {_REASONS: reasons} if reasons else {})

    def submit(self, value: float) -> Response:
        """Keep a label: 1 for spam, 0 for ham."""
        comment = _read_comment()
        if comment.text:
            url = comment.article.url if comment.article else None
            source = f"Akismet:{request.form.get('blog', '')}"
            self.sink.add([SuggestedScore(comment.text, "SPAM", value, source=source, url=url)])
        return _plain(_THANKS)

    def guard(self, view: Callable[[], Response], scope: Scope) -> Callable[[], Response]:
        """Return `view` behind a key; a refusal is Akismet's: 200, `invalid`, and the cause in a header."""

        def guarded() -> Response:
            try:
                self.access.check(_caller(request), scope)
            except (UnauthorizedError, ForbiddenError) as error:
                return _plain("invalid", {_HELP: str(error).encode("ascii", "replace").decode()})
            return view()

        return guarded


def _plain(text: str, headers: dict[str, str] | None = None) -> Response:
    return Response(text, mimetype="text/plain", headers=headers)


def build_endpoints(akismet: Akismet) -> list[Endpoint]:
    """Return the four calls under Akismet's paths."""
    calls: list[tuple[str, str, Callable[[], Response], Scope]] = [
        ("comment-check", "Say whether a comment is spam: `true` or `false`", akismet.check, Scope.SCORE),
        ("submit-spam", "Take a missed comment as a label", lambda: akismet.submit(1.0), Scope.FEEDBACK),
        ("submit-ham", "Take a wrongly caught comment as a label", lambda: akismet.submit(0.0), Scope.FEEDBACK),
        ("verify-key", "Say whether a key is valid", lambda: _plain("valid"), Scope.SCORE),
    ]
    return [
        Endpoint(
            "POST",
            f"/1.1/{name}",
            f"Akismet's {name}",
            akismet.guard(view, scope),
            description=f"{summary}. Takes and answers what Akismet does: a form in, plain text out.",
        )
        for name, summary, view, scope in calls
    ]
