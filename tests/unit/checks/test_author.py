"""What an author did before counts only where something is known of it."""

import pytest

from moderation.checks import check_duplicate, check_first_time, check_rate
from moderation.comment import Comment, History
from moderation.decision import Action


def comment(**history):
    return Comment("x", history=History(**history))


def test_without_a_store_nothing_is_found():
    stranger = Comment("x")
    assert check_first_time(stranger, 1, Action.HOLD) is None
    assert check_rate(stranger, 1, 60, Action.HOLD) is None
    assert check_duplicate(stranger, 1, Action.HOLD) is None


@pytest.mark.parametrize(("published", "found"), [(0, True), (2, True), (3, False)])
def test_an_author_is_new_until_enough_is_published(published, found):
    assert (check_first_time(comment(published=published), 3, Action.HOLD) is not None) is found


@pytest.mark.parametrize(
    ("ages", "found"),
    [((), False), ((10.0,), False), ((10.0, 59.9), True), ((10.0, 60.0), False)],
    ids=["first", "second", "third within", "third at the edge"],
)
def test_more_than_the_rate_is_found(ages, found):
    assert (check_rate(comment(ages=ages), 2, 60, Action.HOLD) is not None) is found


@pytest.mark.parametrize(("same", "found"), [(0, False), (1, False), (2, True)])
def test_the_same_text_again_is_found(same, found):
    assert (check_duplicate(comment(same_text=same), 2, Action.REJECT) is not None) is found
