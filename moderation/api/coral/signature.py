"""Which requests are Coral's: X-Coral-Signature over the raw body, with several secrets while one is rotated."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Final

from flask import Request

from moderation.api.access import Access, Caller
from moderation.api.keys import Scope
from moderation.errors import UnauthorizedError

HEADER: Final = "X-Coral-Signature"
_PREFIX: Final = "sha256="


def sign(secret: str, body: bytes) -> str:
    """Return the signature of `body`, as it stands in the header.

    >>> sign("secret", b"{}")[:20]
    'sha256=77325902caca8'
    """
    return _PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class CoralGate:
    """Lets Coral in: by its signature where there are secrets, by API key or as this machine where there are none."""

    def __init__(self, secrets: Sequence[str], access: Access) -> None:
        self._secrets = tuple(secrets)
        self._access = access

    def check(self, request: Request, body: bytes, scope: Scope) -> None:
        """Raise `UnauthorizedError` or `ForbiddenError` for a request that is not Coral's."""
        if not self._secrets:
            self._access.check(Caller.of(request), scope)
            return
        header = request.headers.get(HEADER)
        if header is None:
            raise UnauthorizedError(f"there is no {HEADER} header: Coral signs each request of a phase or webhook")
        given = [part.strip() for part in header.split(",")]
        # every pair is compared, and each in constant time: how long a refusal takes says nothing
        matches = [
            hmac.compare_digest(sign(secret, body).encode(), one.encode(errors="replace"))
            for secret in self._secrets
            for one in given
        ]
        if not any(matches):
            raise UnauthorizedError(
                f"{HEADER} fits none of the {len(self._secrets)} secrets in MODERATION_CORAL_SECRETS: "
                "copy the phase's or webhook's signing secret from Coral's admin pages"
            )
