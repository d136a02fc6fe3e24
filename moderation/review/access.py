"""Signing in and out, who may do what, and the guard against forged requests of other sites."""

import hmac
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, Response, g, redirect, request, session, url_for
from werkzeug.exceptions import Forbidden, Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from moderation.errors import NotFoundError
from moderation.review.answers import back_to, by_script, page
from moderation.review.parts import Desk, current_user
from moderation.review.throttle import Throttle
from moderation.storage import Role
from moderation.storage.records import User

_OPEN: Final = frozenset({"desk.sign_in", "desk.sign_in_answer"})
_SESSION: Final = timedelta(hours=12)
_WINDOW: Final = 15 * 60
View = Callable[..., AnyResponse]


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Guard every view of the blueprint, and add the pages to sign in and out."""
    access = _Access(desk)
    blueprint.before_request(access.guard)
    blueprint.context_processor(lambda: {"user": g.get("user"), "csrf": _token, "Role": Role})
    blueprint.add_url_rule("/sign-in", "sign_in", access.sign_in_page)
    blueprint.add_url_rule("/sign-in", "sign_in_answer", access.sign_in, methods=["POST"])
    blueprint.add_url_rule("/sign-out", "sign_out", access.sign_out, methods=["POST"])


class _Access:
    """The views that need nobody signed in, and the guard of all others."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # a name from one address soon, a name from everywhere later; behind a proxy all addresses are one
        self._throttles = (Throttle(5, _WINDOW), Throttle(50, _WINDOW))

    def guard(self) -> AnyResponse | None:
        """Stop what is forged, and who is not signed in."""
        if request.endpoint == "desk.static":
            return None
        g.user = self._signed_in()
        if request.method == "POST":
            _check_token()
        if g.user is not None or request.endpoint in _OPEN:
            return None
        if by_script() or request.method != "GET":
            raise Unauthorized("You are signed out: sign in again, nothing that you decided is lost.")
        return redirect(url_for("desk.sign_in", back=request.full_path.rstrip("?")))

    def sign_in_page(self) -> AnyResponse:
        """Show the form."""
        return page("sign_in.html", back=request.args.get("back", ""), problem=None, name="")

    def sign_in(self) -> AnyResponse:
        """Sign in, or say why not; a wrong name and a wrong password look alike."""
        name, address = request.form.get("name", "").strip(), request.remote_addr or ""
        keys = (f"{name.casefold()}\n{address}", name.casefold())
        throttled = tuple(zip(self._throttles, keys, strict=True))
        if wait := max(throttle.wait(key) for throttle, key in throttled):
            problem = f"Too many wrong passwords: try again in {-(-wait // 60)} min."
            return _again(name, problem, HTTPStatus.TOO_MANY_REQUESTS)
        user = self._desk.store.users.verify(name, request.form.get("password", ""))
        if user is None:
            for throttle, key in throttled:
                throttle.fail(key)
            return _again(name, "This name and password do not go together.", HTTPStatus.UNPROCESSABLE_ENTITY)
        self._throttles[0].succeed(keys[0])
        _begin(user)
        return back_to(url_for("desk.queue"))

    def sign_out(self) -> AnyResponse:
        """Give back what is claimed, and forget the session."""
        self._desk.store.claims.release_all(current_user().name)
        session.clear()
        return redirect(url_for("desk.sign_in"), HTTPStatus.SEE_OTHER)

    def _signed_in(self) -> User | None:
        if session.get("until", 0) < datetime.now(UTC).timestamp():
            return None
        try:
            user = self._desk.store.users.get(session["user"])
        except NotFoundError:
            return None
        return None if user.disabled else user


def require(role: Role) -> Callable[[View], View]:
    """Let a view be used by `role` and those above it alone."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **arguments: Any) -> AnyResponse:
            if not current_user().role.includes(role):
                raise Forbidden(f"This needs the role {role.value}; you are {current_user().role.value}.")
            return view(*args, **arguments)

        return guarded

    return decorate


def _begin(user: User) -> None:
    session.clear()  # a new token: one that was planted before signing in is worth nothing
    session["user"] = user.id
    session["until"] = (datetime.now(UTC) + _SESSION).timestamp()


def _token() -> str:
    if "csrf" not in session:
        session["csrf"] = secrets.token_urlsafe(24)
    return str(session["csrf"])


def _check_token() -> None:
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    if not hmac.compare_digest(sent.encode(), _token().encode()):
        raise Forbidden("This form was not sent from the desk, or is too old: go back, reload the page, try again.")


def _again(name: str, problem: str, status: HTTPStatus) -> Response:
    response = page("sign_in.html", back=request.form.get("back", ""), problem=problem, name=name)
    response.status_code = status
    return response
