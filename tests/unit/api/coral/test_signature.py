"""Only Coral comes in."""

import pytest
from flask import Flask, request

from moderation.api.access import Access
from moderation.api.coral.signature import HEADER, CoralGate, sign
from moderation.api.keys import KeyRing, Scope, add_key
from moderation.errors import ForbiddenError, UnauthorizedError

BODY = b'{\n  "action": "NEW"\n}'


@pytest.fixture
def gate(tmp_path):
    return lambda *secrets: CoralGate(secrets, Access(KeyRing(tmp_path / "keys.json")))


def check(gate, header=None, body=BODY, address="10.0.0.9", path="/"):
    headers = {} if header is None else {HEADER: header}
    with Flask("test").test_request_context(path, headers=headers, environ_base={"REMOTE_ADDR": address}):
        gate.check(request, body, Scope.SCORE)


ACCEPTED = {
    "one secret": (["s"], sign("s", BODY)),
    "the old secret while it is rotated": (["new", "old"], sign("old", BODY)),
    "Coral signs with both": (["new"], f"{sign('old', BODY)},{sign('new', BODY)}"),
    "a blank behind the comma": (["new"], f"{sign('old', BODY)}, {sign('new', BODY)}"),
}
REFUSED = {
    "no header": (["s"], None),
    "empty": (["s"], ""),
    "another secret": (["s"], sign("t", BODY)),
    "another body": (["s"], sign("s", BODY + b" ")),
    "without its prefix": (["s"], sign("s", BODY).removeprefix("sha256=")),
    "letters that no signature has": (["s"], "sha256=\u00e9"),
    "half of it": (["s"], sign("s", BODY)[:40]),
}


@pytest.mark.parametrize(("secrets", "header"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_signature_of_any_secret_is_accepted(gate, secrets, header):
    check(gate(*secrets), header)


@pytest.mark.parametrize(("secrets", "header"), REFUSED.values(), ids=REFUSED.keys())
def test_anything_else_is_refused(gate, secrets, header):
    with pytest.raises(UnauthorizedError, match=HEADER):
        check(gate(*secrets), header)


def test_without_secrets_this_machine_is_let_in_and_others_need_a_key(gate, tmp_path):
    check(gate(), address="127.0.0.1")
    with pytest.raises(ForbiddenError):
        check(gate())
    _, secret = add_key(tmp_path / "keys.json", "coral", [Scope.SCORE])
    check(gate(), path=f"/?key={secret}")
    with pytest.raises(UnauthorizedError):
        check(gate(), path="/?key=wrong")
