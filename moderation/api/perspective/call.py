"""A call as the handlers see it, and how every failure of one becomes Google's answer."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from moderation.api.access import Access, Caller
from moderation.api.keys import Scope
from moderation.api.perspective import errors
from moderation.api.perspective.errors import GoogleError
from moderation.errors import ForbiddenError, ModerationError, UnauthorizedError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """One method call, over HTTP or as a part of a batch."""

    caller: Caller
    body: bytes


Handler = Callable[[Call], Mapping[str, Any]]

#: An HTTP status and the content to send with it.
Answer = tuple[int, Mapping[str, Any]]


def authorise(access: Access, caller: Caller, scope: Scope) -> str:
    """Return the id of the caller's key. Raises `GoogleError`."""
    try:
        return access.check(caller, scope)
    except UnauthorizedError as error:
        raise (errors.key_missing() if caller.secret is None else errors.key_invalid()) from error
    except ForbiddenError as error:
        raise errors.permission_denied(str(error)) from error


def answer(handler: Handler, call: Call) -> Answer:
    """Run a handler; whatever goes wrong is answered in Google's shape, and our own failures are logged."""
    try:
        return HTTPStatus.OK, handler(call)
    except GoogleError as error:
        return error.code, error.content()
    except ModerationError as error:
        _log.error("a Perspective call failed: %s", error)
        ours = errors.internal(error.status)
        return ours.code, ours.content()
    except Exception:
        _log.exception("a Perspective call failed")
        ours = errors.internal()
        return ours.code, ours.content()
