"""One view, two callers: a page or a redirect for a browser, JSON for the desk's own script; errors alike."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Response, flash, make_response, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from moderation.api.endpoint import json_response
from moderation.api.problem import problem
from moderation.errors import ModerationError
from moderation.storage.records import Act


def by_script() -> bool:
    """Say whether the desk's script asks, which wants JSON or a fragment."""
    return request.headers.get("X-Desk") == "1"


def page(template: str, **values: Any) -> Response:
    """Render one of the desk's templates."""
    return make_response(render_template(f"desk/{template}", **values))


def back_to(fallback: str) -> AnyResponse:
    """Redirect to the page that a form names in `back`, where it is one of ours."""
    target = urlsplit(request.form.get("back", ""))
    ours = not target.scheme and not target.netloc and target.path.startswith("/desk") and "\\" not in target.path
    return redirect(target.geturl() if ours else fallback, HTTPStatus.SEE_OTHER)


def done(act: Act, message: str, fallback: str) -> AnyResponse:
    """Answer an act: with its id for the script, or with a redirect and a message that can undo it."""
    if act.skipped:
        message += f" {act.skipped} left out: held by somebody else, or changed meanwhile."
    if by_script():
        return json_response({"act": act.id, "count": act.count, "skipped": act.skipped, "message": message})
    flash(message, act.id)
    return back_to(fallback)


def refuse(error: ModerationError | HTTPException) -> Response:
    """Answer an error: problem JSON for the script, a readable page for a browser."""
    status = error.status if isinstance(error, ModerationError) else (error.code or 500)
    detail = str(error) if isinstance(error, ModerationError) else (error.description or "")
    title = error.title if isinstance(error, ModerationError) else HTTPStatus(status).phrase
    if by_script():
        return problem(status, title, detail)
    response = page("error.html", title=title, detail=detail)
    response.status_code = status
    return response
