"""Lenient JSON: what Google's parser reads is read, in linear time, and strings are left as they are."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.api.perspective.errors import GoogleError
from moderation.api.perspective.lenient import read_object


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ('{a: 1, "b": 2}', {"a": 1, "b": 2}),
        ("{'a': 'it\\'s \"so\"'}", {"a": 'it\'s "so"'}),
        ('{a: [1, 2,], b: {c: "x,}",},}', {"a": [1, 2], "b": {"c": "x,}"}}),
        ('{a: "b: c, {d: e}"}', {"a": "b: c, {d: e}"}),
        ("{a: true, b: null}", {"a": True, "b": None}),
        ('{"a": "\\ud83d"}', {"a": "\ufffd"}),
        ("", {}),
    ],
)
def test_it_reads_what_google_reads(body, content):
    assert read_object(body.encode()) == content


@pytest.mark.parametrize("body", ["{a: }", "[]", "x", '"x"', "{a 1}", '{"a": "', "{a: b}"])
def test_it_refuses_what_nobody_reads(body):
    with pytest.raises(GoogleError, match="Invalid JSON payload received"):
        read_object(body.encode())


@given(st.binary())
def test_whatever_comes_it_answers_or_refuses(body):
    with contextlib.suppress(GoogleError):
        assert isinstance(read_object(body), dict)
