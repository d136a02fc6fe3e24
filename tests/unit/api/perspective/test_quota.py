"""Quotas: so many calls in a minute, each key for itself, and again in the next minute."""

import pytest

from moderation.api.perspective.errors import GoogleError
from moderation.api.perspective.quota import Quota


def test_the_limit_is_each_keys_own_and_ends_with_the_minute():
    now = [0.0]
    quota = Quota(2, clock=lambda: now[0])
    for consumer in ("a", "a", "b"):
        quota.spend(consumer)
    with pytest.raises(GoogleError, match="project_number:a"):
        quota.spend("a")
    quota.spend("b")
    now[0] = 60.0
    quota.spend("a")


def test_processes_share_the_limit():
    quota = Quota(4, processes=2, clock=lambda: 0.0)
    quota.spend("a")
    quota.spend("a")
    with pytest.raises(GoogleError):
        quota.spend("a")


def test_no_limit_is_no_limit():
    quota = Quota(0, clock=lambda: 0.0)
    for _ in range(1000):
        quota.spend("a")
