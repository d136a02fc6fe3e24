"""The table of attributes: every name says where its number comes from, or that there is none."""

import pytest

from moderation.api.attributes import PERSPECTIVE_NAMES, AttributeTable, Kind
from moderation.label import CIVILITY, Attribute


@pytest.fixture
def table():
    return AttributeTable(CIVILITY, minimum_length=50)


@pytest.mark.parametrize(
    ("name", "kind", "source"),
    [
        ("TOXICITY", Kind.NATIVE, "toxicity"),
        ("TOXICITY@6", Kind.NATIVE, "toxicity"),
        ("TOXICITY_EXPERIMENTAL", Kind.ALIAS, "toxicity"),
        ("TOXICITY_FAST", Kind.ALIAS, "toxicity"),
        ("OBSCENE", Kind.ALIAS, "profanity"),
        ("UNSUBSTANTIAL", Kind.RULE, "minimum length"),
        ("OFF_TOPIC", Kind.RULE, "relevance"),
        ("CONSTRUCTIVE_EXPERIMENTAL", Kind.UNAVAILABLE, None),
        ("SPAM", Kind.UNAVAILABLE, None),
        ("INCOHERENT", Kind.UNAVAILABLE, None),
        ("LIKELY_TO_REJECT", Kind.UNAVAILABLE, None),
    ],
)
def test_a_name_has_its_kind_and_source(table, name, kind, source):
    row = table.find(name)
    assert (row.kind, row.source) == (kind, source)


def test_a_head_makes_its_names_available():
    table = AttributeTable([*CIVILITY, Attribute.CONSTRUCTIVE, Attribute.GENERALISING], minimum_length=0)
    assert table.find("CONSTRUCTIVE").kind is Kind.NATIVE
    assert table.find("CONSTRUCTIVE_EXPERIMENTAL").kind is Kind.ALIAS
    assert table.find("GENERALIZATION_EXPERIMENTAL").head is Attribute.GENERALISING
    assert table.find("UNSUBSTANTIAL").kind is Kind.UNAVAILABLE


def test_without_a_head_even_a_production_attribute_is_unavailable():
    table = AttributeTable([Attribute.TOXICITY], minimum_length=50)
    assert table.find("SEVERE_TOXICITY").kind is Kind.UNAVAILABLE
    assert table.find("THREAT_EXPERIMENTAL").kind is Kind.UNAVAILABLE


def test_every_name_that_perspective_had_is_known_and_no_other(table):
    assert all(table.find(name) for name in PERSPECTIVE_NAMES)
    assert table.find("RUDENESS") is None
    assert table.find("") is None
