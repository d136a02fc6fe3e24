"""Composite attributes: one number that crosses where any of its terms does."""

import pytest

from moderation.errors import SettingsError
from moderation.policy.composite import parse_composites


@pytest.mark.parametrize(
    ("toxicity", "insult", "value"),
    [(0.0, 0.0, 0.0), (0.9, 0.0, 0.8), (0.0, 0.8, 0.8), (0.45, 0.0, 0.4), (0.95, 0.0, 0.9), (1.0, 0.2, 1.0)],
)
def test_the_value_crosses_at_each_terms_threshold(toxicity, insult, value):
    (composite,) = parse_composites("MY_POLICY = max(TOXICITY/0.9, INSULT/0.8)")
    assert composite.value({"TOXICITY": toxicity, "INSULT": insult}) == pytest.approx(value)


def test_the_crossing_can_be_set_for_another_caller():
    (composite,) = parse_composites("P=max(THREAT/.3) at 0.9")
    assert composite.value({"THREAT": 0.3}) == pytest.approx(0.9)


def test_several_are_separated_by_semicolons_or_lines():
    assert [c.name for c in parse_composites("A = max(X/0.5); B = max(Y/0.5)\nC = max(X/0.1)")] == ["A", "B", "C"]


def test_none_is_none():
    assert parse_composites(" ; ") == ()


@pytest.mark.parametrize(
    "text",
    [
        "P = TOXICITY/0.9",
        "P = min(TOXICITY/0.9)",
        "P = max()",
        "P = max(TOXICITY)",
        "P = max(TOXICITY/0)",
        "P = max(TOXICITY/1)",
        "P = max(TOXICITY/1.5)",
        "P = max(TOXICITY/0.5) at 1",
        "p = max(TOXICITY/0.5)",
        "P = max(TOXICITY/0.5,)",
        "P = max(TOXICITY/0.5); P = max(INSULT/0.5)",
    ],
)
def test_what_is_no_composite_is_refused_with_its_text(text):
    with pytest.raises(SettingsError, match="P"):
        parse_composites(text.replace("p =", "P p ="))
