"""Settings: read once, refused with their name and value."""

from dataclasses import fields
from pathlib import Path

import pytest

from moderation.errors import SettingsError
from moderation.settings import PREFIX, Settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


def test_an_empty_environment_gives_the_defaults():
    assert Settings.from_environment({}) == Settings()


def test_other_variables_are_left_alone():
    assert Settings.from_environment({"PATH": "/bin"}) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("MINIMUM_LENGTH", "-1"), ("MINIMUM_LENGTH", "fifty"), ("PORT", "0"), ("WORKERS", "")],
)
def test_an_unusable_value_is_named(name, value):
    with pytest.raises(SettingsError, match=f"{PREFIX}{name}={value!r}"):
        Settings.from_environment({PREFIX + name: value})


def test_a_misspelt_setting_is_refused():
    with pytest.raises(SettingsError, match="MODERATION_MINIMUM_LENGHT is no setting"):
        Settings.from_environment({"MODERATION_MINIMUM_LENGHT": "50"})


@pytest.mark.parametrize("name", [PREFIX + field.name.upper() for field in fields(Settings)])
def test_every_setting_is_documented(name):
    assert f"`{name}`" in DOCUMENT.read_text(encoding="utf-8")
